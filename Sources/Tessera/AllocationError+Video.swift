internal import SystemPackage
internal import TesseraKernel

extension AllocationError {
  /// Tells why a V4L2 queue made no buffer.
  init(
    _ failure: VideoSlots.Failure, making format: VideoFormat, by allocator: Name<Production>,
    _ path: String
  ) {
    switch failure {
    case .given(let given):
      self.init(
        .unsupportedLayout,
        "\(allocator) was asked for \(format.text) and its driver made \(given.text) of it")
    case .occupied(let other):
      self.init(
        .busy,
        "\(allocator) still has buffers of \(other.text), and a queue has one format at a time; "
          + "let them go first")
    case .full(let count):
      self.init(
        .outOfMemory,
        "\(allocator) has \(count) buffers, made all at once, and none is left; agree on fewer, or "
          + "let all of them go")
    case .call(let cause):
      self.init(cause, making: format, by: allocator, path)
    }
  }

  private init(
    _ cause: SystemCallError, making format: VideoFormat, by allocator: Name<Production>,
    _ path: String
  ) {
    switch cause.errno {
    case .resourceBusy:
      self.init(
        .busy,
        "the queue of \(path) is in use; close the program (fuser -v \(path) names it), or release "
          + "the importer of this one", cause: cause)
    case .noMemory:
      self.init(
        .outOfMemory,
        "\(allocator) has no memory left for \(format.text); free buffers, agree on fewer, or choose "
          + "another allocator", cause: cause)
    case .noBufferSpace:
      self.init(
        .outOfMemory, "\(allocator) has as many buffers as its queue can have; let some go",
        cause: cause)
    case .operationNotSupportedByDevice, .noSuchAddressOrDevice:
      self.init(
        .systemCall, "the device of \(path) is gone; plug it in again, or load its driver",
        cause: cause)
    case .invalidArgument:
      self.init(
        .unsupportedLayout, "\(allocator) makes no buffer of \(format.text)", cause: cause)
    default:
      let sizes = format.planes.reduce(UInt64(0)) { $0 + UInt64($1.size) }
      self = .allocating(Bytes(sizes), by: allocator, cause)
    }
  }
}
