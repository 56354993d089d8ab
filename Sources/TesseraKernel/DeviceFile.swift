internal import CLinux
internal import SystemPackage

/// An open device node and the kernel it was opened on; shared by everything that came from it.
package final class DeviceFile: Sendable {
  package let kernel: any Kernel
  package let path: String
  private let owned: OwnedFileDescriptor

  /// How a node is opened; the corresponding C constants are `O_RDONLY` and `O_RDWR`.
  package enum Access: Sendable {
    case readOnly
    case readWrite
    case readWriteNonBlocking

    var flags: CInt {
      switch self {
      case .readOnly: O_RDONLY
      case .readWrite: O_RDWR
      case .readWriteNonBlocking: O_RDWR | O_NONBLOCK
      }
    }
  }

  /// Opens a node, close-on-exec.
  package init(
    opening path: String, _ access: Access, kernel: any Kernel
  ) throws(SystemCallError) {
    var answer = kernel.open(path, flags: access.flags)
    while answer == -Int(EINTR) { answer = kernel.open(path, flags: access.flags) }
    owned = OwnedFileDescriptor(rawValue: CInt(try checked(answer, "open", path: path)))
    self.path = path
    self.kernel = kernel
  }

  /// Takes a node that is open already.
  package init(owning descriptor: consuming OwnedFileDescriptor, path: String, kernel: any Kernel) {
    owned = descriptor
    self.path = path
    self.kernel = kernel
  }

  package var descriptor: CInt { owned.rawValue }

  /// Makes an ioctl on this node.
  @discardableResult
  package func call<Argument>(
    _ request: Request<Argument>, _ argument: inout Argument
  ) throws(SystemCallError) -> Int {
    try request.call(on: descriptor, path: path, &argument, kernel: kernel)
  }

  /// Waits until the node is ready; `false` when the time ran out.
  package func wait(
    for readiness: Readiness, milliseconds: CInt
  ) throws(SystemCallError) -> Bool {
    let deadline = MonotonicClock.nanoseconds + UInt64(max(0, milliseconds)) * 1_000_000
    var left = milliseconds
    while true {
      let answer = kernel.poll(descriptor, events: readiness.rawValue, milliseconds: left)
      if answer == -Int(EINTR) {
        let now = MonotonicClock.nanoseconds
        if left > 0 { left = now < deadline ? CInt((deadline - now) / 1_000_000) : 0 }
        continue
      }
      let events = Int16(truncatingIfNeeded: try checked(answer, "poll", path: path))
      if events & readiness.rawValue != 0 { return true }
      guard events == 0 else {
        throw SystemCallError(call: "poll", errno: .ioError, path: path)
      }
      return false
    }
  }
}

/// What a descriptor is waited for.
///
/// The corresponding C constants are `POLLIN`, `POLLPRI` and `POLLOUT`.
package struct Readiness: OptionSet, Sendable {
  package let rawValue: Int16
  package init(rawValue: Int16) { self.rawValue = rawValue }

  package static let readable = Self(rawValue: Int16(POLLIN))
  package static let writable = Self(rawValue: Int16(POLLOUT))
}
