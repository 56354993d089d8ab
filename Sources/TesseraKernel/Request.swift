internal import CLinux
internal import SystemPackage

/// An ioctl: its code, the C name told in errors, its argument's type, and when it is made again.
package struct Request<Argument>: Sendable {
  package let code: UInt
  package let name: String
  package let restart: RequestRestart

  package init(_ name: String, _ code: UInt, restart: RequestRestart) {
    self.name = name
    self.code = code
    self.restart = restart
  }
}

/// What a call does when the kernel did not finish it.
package enum RequestRestart: Sendable {
  /// `EINTR` only: `EAGAIN` is an answer, as on a non-blocking queue.
  case onInterrupt
  /// `EINTR` and `EAGAIN`, as DRM and dma-buf ask of their callers.
  case onInterruptOrAgain
}

extension Request {
  /// Makes the ioctl, again as `restart` says, and answers its value.
  // The generic part is only the address of the argument: it costs nothing where it is called.
  @inline(__always) @discardableResult
  package func call(
    on descriptor: CInt, path: String? = nil, _ argument: inout Argument, kernel: any Kernel
  ) throws(SystemCallError) -> Int {
    try checked(answer(on: descriptor, &argument, kernel: kernel), name, path: path)
  }

  /// The same for who reads the kernel's answer: a value, or −errno.
  @inline(__always)
  func answer(on descriptor: CInt, _ argument: inout Argument, kernel: some Kernel) -> Int {
    unsafe withUnsafeMutablePointer(to: &argument) { argument in
      unsafe repeatedIoctl(kernel, descriptor, code, restart, UnsafeMutableRawPointer(argument))
    }
  }

  /// The same on a kernel that may be Linux itself.
  @inline(__always)
  func answer(
    on descriptor: CInt, _ argument: inout Argument, kernel: borrowing KernelReference
  ) -> Int {
    unsafe withUnsafeMutablePointer(to: &argument) { argument in
      unsafe repeatedIoctl(kernel, descriptor, code, restart, UnsafeMutableRawPointer(argument))
    }
  }
}

/// Makes an ioctl until the kernel has finished it.
@inline(__always)
func repeatedIoctl(
  _ kernel: borrowing KernelReference, _ descriptor: CInt, _ code: UInt, _ restart: RequestRestart,
  _ argument: UnsafeMutableRawPointer
) -> Int {
  var answer: Int
  repeat {
    answer = unsafe kernel.ioctl(descriptor, code, argument)
  } while restart.asksAgain(after: answer)
  return answer
}

private func repeatedIoctl<K: Kernel>(
  _ kernel: K, _ descriptor: CInt, _ code: UInt, _ restart: RequestRestart,
  _ argument: UnsafeMutableRawPointer
) -> Int {
  var answer: Int
  repeat {
    answer =
      K.isLinux
      ? unsafe LinuxKernel().ioctl(descriptor, code, argument)
      : unsafe kernel.ioctl(descriptor, code, argument)
  } while restart.asksAgain(after: answer)
  return answer
}

extension RequestRestart {
  /// Whether the kernel did not finish the call that it answered so.
  @inline(__always)
  fileprivate func asksAgain(after answer: Int) -> Bool {
    answer == -Int(EINTR) || answer == -Int(EAGAIN) && self == .onInterruptOrAgain
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
