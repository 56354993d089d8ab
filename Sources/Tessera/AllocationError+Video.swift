internal import SystemPackage
internal import TesseraKernel

extension AllocationError {
  /// Tells why a V4L2 queue made no buffer, or would make none.
  ///
  /// - Parameter node: the queue's, which tells how much memory is left and who may use it.
  init(
    _ failure: VideoSlots.Failure, making format: VideoFormat, by production: Production,
    on node: DeviceFile, step: Step
  ) {
    let allocator = production.name
    func told(_ code: Code, _ message: String, hint: String) -> Self {
      Self(code, message, step: step, path: node.path, hint: hint)
    }
    self =
      switch failure {
      case .given(let given):
        told(
          .unsupportedLayout,
          "\(allocator) was asked for \(format.text) and its driver made \(given.text) of it",
          hint: "agree on what its production promises, or choose another allocator")
      case .occupied(let other):
        told(
          .busy,
          "\(allocator) still has buffers of \(other.text), and a queue has one format at a time",
          hint: "let them go first")
      case .full(let count):
        told(
          .outOfMemory, "\(allocator) has \(count) buffers, made all at once, and none is left",
          hint: "agree on fewer, or let all of them go")
      case .call(let cause):
        .calling(cause, making: format, by: production, on: node, step: step)
      }
  }

  private static func calling(
    _ cause: SystemCallError, making format: VideoFormat, by production: Production,
    on node: DeviceFile, step: Step
  ) -> Self {
    func told(_ code: Code, _ message: String, hint: String) -> Self {
      Self(code, message, step: step, path: node.path, hint: hint, cause: cause)
    }
    switch cause.errno {
    case .resourceBusy:
      return told(
        .busy, "the queue of \(node.path) is in use",
        hint: "close the program (fuser -v \(node.path) names it), or release the importer of this "
          + "one")
    case .noBufferSpace:
      return told(
        .outOfMemory, "\(production.name) has as many buffers as its queue can have",
        hint: "let some go, or agree on fewer")
    case .invalidArgument:
      return told(
        .unsupportedLayout, "\(production.name) makes no buffer of \(format.text)",
        hint: "choose another format, size or allocator")
    default:
      let size = format.planes.reduce(UInt64(0)) { $0 + UInt64($1.size) }
      var error = allocating(
        Bytes(size), by: production.name, cause, isContiguous: production.isContiguous,
        kernel: node.kernel)
      error.step = step
      return error
    }
  }
}
