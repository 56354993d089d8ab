internal import TesseraKernel

extension DMABuffer {
  /// What a device still does to new memory, such as clearing it; `nil` where nobody uses it: that
  /// takes one look, and no fence is made.
  func initialFence() throws(AllocationError) -> Fence? {
    do {
      return try isFree(for: .write) ? nil : fence(for: .write)
    } catch {
      throw AllocationError(
        .systemCall, "what a device still does to a new buffer could not be asked", step: .check,
        cause: error.cause)
    }
  }
}

extension [DMABuffer] {
  /// The same of all of them.
  func initialFence() throws(AllocationError) -> Fence? {
    var fences: [Fence] = []
    for memory in self {
      if let fence = try memory.initialFence() { fences.append(fence) }
    }
    do {
      return try Fence.merging(fences)
    } catch {
      throw AllocationError(
        .systemCall, "the fences of a new buffer could not be merged", step: .check,
        cause: error.cause)
    }
  }
}
