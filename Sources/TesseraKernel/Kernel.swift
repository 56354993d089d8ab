package import SystemPackage

/// The system calls that Tessera makes, one requirement each; every answer is a value ≥ 0 or −errno.
///
/// `LinuxKernel` is the real one. Tests put a scripted one in its place, which hands out real
/// memory files and fakes only the drivers, so that every error path can be walked without a device.
package protocol Kernel: Sendable {
  /// The corresponding C function is `open`; the descriptor is close-on-exec.
  func open(_ path: String, flags: Int32) -> Int
  /// The corresponding C function is `ioctl`.
  func ioctl(_ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int
  /// The corresponding C function is `mmap`; the flags are `MAP_SHARED` or `MAP_PRIVATE`.
  func map(
    _ descriptor: Int32, offset: Int, length: Int, protection: Int32, flags: Int32,
    into address: inout UnsafeMutableRawPointer?
  ) -> Int
  /// The corresponding C function is `memfd_create`.
  func createMemoryFile(_ name: String, flags: UInt32) -> Int
  /// The corresponding C function is `ftruncate`.
  func truncate(_ descriptor: Int32, to size: Int) -> Int
  /// The corresponding C function is `fallocate`, without flags.
  func reserve(_ descriptor: Int32, offset: Int, count: Int) -> Int
  /// Leaves the file's offset where it is.
  ///
  /// The corresponding C function is `pwrite`.
  func write(_ bytes: ArraySlice<UInt8>, at offset: Int, to descriptor: Int32) -> Int
  /// The corresponding C function is `fcntl`.
  func control(_ descriptor: Int32, _ command: Int32, _ argument: Int) -> Int
  /// The corresponding C function is `lseek`.
  func seek(_ descriptor: Int32, offset: Int, whence: Int32) -> Int
  /// The corresponding C function is `poll` on one descriptor; the answer is its `revents`, 0 for a time-out.
  func poll(_ descriptor: Int32, events: Int16, milliseconds: Int32) -> Int
  /// The corresponding C functions are `open`, `read` and `close`; the whole of a small file.
  func contents(of path: String) -> Result<[UInt8], Errno>
  /// The corresponding C function is `fstat`.
  func status(of descriptor: Int32) -> Result<FileStatus, Errno>
  /// The corresponding C function is `stat`.
  func status(at path: String) -> Result<FileStatus, Errno>
  /// The kind of file system that the file is on.
  ///
  /// The corresponding C function is `fstatfs`.
  func fileSystem(of descriptor: Int32) -> Int
  /// The names in a directory, but for those of itself and its parent.
  ///
  /// The corresponding C functions are `opendir` and `readdir`.
  func names(in directory: String) -> Result<[String], Errno>
  /// The corresponding C function is `readlink`.
  func target(ofLink path: String) -> Result<String, Errno>
  /// Sends without waiting; the descriptors go with the first byte.
  ///
  /// The corresponding C function is `sendmsg`.
  func send(_ bytes: ArraySlice<UInt8>, _ descriptors: [Int32], over socket: Int32) -> Int
  /// Receives without waiting; descriptors that come with the bytes are appended, close-on-exec.
  ///
  /// The corresponding C function is `recvmsg`.
  func receive(
    _ bytes: inout [UInt8], atMost count: Int, _ descriptors: inout ReceivedDescriptors,
    from socket: Int32
  ) -> Int
  /// The corresponding C function is `poll`; the answer is how many entries are ready.
  func poll(_ entries: inout [PollEntry], milliseconds: Int32) -> Int
  /// The corresponding C function is `eventfd`; the descriptor is close-on-exec and never blocks.
  func createEventCounter() -> Int
  /// Adds one to an event counter.
  ///
  /// The corresponding C function is `write`.
  func raise(_ eventCounter: Int32) -> Int
  /// Sets an event counter to zero.
  ///
  /// The corresponding C function is `read`.
  func clear(_ eventCounter: Int32) -> Int
  /// Runs `body` on a thread of its own that takes no signals.
  ///
  /// The corresponding C function is `pthread_create`.
  func startThread(_ body: @escaping @Sendable () -> Void) -> Int
  /// What was found out about this kernel by trying.
  var findings: KernelFindings { get }
  /// Where this kernel's device nodes are looked up.
  var devices: any DeviceSource { get }
}
