internal import CLinux
public import SystemPackage

/// A file descriptor with exactly one owner; it is closed when the owner lets go.
///
/// Every descriptor that Tessera makes is close-on-exec.
public struct OwnedFileDescriptor: ~Copyable, Sendable {
  private let raw: CInt

  /// Takes ownership of a descriptor that nobody else will close.
  public init(owning descriptor: FileDescriptor) { raw = descriptor.rawValue }

  package init(rawValue: CInt) { raw = rawValue }

  /// The descriptor, borrowed: valid as long as this value, never to be closed.
  public var borrowed: FileDescriptor { FileDescriptor(rawValue: raw) }

  package var rawValue: CInt { raw }

  /// Hands the descriptor out; closing it is now the caller's part.
  public consuming func take() -> FileDescriptor {
    let descriptor = FileDescriptor(rawValue: raw)
    discard self
    return descriptor
  }

  /// A second descriptor of the same open file, close-on-exec.
  ///
  /// The corresponding C constant is `F_DUPFD_CLOEXEC`.
  public func duplicated() throws(SystemCallError) -> OwnedFileDescriptor {
    try Self.duplicate(of: raw)
  }

  /// A second descriptor of an open file that somebody else owns, close-on-exec.
  ///
  /// The corresponding C constant is `F_DUPFD_CLOEXEC`.
  package static func duplicate(of raw: CInt) throws(SystemCallError) -> OwnedFileDescriptor {
    let answer = clinux_fcntl(raw, F_DUPFD_CLOEXEC, 0)
    guard answer >= 0 else {
      throw SystemCallError(call: "fcntl(F_DUPFD_CLOEXEC)", errno: Errno(rawValue: CInt(-answer)))
    }
    return OwnedFileDescriptor(rawValue: CInt(answer))
  }

  deinit { _ = clinux_close(raw) }
}
