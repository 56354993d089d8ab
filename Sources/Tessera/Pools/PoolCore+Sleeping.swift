internal import Synchronization
internal import SystemPackage
internal import TesseraKernel

// A thread that waits watches the fences itself: no other is started for it.
extension PoolCore {
  /// Who waits on a thread of its own, and the bell that wakes it.
  final class Sleeper: Sendable {
    private let bell: OwnedFileDescriptor
    private let kernel: any Kernel

    init(kernel: any Kernel) throws(SystemCallError) {
      self.kernel = kernel
      bell = OwnedFileDescriptor(
        rawValue: CInt(try checked(kernel.createEventCounter(), "eventfd")))
    }

    /// What becomes ready when it is woken.
    var entry: PollEntry { PollEntry(bell.rawValue, .readable) }
    // A bell that is rung already rings: nothing else can go wrong with it.
    func wake() { _ = kernel.raise(bell.rawValue) }
    func prepareToSleep() { _ = kernel.clear(bell.rawValue) }
  }

  /// Lends a buffer that nobody uses any more and blocks until there is one; `nil` when the deadline, in
  /// nanoseconds of the monotonic clock, has come first.
  func acquire(until deadline: UInt64?) throws(AllocationError) -> Loan? {
    if let loan = try tryAcquire() { return loan }
    do {
      let sleeper = try Sleeper(kernel: reactor.kernel)
      enqueue(sleeper)
      defer { leave(sleeper) }
      while true {
        // Before looking: what happens from here on wakes it.
        sleeper.prepareToSleep()
        if let loan = try tryAcquire(for: sleeper) { return loan }
        // What has become free since it was looked at rings no bell.
        guard let points = try pointsInUse(for: sleeper) else { continue }
        var entries = [sleeper.entry] + points.map { PollEntry($0.descriptor, $0.readiness) }
        let isWoken = try withExtendedLifetime(points) { () throws(SystemCallError) in
          try reactor.kernel.wait(onAnyOf: &entries, until: deadline)
        }
        guard isWoken else { return nil }
      }
    } catch let error as AllocationError {
      throw error
    } catch let error as SyncError {
      throw AllocationError(error, step: .acquire)
    } catch let error as SystemCallError {
      throw AllocationError(
        SyncError.failing(to: "wait for a buffer", error), step: .acquire)
    } catch {
      throw AllocationError(.systemCall, "\(error)", step: .acquire)
    }
  }

  private func enqueue(_ sleeper: Sleeper) {
    state.withLock { state in
      state.statistics.waited += 1
      state.sleepers.append(sleeper)
    }
  }

  /// Leaves the queue; whoever is first now looks for itself.
  private func leave(_ sleeper: Sleeper) {
    let next = state.withLock { state in
      state.sleepers.removeAll { $0 === sleeper }
      return state.sleepers.first
    }
    next?.wake()
  }

  /// Of each buffer that was given back the first point that must still be reached: more of them would
  /// wake nobody any sooner.
  ///
  /// `nil` when one of the buffers has none, and so is free.
  private func pointsInUse(for sleeper: Sleeper) throws(SyncError) -> [WaitPoint]? {
    let slots = state.withLock { state in
      state.isTurn(of: sleeper) ? state.slots.filter { $0.condition == .free } : []
    }
    var points: [WaitPoint] = []
    for slot in slots {
      guard let point = try firstPointInUse(of: slot) else { return nil }
      points.append(point)
    }
    return points
  }

  private func firstPointInUse(of slot: Slot) throws(SyncError) -> WaitPoint? {
    for point in slot.points where try !point.isReady(reactor.kernel) { return point }
    return nil
  }
}
