import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct OwnedFileDescriptorTests {
  private let kernel = ScriptedKernel()

  private func make() throws -> OwnedFileDescriptor {
    try MemoryFile.make(name: "m", count: 4096, kernel: kernel)
  }

  @Test func `A descriptor is closed when its owner lets go`() throws {
    do {
      let owned = try make()
      #expect(kernel.openDescriptors == [owned.rawValue])
      #expect(owned.borrowed.rawValue == owned.rawValue)
    }
    #expect(kernel.openDescriptors.isEmpty)
  }

  @Test func `A descriptor that was taken is the taker's to close`() throws {
    let taken = try make().take()
    #expect(kernel.openDescriptors == [taken.rawValue])
    do { _ = OwnedFileDescriptor(owning: taken) }
    #expect(kernel.openDescriptors.isEmpty)
  }

  @Test func `A duplicate is the same file, close-on-exec, and lives on`() throws {
    let original = try make()
    let identity = FileIdentity(of: original.rawValue)
    let copy = try original.duplicated()
    #expect(copy.rawValue != original.rawValue)
    #expect(isCloseOnExec(copy.rawValue))
    _ = consume original
    #expect(kernel.openDescriptors == [copy.rawValue])
    #expect(FileIdentity(of: copy.rawValue) == identity)
  }

  @Test func `What is not open cannot be duplicated`() {
    // Never opened, and never closed by a taker that lets go of nothing.
    let bad = OwnedFileDescriptor(rawValue: -1)
    #expect(
      throws: SystemCallError(call: "fcntl(F_DUPFD_CLOEXEC)", errno: .badFileDescriptor)
    ) {
      _ = try bad.duplicated()
    }
  }

  @Test func `Every node and buffer is close-on-exec`() throws {
    let bench = try Bench()
    let heap = try bench.heap.allocate(4096)
    let file = try MemoryFile.make(name: "m", count: 4096, kernel: bench.kernel)
    let udmabuf = try bench.udmabuf.create(memoryFile: file.rawValue, count: 4096)
    let dumb = try bench.card.createDumb(width: 16, height: 16, bitsPerPixel: 32)
    let exported = try bench.card.export(dumb.handle)
    for descriptor in [heap.rawValue, udmabuf.rawValue, exported.rawValue, file.rawValue] {
      #expect(isCloseOnExec(descriptor))
    }
    // Five nodes, four descriptors, and what the card holds.
    #expect(bench.kernel.openDescriptors.count == 10)
    #expect(bench.kernel.areAllCloseOnExec)
  }
}
