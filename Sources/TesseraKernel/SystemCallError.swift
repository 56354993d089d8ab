internal import CLinux
public import SystemPackage

/// A system call that failed: which, on what, and the errno it left.
public struct SystemCallError: Error, Hashable, Sendable {
  /// The call or request by its C name, such as `DMA_HEAP_IOCTL_ALLOC`.
  public let call: String
  /// What the kernel answered.
  public let errno: Errno
  /// The device or file it was made on, when it has a path.
  public let path: String?

  /// Records that `call` on `path` failed with `errno`.
  public init(call: String, errno: Errno, path: String? = nil) {
    self.call = call
    self.errno = errno
    self.path = path
  }
}

extension SystemCallError: CustomStringConvertible {
  /// One clause, such as `open of /dev/dri/card0: Permission denied (EACCES)`.
  public var description: String {
    let place = path.map { " of \($0)" } ?? ""
    return "\(call)\(place): \(errno) (\(errno.symbol))"
  }
}

extension Errno {
  /// The C name of the error, such as `EACCES`; the bare number when it has none.
  public var symbol: String {
    guard let name = unsafe clinux_errno_name(rawValue) else { return "errno \(rawValue)" }
    return unsafe String(cString: name)
  }
}
