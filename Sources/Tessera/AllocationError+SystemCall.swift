internal import SystemPackage

extension AllocationError {
  /// Tells what a failed system call means for an allocation of `size` by `allocator`.
  static func allocating(
    _ size: Bytes, by allocator: Name<Production>, _ cause: SystemCallError
  ) -> Self {
    let place = cause.path ?? allocator.rawValue
    switch cause.errno {
    case .noMemory:
      return Self(
        .outOfMemory, "\(allocator) has no \(size) left; free buffers or choose another allocator",
        cause: cause)
    case .permissionDenied, .notPermitted:
      return Self(.notPermitted, "this process may not allocate from \(place)", cause: cause)
    case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
      return Self(
        .systemCall, "no file descriptor is left for a buffer; raise the limit (ulimit -n)",
        cause: cause)
    default:
      return Self(.systemCall, "\(allocator) could not allocate \(size)", cause: cause)
    }
  }
}
