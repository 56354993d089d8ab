internal import SystemPackage

/// An ioctl: its code, the C name told in errors, its argument's type, and when it is made again.
package struct Request<Argument>: Sendable {
  /// What a call does when the kernel did not finish it.
  package enum Restart: Sendable {
    /// `EINTR` only: `EAGAIN` is an answer, as on a non-blocking queue.
    case onInterrupt
    /// `EINTR` and `EAGAIN`, as DRM and dma-buf ask of their callers.
    case onInterruptOrAgain
  }

  package let code: UInt
  package let name: String
  package let restart: Restart

  package init(_ name: String, _ code: UInt, restart: Restart) {
    self.name = name
    self.code = code
    self.restart = restart
  }
}

extension Kernel {
  /// Makes an ioctl, again as its `restart` says, and answers its value.
  @discardableResult
  package func call<Argument>(
    _ request: Request<Argument>, on descriptor: CInt, path: String? = nil,
    _ argument: inout Argument
  ) throws(SystemCallError) -> Int {
    while true {
      let answer = unsafe withUnsafeMutableBytes(of: &argument) { bytes in
        // Never nil: arguments are structs and integers with at least one byte.
        unsafe bytes.baseAddress.map { unsafe ioctl(descriptor, request.code, $0) } ?? -22
      }
      if answer >= 0 { return answer }
      let errno = Errno(rawValue: CInt(-answer))
      if errno == .interrupted { continue }
      if errno == .resourceTemporarilyUnavailable, request.restart == .onInterruptOrAgain {
        continue
      }
      throw SystemCallError(call: request.name, errno: errno, path: path)
    }
  }
}

/// Turns an answer of a `Kernel` requirement into a value or a typed error.
package func checked(
  _ answer: Int, _ call: String, path: String? = nil
) throws(SystemCallError) -> Int {
  guard answer >= 0 else {
    throw SystemCallError(call: call, errno: Errno(rawValue: CInt(-answer)), path: path)
  }
  return answer
}
