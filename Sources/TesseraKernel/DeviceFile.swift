internal import CLinux
internal import SystemPackage

/// An open device node and the kernel it was opened on; shared by everything that came from it.
package final class DeviceFile: Sendable {
  /// The kernel in one word, for what is made of this file.
  package let kernelReference: KernelReference
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
    kernelReference = KernelReference(kernel)
  }

  /// Takes a node that is open already.
  package init(owning descriptor: consuming OwnedFileDescriptor, path: String, kernel: any Kernel) {
    owned = descriptor
    self.path = path
    kernelReference = KernelReference(kernel)
  }

  package var descriptor: CInt { owned.rawValue }
  package var kernel: any Kernel { kernelReference.kernel }

  /// Makes an ioctl on this node.
  @discardableResult
  package func call<Argument>(
    _ request: Request<Argument>, _ argument: inout Argument
  ) throws(SystemCallError) -> Int {
    let answer = request.answer(on: descriptor, &argument, kernel: kernelReference)
    guard answer >= 0 else { throw failure(request.name, answer) }
    return answer
  }

  @inline(never)
  private func failure(_ call: String, _ answer: Int) -> SystemCallError {
    SystemCallError(call: call, errno: Errno(rawValue: CInt(-answer)), path: path)
  }

  /// Waits until the node is ready; `false` when the deadline, in nanoseconds of the monotonic clock,
  /// has come first.
  package func wait(
    for readiness: Readiness, until deadline: UInt64?
  ) throws(SystemCallError) -> Bool {
    do throws(SystemCallError) {
      return try kernel.wait(on: descriptor, for: readiness, until: deadline)
    } catch {
      throw SystemCallError(call: error.call, errno: error.errno, path: path)
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
