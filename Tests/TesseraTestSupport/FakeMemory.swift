internal import CLinux
internal import TesseraKernel

/// What tells one file from all others that are open: its device and inode.
package struct FileIdentity: Hashable, Sendable {
  private let device: UInt
  private let inode: UInt

  /// The identity of an open descriptor; `nil` when it is not open.
  package init?(of descriptor: CInt) {
    var status = stat()
    guard unsafe clinux_fstat(descriptor, &status) == 0 else { return nil }
    device = UInt(status.st_dev)
    inode = UInt(status.st_ino)
  }
}

/// Memory that a fake driver holds: one descriptor of a memory file.
final class FakeMemory: Sendable {
  private let file: OwnedFileDescriptor
  let identity: FileIdentity

  /// Makes zeroed memory of whole pages.
  convenience init?(_ name: String, atLeast size: UInt64) {
    let page = UInt64(MemoryFile.pageSize)
    let kernel = LinuxKernel()
    let answer = kernel.createMemoryFile(name, flags: UInt32(clinux_memfd_flags))
    guard answer >= 0 else { return nil }
    let file = OwnedFileDescriptor(rawValue: CInt(answer))
    guard kernel.truncate(file.rawValue, to: Int((size + page - 1) / page * page)) == 0 else {
      return nil
    }
    self.init(file)
  }

  /// Holds on to the file behind a descriptor of somebody else.
  convenience init?(heldBy descriptor: CInt) {
    let answer = clinux_fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard answer >= 0 else { return nil }
    self.init(OwnedFileDescriptor(rawValue: CInt(answer)))
  }

  private init?(_ file: consuming OwnedFileDescriptor) {
    guard let identity = FileIdentity(of: file.rawValue) else { return nil }
    self.file = file
    self.identity = identity
  }

  /// Bytes of the memory.
  var size: UInt64 {
    (try? MemoryFile.size(of: file.rawValue, kernel: LinuxKernel())) ?? 0
  }

  /// All of it, mapped.
  func mapped() -> MemoryMapping? {
    try? MemoryMapping(
      file.rawValue, count: Int(size), writable: true, kernel: LinuxKernel())
  }

  /// A new descriptor for the caller to own, or −errno.
  func share() -> Int { clinux_fcntl(file.rawValue, F_DUPFD_CLOEXEC, 0) }
}
