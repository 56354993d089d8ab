internal import TesseraKernel

extension Reactor {
  /// Suspends until a descriptor is ready, the deadline has come, or the task is cancelled.
  ///
  /// The caller keeps the descriptor open meanwhile.
  func outcome(
    on descriptor: CInt, for readiness: Readiness, until deadline: UInt64? = nil
  ) async -> Outcome {
    let token = makeToken()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        begin(token, on: descriptor, for: readiness, until: deadline) {
          continuation.resume(returning: $0)
        }
        // A task that was cancelled before the wait began has nobody else to end it.
        if Task.isCancelled { cancel(token) }
      }
    } onCancel: {
      cancel(token)
    }
  }
}
