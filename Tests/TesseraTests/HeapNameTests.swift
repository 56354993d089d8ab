import Testing

@testable import Tessera

@Suite struct HeapNameTests {
  @Test(
    "A heap's name tells whether its memory is contiguous",
    arguments: [
      ("system", false), ("system-uncached", false), ("reserved", true), ("linux,cma", true),
      ("default_cma_region", true), ("default-pool", true), ("vidbuf_contiguous", true),
      ("cma0", true), ("cma@98000000", true), ("something", false), ("", false),
    ])
  func contiguity(name: String, isContiguous: Bool) {
    #expect(HeapName(name).isContiguous == isContiguous)
  }

  @Test func `A heap that is there twice is listed under its newest name`() {
    func kept(_ names: String...) -> [String] {
      HeapName.withoutAliases(names.map { HeapName($0) }).map(\.rawValue)
    }
    #expect(kept("reserved", "default_cma_region", "system") == ["default_cma_region", "system"])
    #expect(kept("linux,cma", "reserved") == ["reserved"])
    #expect(kept("reserved") == ["reserved"])
    #expect(kept("system", "cma1", "cma2") == ["system", "cma1", "cma2"])
    #expect(kept().isEmpty)
  }

  @Test func `What a heap can make follows from its name`() throws {
    let stage = Stage()
    #expect(try !stage.heapAllocator().production.isContiguous)
    #expect(try stage.heapAllocator().production.name == "heap:system")
    #expect(try stage.contiguousAllocator().production.isContiguous)
    #expect(
      try stage.heapAllocator().production.rank < stage.udmabufAllocator().production.rank)
  }
}
