internal import Synchronization
internal import TesseraKernel

// Those who wait are served in the order in which they came.
extension PoolCore {
  /// Lends a buffer that nobody uses any more, when there is one.
  func acquire() async throws(AllocationError) -> Loan {
    if let loan = try tryAcquire() { return loan }
    let number = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    let answer = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        enqueue(Waiter(number: number, continuation: continuation))
        // A task that was cancelled before it waited has nobody else to end it.
        if Task.isCancelled { cancel(number) }
      }
    } onCancel: {
      cancel(number)
    }
    return try answer.get()
  }

  private func enqueue(_ waiter: Waiter) {
    let wanted = state.withLock { state in
      state.statistics.waited += 1
      state.waiters.append(waiter)
      let wanted = state.slots.indices.filter { state.slots[$0].condition == .free }
      for index in wanted { state.slots[index].condition = .examined }
      return wanted
    }
    for index in wanted { settle(index) }
  }

  private func cancel(_ number: UInt64) {
    let waiter = state.withLock { state -> Waiter? in
      guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return nil }
      return state.waiters.remove(at: index)
    }
    waiter?.continuation.resume(
      returning: .failure(
        AllocationError(
          .cancelled, "a free buffer was waited for and the task was cancelled", step: .acquire)))
  }

  /// Sees to it that a buffer that was taken aside goes to who waits first, once nobody uses it.
  func settle(_ index: Int) {
    let slot = state.withLock { $0.slots[index] }
    do {
      if try slot.isIdle() {
        pass(index)
      } else {
        watch(index, slot.points[...])
      }
    } catch {
      fail(index, AllocationError(error, step: .acquire))
    }
  }

  private func watch(_ index: Int, _ points: ArraySlice<WaitPoint>) {
    guard let point = points.first else {
      pass(index)
      return
    }
    // A pool that is gone waits for nothing; the point is held, and with it its descriptor.
    reactor.begin(reactor.makeToken(), on: point.descriptor, for: point.readiness) {
      [weak self] outcome in
      withExtendedLifetime(point) {
        if case .failed(let cause) = outcome {
          self?.fail(
            index,
            AllocationError(SyncError.failing(to: "wait for a buffer", cause), step: .acquire))
        } else {
          self?.watch(index, points.dropFirst())
        }
      }
    }
  }

  /// Lends a buffer to who waits first; without anybody it is free.
  private func pass(_ index: Int) {
    let (next, fence, sleeper) = state.withLock {
      state -> ((Waiter, Loan)?, Fence?, Sleeper?) in
      let fence = state.slots[index].fence
      guard !state.waiters.isEmpty else {
        state.slots[index].condition = .free
        return (nil, fence, state.sleepers.first)
      }
      return ((state.waiters.removeFirst(), state.lend(index)), fence, nil)
    }
    sleeper?.wake()
    // If this was its last use, it is closed here, not under the lock.
    withExtendedLifetime(fence) {}
    if let (waiter, loan) = next { waiter.continuation.resume(returning: .success(loan)) }
  }

  /// Tells who waits first that a buffer could not be waited for; for who comes next it is looked at
  /// again, since nobody else watches it.
  private func fail(_ index: Int, _ error: AllocationError) {
    let (waiter, isWanted, sleeper) = state.withLock { state -> (Waiter?, Bool, Sleeper?) in
      let waiter = state.waiters.isEmpty ? nil : state.waiters.removeFirst()
      guard state.waiters.isEmpty else { return (waiter, true, nil) }
      state.slots[index].condition = .free
      return (waiter, false, state.sleepers.first)
    }
    sleeper?.wake()
    waiter?.continuation.resume(returning: .failure(error))
    if isWanted { settle(index) }
  }
}
