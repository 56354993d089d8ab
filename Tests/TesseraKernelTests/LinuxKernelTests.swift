import CLinux
import Foundation
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

/// The real kernel, as far as it needs no device.
@Suite struct LinuxKernelTests {
  private let kernel = LinuxKernel()

  @Test("A file is read whole, whatever its size", arguments: [0, 1, 4095, 4096, 4097, 100_000])
  func contents(count: Int) throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID())")
    defer { try? FileManager.default.removeItem(at: place) }
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try Data(bytes).write(to: place)
    #expect(kernel.contents(of: place.path) == .success(bytes))
  }

  @Test func `A file that is not there, or is none, says so`() {
    #expect(kernel.contents(of: "/nowhere/at all") == .failure(.noSuchFileOrDirectory))
    #expect(kernel.contents(of: "/proc/self") == .failure(.isDirectory))
    #expect(kernel.open("/nowhere/at all", flags: O_RDWR) == -Int(ENOENT))
  }

  @Test func `What is opened is close-on-exec`() {
    let node = CInt(kernel.open("/dev/null", flags: O_RDWR))
    defer { _ = clinux_close(node) }
    #expect(isOpen(node))
    #expect(isCloseOnExec(node))
    #expect(kernel.seek(node, offset: 0, whence: SEEK_END) == 0)
    #expect(kernel.poll(node, events: Int16(POLLIN), milliseconds: 0) == Int(POLLIN))
  }

  @Test func `A call on no descriptor answers its errno`() {
    var argument: UInt64 = 0
    let request = Request<UInt64>("NONE", 0, restart: .onInterrupt)
    #expect(throws: SystemCallError(call: "NONE", errno: .badFileDescriptor, path: "/x")) {
      try request.call(on: -1, path: "/x", &argument, kernel: kernel)
    }
    #expect(kernel.truncate(-1, to: 0) == -Int(EBADF))
    #expect(kernel.control(-1, F_GETFD, 0) == -Int(EBADF))
    #expect(kernel.seek(-1, offset: 0, whence: SEEK_END) == -Int(EBADF))
    #expect(kernel.poll(-1, events: 1, milliseconds: 0) == 0)
  }

  @Test func `A name that is too long for a memory file is refused`() {
    #expect(
      kernel.createMemoryFile(String(repeating: "n", count: 250), flags: 0) == -Int(EINVAL))
  }

  @Test func `The clock goes forward`() {
    let before = MonotonicClock.nanoseconds
    usleep(1000)
    #expect(MonotonicClock.nanoseconds >= before + 1_000_000)
  }

  @Test func `libdrm names the modifiers it knows`() {
    #expect(libdrmName(ofModifier: 0) == "LINEAR")
    #expect(libdrmName(ofModifier: 0x7fff_0000_0000_0001) == nil)
  }
}
