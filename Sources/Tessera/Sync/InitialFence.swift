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
    var fence: Fence?
    for memory in self {
      guard let own = try memory.initialFence() else { continue }
      do {
        fence = if let fence { try fence.merged(with: own) } else { own }
      } catch {
        throw AllocationError(
          .systemCall, "the fences of a new buffer could not be merged", step: .check,
          cause: error.cause)
      }
    }
    return fence
  }
}
