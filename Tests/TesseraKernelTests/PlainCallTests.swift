import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

/// The calls that are no ioctls.
@Suite struct PlainCallTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let name: String
    let call: KernelCall
    var path: String?
    let body: @Sendable (Bench) throws -> Void
    var testDescription: String { name }
  }

  static let rows = [
    Row(name: "open", call: .open, path: Bench.video) {
      _ = try VideoNode(opening: Bench.video, kernel: $0.kernel)
    },
    Row(name: "memfd_create", call: .createMemoryFile) {
      _ = try MemoryFile.make(name: "m", count: 1, kernel: $0.kernel)
    },
    Row(name: "ftruncate", call: .truncate) {
      _ = try MemoryFile.make(name: "m", count: 1, kernel: $0.kernel)
    },
    Row(name: "fallocate", call: .reserve) {
      let file = try MemoryFile.make(name: "m", count: 1, kernel: $0.kernel)
      try MemoryFile.reserve(file, count: 1, kernel: $0.kernel)
    },
    Row(name: "fcntl(F_ADD_SEALS)", call: .control) {
      _ = try MemoryFile.make(name: "m", count: 1, kernel: $0.kernel)
    },
    Row(name: "pwrite", call: .write) {
      _ = try MemoryFile.make(name: "m", of: [1], kernel: $0.kernel)
    },
    Row(name: "lseek", call: .seek) { bench in
      _ = try DMABufferCalls.size(bench.memory.descriptor, kernel: bench.kernel)
    },
    Row(name: "fstat", call: .status) { bench in
      _ = try MemoryFile.size(of: bench.memory.descriptor, kernel: bench.kernel)
    },
    Row(name: "mmap", call: .map, path: "/memory") { bench in
      _ = try MemoryMapping(
        bench.memory.descriptor, count: 4096, writable: true, kernel: bench.kernel,
        path: "/memory")
    },
    Row(name: "poll", call: .poll, path: Bench.video) { bench in
      _ = try bench.video.file.wait(for: .readable, until: 0)
    },
  ]

  @Test("A call that fails is told by its name and leaves nothing open", arguments: rows)
  func hard(row: Row) throws {
    let bench = try Bench()
    let before = DescriptorCensus(of: bench.kernel)
    bench.kernel.fail(row.call, with: ENOMEM)
    #expect(throws: SystemCallError(call: row.name, errno: .noMemory, path: row.path)) {
      try row.body(bench)
    }
    #expect(DescriptorCensus(of: bench.kernel) == before)
    try row.body(bench)
    #expect(DescriptorCensus(of: bench.kernel) == before)
  }

  @Test func `Waiting goes on when it is interrupted`() throws {
    let bench = try Bench()
    bench.kernel.fail(.poll, times: 3, with: EINTR)
    #expect(try bench.video.file.wait(for: .readable, until: 0))
    #expect(bench.kernel.count(of: .poll) == 4)
  }

  @Test func `Waiting in vain is an answer, not an error`() throws {
    let bench = try Bench()
    bench.kernel.fail(.poll, with: 0)
    #expect(try !bench.video.file.wait(for: .readable, until: 0))
  }
}
