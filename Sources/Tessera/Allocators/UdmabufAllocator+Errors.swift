internal import SystemPackage
internal import TesseraKernel

extension UdmabufAllocator {
  func tooLarge(_ size: Bytes) -> AllocationError {
    let limit = Self.limit(kernel: node.file.kernel)
    let words = limit.map { "up to \($0.size)" } ?? "of less"
    return AllocationError(
      .tooLarge, "udmabuf makes buffers \(words) and \(size) is needed", step: .plan,
      path: limit?.path, hint: limit.map { "the limit is in \($0.path)" })
  }

  func tooMany(_ count: Int, _ limit: UInt64) -> AllocationError {
    AllocationError(
      .tooLarge, "udmabuf joins up to \(limit) ranges and \(count) were given", step: .plan,
      path: UdmabufNode.listLimitPath, hint: "the limit is in \(UdmabufNode.listLimitPath)")
  }

  /// Tells what a failed call means; the driver answers `EINVAL` for every limit, so they are read
  /// anew: the administrator may have changed them since.
  func explained(_ cause: SystemCallError, _ size: Bytes, ranges: Int = 1) -> AllocationError {
    let kernel = node.file.kernel
    var error = AllocationError.allocating(size, by: production.name, cause, kernel: kernel)
    switch cause.errno {
    case .invalidArgument:
      if let limit = Self.limit(kernel: kernel), size > limit.size {
        error = tooLarge(size)
      } else if let limit = UdmabufNode.listLimit(kernel: kernel), UInt64(ranges) > limit {
        error = tooMany(ranges, limit)
      }
      error.step = .allocate
      error.cause = cause
    case .noMemory where options.contains(.hugePages):
      error.hint = "set huge pages aside (/proc/sys/vm/nr_hugepages) or use ordinary ones"
    case .badDescriptorState where options.contains(.hugePages):
      error.hint = "this kernel takes no huge pages (they came with Linux 6.11); use ordinary ones"
    default: break
    }
    return error
  }
}

extension Errno {
  /// The descriptor is not of the kind that is needed.
  ///
  /// The corresponding C error is `EBADFD`.
  fileprivate static let badDescriptorState = Self(rawValue: 77)
}
