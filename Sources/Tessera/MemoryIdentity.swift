internal import TesseraKernel

/// What tells one piece of memory from all others that are open, however many descriptors it has.
///
/// It is worth something for as long as one of them is open: the kernel gives numbers out again.
public struct MemoryIdentity: Hashable, Sendable {
  /// The file system.
  public let device: UInt64
  /// The number of the file there.
  public let inode: UInt64

  /// Takes the kernel's numbers.
  public init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }

  init(_ status: FileStatus) {
    self.init(device: status.device, inode: status.inode)
  }
}
