import Testing
import TesseraTestSupport

@testable import Tessera

@Suite struct HeapNameTests {
  @Test(
    "A heap's name tells whether its memory is contiguous",
    arguments: [
      ("system", false), ("system-uncached", false), ("system_cc_shared", false),
      ("reserved", true), ("linux,cma", true), ("default_cma_region", true),
      ("default-pool", true), ("vidbuf_contiguous", true), ("cma0", true), ("cma-uncached", true),
      ("cma@98000000", true), ("memory@42000000", true), ("acma", false), ("vidbuf_cached", false),
      ("something", false), ("", false),
    ])
  func contiguity(name: String, isContiguous: Bool) {
    #expect(HeapName(name).isContiguous == isContiguous)
  }

  @Test(
    "and whether the CPU reaches it, and through which caches",
    arguments: [
      ("system", CacheModes.cached), ("system-uncached", .writeCombined),
      ("system-uncached-dma32", .writeCombined), ("vidbuf_cached", .cached),
      ("video-protected", []), ("restricted_protected", []), ("display-secure", []),
      ("default_cma_region", .cached),
    ] as [(String, CacheModes)])
  func caches(name: String, modes: CacheModes) {
    #expect(HeapName(name).cacheModes == modes)
    #expect(HeapName(name).isProtected == modes.isEmpty)
  }

  @Test(
    "and below which address it lies",
    arguments: [
      ("system", 64), ("system-dma32", 32), ("cma-uncached-dma32", 32), ("dma32-like", 64),
    ])
  func addresses(name: String, bits: Int) {
    #expect(HeapName(name).addressBits == bits)
  }

  @Test func `A region is a place of its own`() {
    #expect(HeapName("memory@42000000").placement == .region("memory@42000000"))
    #expect(HeapName("default_cma_region").placement == .system)
  }

  @Test func `What is scarce is not taken by who can do without`() {
    let ranks = ["system", "system-dma32", "video-protected"].map { HeapName($0).rank }
    #expect(ranks == ranks.sorted())
    #expect(Set(ranks).count == 3)
  }

  @Test func `A heap is found by property: who reaches 4 GiB only gets the heap below`() throws {
    let names = ["system", "system-dma32", "system-uncached-dma32"]
    let kernel = ScriptedKernel(
      Dictionary(uniqueKeysWithValues: names.map { ("/scripted/\($0)", FakeHeap()) }))
    let heaps = try names.map { try HeapAllocator(path: "/scripted/\($0)", kernel: kernel) }
    let evidence = Evidence(.user, "test")
    let old = Participant(
      "blitter", device: Device("rga"),
      offers: [
        Offer(
          "terms",
          [
            Constraint(
              .formats(FormatTable([FormatModifier(.xrgb8888, .linear)])), evidence),
            Constraint(.addresses(AddressLimit(bits: 32)), evidence),
            Constraint(.cacheModes(.cached), evidence),
          ])
      ])
    var negotiation = Negotiation(
      Problem(
        extent: Stage.extent, participants: [old], allocators: heaps.map(\.production)))
    #expect(try negotiation.next().allocator == "heap:system-dma32")
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
