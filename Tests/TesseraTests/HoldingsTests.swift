import SystemPackage
import TesseraConformance
import TesseraKernel
import Testing

/// What the conformance suite counts as memory left behind.
///
/// Each in a process of its own: what tests beside it allocate would be counted too.
@Suite struct HoldingsTests {
  @Test func `Memory that was written is counted, and no more once it is free`() async {
    await #expect(processExitsWith: .success) {
      let bytes = 32 << 20
      let before = try Holdings().residentBytes
      let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 4096)
      unsafe memory.initializeMemory(as: UInt8.self, repeating: 1, count: bytes)
      #expect(try Holdings().residentBytes - before >= bytes)
      unsafe memory.deallocate()
      #expect(try Holdings().residentBytes - before < 1 << 20)
    }
  }

  @Test func `So is a memory file that is mapped`() async {
    await #expect(processExitsWith: .success) {
      let bytes = 32 << 20
      let before = try Holdings().residentBytes
      let file = try MemoryFile.make(name: "held", count: bytes, kernel: LinuxKernel())
      do {
        let mapping = try MemoryMapping(
          file.rawValue, count: bytes, writable: true, kernel: LinuxKernel())
        mapping.withMutableBytes(in: 0..<bytes) { span in
          for offset in stride(from: 0, to: bytes, by: 4096) {
            span.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
          }
        }
        #expect(try Holdings().residentBytes - before >= bytes)
      }
      #expect(try Holdings().residentBytes - before < 1 << 20)
    }
  }

  @Test func `A program's pages are not: the kernel drops and reads them as it likes`() async {
    await #expect(processExitsWith: .success) {
      let before = try Holdings().residentBytes
      let program = try FileDescriptor.open(FilePath("/proc/self/exe"), .readOnly)
      let count = 32 << 20
      let mapping = try MemoryMapping(
        program.rawValue, count: count, writable: false, kernel: LinuxKernel())
      let sum = mapping.withBytes(in: 0..<count) { span in
        stride(from: 0, to: count, by: 4096).reduce(0) {
          $0 &+ Int(unsafe span.unsafeLoad(fromByteOffset: $1, as: UInt8.self))
        }
      }
      #expect(sum != 0)
      #expect(try Holdings().residentBytes - before < 1 << 20)
    }
  }
}
