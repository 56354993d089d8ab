import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct MemoryMappingTests {
  private let kernel = ScriptedKernel()

  @Test func `What is written through one mapping is read through another`() throws {
    let file = try MemoryFile.make(name: "m", count: 8192, kernel: kernel)
    let writer = try MemoryMapping(file.rawValue, count: 8192, writable: true, kernel: kernel)
    writer.withMutableBytes(in: 4096..<4100) { span in
      for index in 0..<4 {
        span.storeBytes(of: UInt8(index + 1), toByteOffset: index, as: UInt8.self)
      }
    }
    let reader = try MemoryMapping(
      file.rawValue, offset: 4096, count: 4096, writable: false, kernel: kernel)
    let bytes = reader.withBytes(in: 0..<5) { span in
      (0..<span.byteCount).map { unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    }
    #expect(bytes == [1, 2, 3, 4, 0])
  }

  @Test func `A mapping outlives its descriptor, and is gone with its owner`() throws {
    do {
      let file = try MemoryFile.make(name: "m", count: 4096, kernel: kernel)
      let mapping = try MemoryMapping(file.rawValue, count: 4096, writable: true, kernel: kernel)
      _ = consume file
      #expect(kernel.openDescriptors.isEmpty)
      #expect(mapping.withBytes(in: 0..<4096) { $0.byteCount } == 4096)
      #expect(DescriptorCensus(of: kernel).mappings == 1)
    }
    #expect(DescriptorCensus(of: kernel).mappings == 0)
  }

  @Test func `Nothing cannot be mapped`() throws {
    let file = try MemoryFile.make(name: "m", count: 4096, kernel: kernel)
    #expect(throws: SystemCallError(call: "mmap", errno: .invalidArgument)) {
      _ = try MemoryMapping(file.rawValue, count: 0, writable: true, kernel: kernel)
    }
  }

  @Test func `An error of the body comes out as it is`() throws {
    let file = try MemoryFile.make(name: "m", count: 4096, kernel: kernel)
    let mapping = try MemoryMapping(file.rawValue, count: 4096, writable: true, kernel: kernel)
    do throws(Errno) {
      try mapping.withBytes(in: 0..<1) { _ throws(Errno) in throw Errno.ioError }
      Issue.record("the error was lost")
    } catch {
      #expect(error == .ioError)
    }
  }

  @Test func `Bytes beyond the end are never given`() async {
    await #expect(processExitsWith: .failure) {
      let kernel = ScriptedKernel()
      let file = try MemoryFile.make(name: "m", count: 4096, kernel: kernel)
      let mapping = try MemoryMapping(file.rawValue, count: 4096, writable: true, kernel: kernel)
      mapping.withBytes(in: 4095..<4097) { _ in }
    }
    // The same call within the end does not trap.
    await #expect(processExitsWith: .success) {
      let kernel = ScriptedKernel()
      let file = try MemoryFile.make(name: "m", count: 4096, kernel: kernel)
      let mapping = try MemoryMapping(file.rawValue, count: 4096, writable: true, kernel: kernel)
      mapping.withBytes(in: 4095..<4096) { _ in }
    }
  }
}
