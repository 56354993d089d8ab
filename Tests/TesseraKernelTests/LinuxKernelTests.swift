import CLinux
import Foundation
import Synchronization
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

  @Test func `A signal does not end the reading of a file`() throws {
    let place = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: place) }
    try #require(unsafe mkfifo(place, 0o600) == 0)
    // A handler without SA_RESTART: open and read end with EINTR.
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in }
    try #require(unsafe sigaction(SIGUSR2, &action, nil) == 0)
    let reader = Reader()
    Thread.detachNewThread { reader.read(place) }
    // While the pipe is opened, which waits for a writer; and while it is read.
    reader.interrupt()
    let writer = OwnedFileDescriptor(rawValue: CInt(kernel.open(place, flags: O_RDWR)))
    reader.interrupt()
    #expect(unsafe write(writer.rawValue, "abc", 3) == 3)
    reader.interrupt()
    _ = consume writer
    while reader.contents == nil { usleep(1000) }
    #expect(reader.contents == .success(Array("abc".utf8)))
  }

  /// Who reads a file on a thread of its own.
  private final class Reader: Sendable {
    private let thread = Mutex<UInt?>(nil)
    private let found = Mutex<Result<[UInt8], Errno>?>(nil)

    var contents: Result<[UInt8], Errno>? { found.withLock { $0 } }

    func read(_ path: String) {
      // Threads of tests take no signals, and what they start inherits that.
      var signals = sigset_t()
      unsafe sigaddset(&signals, SIGUSR2)
      unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      thread.withLock { $0 = UInt(pthread_self()) }
      let contents = LinuxKernel().contents(of: path)
      thread.withLock { $0 = nil }
      found.withLock { $0 = contents }
    }

    /// Sends the thread a signal once it has begun to wait.
    func interrupt() {
      while thread.withLock({ $0 == nil }), contents == nil { usleep(1000) }
      usleep(50_000)
      thread.withLock { thread in _ = thread.map { pthread_kill(pthread_t($0), SIGUSR2) } }
    }
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
