internal import CLinux
internal import SystemPackage

/// What the kernel tells of a file without opening it up.
///
/// The corresponding C type is `struct stat`.
package struct FileStatus: Hashable, Sendable {
  /// The file system that it is on.
  package var device: UInt64
  /// Its number there.
  package var inode: UInt64
  /// Its kind and who may do what.
  package var mode: UInt32
  /// The user that it belongs to.
  package var owner: UInt32
  /// The group that it belongs to.
  package var group: UInt32
  /// Its bytes.
  package var size: Int64
  /// The device that a node stands for; zero for what is no node.
  package var node: UInt64
  /// The earliest of its times, since 1970: when it was made, if nobody set them back.
  package var oldestTime: Duration

  package init(
    device: UInt64, inode: UInt64, mode: UInt32, owner: UInt32, group: UInt32, size: Int64 = 0,
    node: UInt64 = 0, oldestTime: Duration = .zero
  ) {
    self.device = device
    self.inode = inode
    self.mode = mode
    self.owner = owner
    self.group = group
    self.size = size
    self.node = node
    self.oldestTime = oldestTime
  }

  init(_ status: stat) {
    self.init(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), mode: status.st_mode,
      owner: status.st_uid, group: status.st_gid, size: Int64(status.st_size),
      node: UInt64(status.st_rdev),
      oldestTime: min(
        Duration(status.st_atim), Duration(status.st_mtim), Duration(status.st_ctim)))
  }

  /// What kind of file it is, for a sentence.
  package var noun: String {
    switch CInt(mode) & S_IFMT {
    case S_IFREG: "a regular file"
    case S_IFDIR: "a directory"
    case S_IFCHR: "a device node"
    case S_IFBLK: "a block device"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "an anonymous file"
    }
  }
}

/// A kind of file system, as far as it tells what a descriptor is.
package struct FileSystemKind: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Where dma-bufs are.
  ///
  /// The corresponding C constant is `DMA_BUF_MAGIC`.
  package static let dmaBuffers = Self(rawValue: clinux_DMA_BUF_MAGIC)
}

extension Duration {
  /// The corresponding C type is `struct timespec`.
  init(_ time: timespec) {
    self = .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
  }
}
