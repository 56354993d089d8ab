import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct MemoryFileTests {
  private let kernel = ScriptedKernel()

  @Test func `A memory file has its size, is close-on-exec and never shrinks`() throws {
    let file = try MemoryFile.make(name: "m", count: 8192, kernel: kernel)
    #expect(try DMABufferCalls.size(file.rawValue, kernel: kernel) == 8192)
    #expect(isCloseOnExec(file.rawValue))
    #expect(kernel.truncate(file.rawValue, to: 4096) == -Int(EPERM))
    #expect(kernel.truncate(file.rawValue, to: 12288) == 0)
  }

  @Test func `Bytes to seal are written without a mapping, which a child could keep`() throws {
    kernel.fail(.write, times: 2, with: EINTR)
    let bytes = (0..<10_000).map { UInt8(truncatingIfNeeded: $0) }
    let file = try MemoryFile.make(name: "m", of: bytes, kernel: kernel)
    #expect(kernel.count(of: .map) == 0)
    #expect(kernel.count(of: .write) == 3)
    #expect(LinuxKernel().contents(of: "/proc/self/fd/\(file.rawValue)") == .success(bytes))
    #expect(kernel.write([0], at: 0, to: file.rawValue) == -Int(EPERM))
  }

  @Test func `Pages that are reserved are there, however often a signal comes between`() throws {
    let count = 5 << 19
    let file = try MemoryFile.make(name: "m", count: count, kernel: kernel)
    #expect(taken(file.rawValue) == 0)
    kernel.fail(.reserve, after: 1, times: 2, with: EINTR)
    try MemoryFile.reserve(file, count: count, kernel: kernel)
    #expect(taken(file.rawValue) == count)
    #expect(kernel.count(of: .reserve) == 5)
  }

  /// The bytes of a file that lie in memory.
  private func taken(_ descriptor: CInt) -> Int {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return -1 }
    return Int(status.st_blocks) * 512
  }

  @Test func `udmabuf takes what was made for it and refuses what is not sealed`() throws {
    let bench = try Bench()
    let loose = CInt(
      bench.kernel.createMemoryFile("m", flags: UInt32(clinux_memfd_flags)))
    let owner = OwnedFileDescriptor(rawValue: loose)
    #expect(bench.kernel.truncate(owner.rawValue, to: 4096) == 0)
    let refusal = SystemCallError(
      call: "UDMABUF_CREATE", errno: .invalidArgument, path: Bench.udmabuf)
    #expect(throws: refusal) {
      _ = try bench.udmabuf.create(memoryFile: owner.rawValue, count: 4096)
    }
    let sealed = try MemoryFile.make(name: "m", count: 4096, kernel: bench.kernel)
    #expect(throws: refusal) {
      _ = try bench.udmabuf.create(memoryFile: sealed.rawValue, count: 100)
    }
    let buffer = try bench.udmabuf.create(memoryFile: sealed.rawValue, count: 4096)
    #expect(FileIdentity(of: buffer.rawValue) == FileIdentity(of: sealed.rawValue))
  }

  @Test(
    "The limit of udmabuf is read where it can be",
    arguments: [
      ("64\n", 64 << 20), ("1", 1 << 20), ("", nil), ("none\n", nil),
      ("99999999999999999999\n", nil), ("18446744073709551615\n", nil),
    ] as [(String, UInt64?)])
  func limit(text: String, bytes: UInt64?) {
    let kernel = ScriptedKernel(files: [UdmabufNode.sizeLimitPath: text])
    #expect(UdmabufNode.sizeLimit(kernel: kernel) == bytes)
  }

  @Test func `Without the module there is no limit to tell`() {
    #expect(UdmabufNode.sizeLimit(kernel: ScriptedKernel()) == nil)
  }
}
