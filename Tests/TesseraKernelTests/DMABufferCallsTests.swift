import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@_spi(Access) @testable import TesseraKernel

@Suite struct DMABufferCallsTests {
  private let kernel = ScriptedKernel()

  @Test func `An access says its direction at its start and its end`() throws {
    let file = try MemoryFile.make(name: "m", count: 4096, kernel: kernel)
    let bracket = AccessBracket(file.rawValue, kernel: kernel)
    #expect(bracket.startReading() == 0)
    #expect(bracket.startWriting() == 0)
    #expect(bracket.endWriting() == 0)
    #expect(bracket.endReading() == 0)
    let (reading, writing) = (UInt64(DMA_BUF_SYNC_READ), UInt64(DMA_BUF_SYNC_RW))
    let end = UInt64(DMA_BUF_SYNC_END)
    #expect(kernel.accessFlags == [reading, writing, writing | end, reading | end])
  }

  @Test func `A name reaches the kernel, cut to what it keeps`() throws {
    let file = try MemoryFile.make(name: "m", count: 4096, kernel: kernel)
    try DMABufferCalls.name(file.rawValue, "preview", kernel: kernel)
    try DMABufferCalls.name(
      file.rawValue, String(repeating: "n", count: 40), kernel: kernel)
    #expect(kernel.bufferNames == ["preview", String(repeating: "n", count: 31)])
  }

  @Test func `A size is the kernel's, not the caller's`() throws {
    let bench = try Bench()
    let buffer = try bench.heap.allocate(5000)
    #expect(try DMABufferCalls.size(buffer.rawValue, kernel: bench.kernel) == 8192)
  }
}
