/// The kernel that an object lives on, in one word: none where it is Linux itself, whose calls are
/// then made without being looked up.
package struct KernelReference: Sendable {
  private final class Other: Sendable {
    let kernel: any Kernel
    init(_ kernel: any Kernel) { self.kernel = kernel }
  }
  private let other: Other?

  package init(_ kernel: any Kernel) {
    other = kernel is LinuxKernel ? nil : Other(kernel)
  }

  /// Whether it is Linux that is asked.
  package var isLinux: Bool { other == nil }

  package var kernel: any Kernel {
    if let other { other.kernel } else { LinuxKernel() }
  }
}

/// The calls that every new buffer takes.
extension KernelReference {
  @inline(__always)
  func ioctl(_ descriptor: CInt, _ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int {
    if let other {
      unsafe other.kernel.ioctl(descriptor, request, argument)
    } else {
      unsafe LinuxKernel().ioctl(descriptor, request, argument)
    }
  }

  @inline(__always)
  func control(_ descriptor: CInt, _ command: CInt, _ argument: Int) -> Int {
    if let other {
      other.kernel.control(descriptor, command, argument)
    } else {
      LinuxKernel().control(descriptor, command, argument)
    }
  }

  @inline(__always)
  func poll(_ descriptor: CInt, _ readiness: Readiness) -> Int {
    if let other {
      other.kernel.poll(descriptor, events: readiness.rawValue, milliseconds: 0)
    } else {
      LinuxKernel().poll(descriptor, events: readiness.rawValue, milliseconds: 0)
    }
  }

  @inline(__always)
  func seek(_ descriptor: CInt, offset: Int, whence: CInt) -> Int {
    if let other {
      other.kernel.seek(descriptor, offset: offset, whence: whence)
    } else {
      LinuxKernel().seek(descriptor, offset: offset, whence: whence)
    }
  }
}
