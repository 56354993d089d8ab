internal import SystemPackage
internal import TesseraKernel

extension AllocationError {
  /// Tells what a failed system call means for an allocation of `size` by `allocator`.
  ///
  /// - Parameters:
  ///   - isContiguous: whether it is the pool of contiguous memory that would be empty.
  ///   - kernel: who is asked how much is free.
  static func allocating(
    _ size: Bytes, by allocator: Name<Production>, _ cause: SystemCallError,
    isContiguous: Bool = false, kernel: (any Kernel)? = nil
  ) -> Self {
    let place = cause.path ?? allocator.rawValue
    func failure(_ code: Code, _ message: String, hint: String? = nil) -> Self {
      Self(code, message, step: .allocate, hint: hint, cause: cause)
    }
    switch cause.errno {
    // Memory files have no other space.
    case .noMemory,
      .noSpace where cause.call == "fallocate":
      let free = kernel.flatMap { FreeMemory(kernel: $0) }?.sentence(isContiguous: isContiguous)
      return failure(
        .outOfMemory, "\(allocator) has no \(size) left" + (free.map { ": \($0)" } ?? ""),
        hint: "free buffers or choose another allocator")
    case .permissionDenied, .notPermitted:
      // The node is open: whose it is does not help.
      return failure(.notPermitted, "this process may not allocate from \(place)")
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
      return failure(
        .systemCall, "no file descriptor is left for a buffer", hint: "raise the limit (ulimit -n)")
    case .operationNotSupportedByDevice, .noSuchAddressOrDevice:
      return failure(
        .systemCall, "the device of \(place) is gone",
        hint: "plug it in again, or load its driver")
    default:
      return failure(.systemCall, "\(allocator) could not allocate \(size)")
    }
  }
}
