internal import Synchronization
internal import TesseraKernel

/// Which buffers of a pool are free, lent or still used by devices, and who waits for one.
///
/// A buffer that was given back is looked at when the next is asked for, not before: lending and
/// giving back start no thread and allocate nothing. Only for those who wait are fences watched.
/// The lock is held for bookkeeping alone: no call to the kernel is made under it.
final class PoolCore: Sendable {
  /// A buffer that was lent.
  struct Loan: Sendable {
    let index: Int
    let buffer: Buffer
    let age: Int
  }

  struct Slot {
    enum Condition {
      case free
      /// Taken aside: its devices are being asked, or watched.
      case examined
      case lent
    }

    let buffer: Buffer
    var condition = Condition.free
    /// What must have signalled before it is lent again, beside the dma-bufs' own fences.
    var fence: Fence?
    /// When it was given back, as a count; no two are the same.
    var returned: UInt64
    /// Which frame is in it; zero for none.
    var frame: UInt64 = 0
  }

  typealias Answer = Result<Loan, AllocationError>

  struct Waiter {
    let number: UInt64
    let continuation: CheckedContinuation<Answer, Never>
  }

  struct State {
    var slots: [Slot] = []
    var waiters: [Waiter] = []
    /// Those who wait on a thread of their own, in the order in which they came.
    var sleepers: [Sleeper] = []
    var nextWaiter: UInt64 = 0
    /// Buffers that are being allocated.
    var growing = 0
    var returns: UInt64 = 0
    var frames: UInt64 = 0
    var lent = 0
    var statistics = PoolStatistics()
  }

  let state: Mutex<State>
  let reactor: Reactor
  private let order: BufferPool.Order
  private let limit: Int
  private let allocate: @Sendable (Int) throws(AllocationError) -> Buffer

  /// - Parameters:
  ///   - limit: how many buffers there may be.
  ///   - allocate: makes one more buffer, told its number.
  init(
    _ buffers: [Buffer], limit: Int, order: BufferPool.Order, reactor: Reactor = .shared,
    allocate: @escaping @Sendable (Int) throws(AllocationError) -> Buffer
  ) {
    var first = State()
    // Not for as many as there may ever be: a limit can be as good as none.
    first.slots.reserveCapacity(buffers.count)
    for buffer in buffers {
      first.returns += 1
      first.slots.append(Slot(buffer: buffer, returned: first.returns))
    }
    state = Mutex(first)
    self.order = order
    self.limit = limit
    self.reactor = reactor
    self.allocate = allocate
  }

  var statistics: PoolStatistics {
    state.withLock { state in
      var statistics = state.statistics
      statistics.buffers = state.slots.count
      statistics.lent = state.lent
      statistics.waiting = state.waiters.count + state.sleepers.count
      return statistics
    }
  }

  /// Lends a buffer that nobody uses any more; `nil` when there is none, or when others wait.
  ///
  /// - Parameter sleeper: who asks, if it is one of those who wait.
  func tryAcquire(for sleeper: Sleeper? = nil) throws(AllocationError) -> Loan? {
    var last: Rank?
    while let (index, slot) = takeAside(after: &last, for: sleeper) {
      do {
        guard try slot.isIdle() else {
          putBack(index, for: sleeper)
          continue
        }
      } catch {
        putBack(index, for: sleeper)
        throw AllocationError(error, step: .acquire)
      }
      return state.withLock { $0.lend(index) }
    }
    return try grow(for: sleeper)
  }

  /// Counts what was drawn into a lent buffer as the newest frame.
  func present(_ index: Int) {
    state.withLock { state in
      state.frames += 1
      state.slots[index].frame = state.frames
    }
  }

  /// Takes a buffer back, to be lent again once `fence` has signalled.
  func giveBack(_ index: Int, after fence: Fence?) {
    let (isWanted, sleeper) = state.withLock { state in
      state.returns += 1
      state.lent -= 1
      state.slots[index].returned = state.returns
      state.slots[index].fence = fence
      state.slots[index].condition = state.waiters.isEmpty ? .free : .examined
      return (!state.waiters.isEmpty, state.sleepers.first)
    }
    if isWanted { settle(index) } else { sleeper?.wake() }
  }
}

extension PoolCore {
  /// The order in which free buffers are tried: the least first.
  private struct Rank: Comparable {
    var major: UInt64
    var minor: UInt64
    static func < (left: Self, right: Self) -> Bool {
      (left.major, left.minor) < (right.major, right.minor)
    }
  }

  private func rank(_ slot: Slot) -> Rank {
    switch order {
    case .oldest: Rank(major: slot.returned, minor: 0)
    case .newestContents: Rank(major: .max - slot.frame, minor: slot.returned)
    }
  }

  /// Takes the free buffer aside that comes next, so that its devices can be asked without the lock.
  private func takeAside(after last: inout Rank?, for sleeper: Sleeper?) -> (Int, Slot)? {
    state.withLock { state in
      guard state.isTurn(of: sleeper) else { return nil }
      var best: (index: Int, rank: Rank)?
      for index in state.slots.indices where state.slots[index].condition == .free {
        let rank = rank(state.slots[index])
        if let last, rank <= last { continue }
        if let best, best.rank < rank { continue }
        best = (index, rank)
      }
      guard let best else { return nil }
      last = best.rank
      state.slots[best.index].condition = .examined
      return (best.index, state.slots[best.index])
    }
  }

  /// Puts a buffer back that devices still use.
  private func putBack(_ index: Int, for sleeper: Sleeper?) {
    let (isWanted, next) = state.withLock { state in
      if state.waiters.isEmpty { state.slots[index].condition = .free }
      return (!state.waiters.isEmpty, state.sleepers.first)
    }
    if isWanted {
      settle(index)
    } else if next !== sleeper {
      // It came while this buffer was aside, and could not see what it waits for.
      next?.wake()
    }
  }

  private func grow(for sleeper: Sleeper?) throws(AllocationError) -> Loan? {
    let number = state.withLock { state -> Int? in
      // A thread that waits may grow the pool for itself; others wait for what is given back.
      guard state.sleepers.first === sleeper, sleeper != nil || state.waiters.isEmpty,
        state.slots.count + state.growing < limit
      else { return nil }
      state.growing += 1
      return state.slots.count + state.growing - 1
    }
    guard let number else { return nil }
    let buffer: Buffer
    do {
      buffer = try allocate(number)
    } catch {
      // Of an empty pool nothing will ever be given back to those who wait.
      let (stranded, next) = state.withLock { state -> ([Waiter], Sleeper?) in
        state.growing -= 1
        let next = state.sleepers.first { $0 !== sleeper }
        guard state.slots.isEmpty, state.growing == 0 else { return ([], next) }
        defer { state.waiters = [] }
        return (state.waiters, next)
      }
      // It may grow the pool itself.
      next?.wake()
      for waiter in stranded { waiter.continuation.resume(returning: .failure(error)) }
      throw error
    }
    return state.withLock { state in
      state.growing -= 1
      state.slots.append(Slot(buffer: buffer, condition: .examined, returned: 0))
      state.statistics.grown += 1
      return state.lend(state.slots.count - 1)
    }
  }
}

extension PoolCore.State {
  /// Whether a buffer that is free is for `sleeper`, or, without one, for anybody: who waits comes first.
  func isTurn(of sleeper: PoolCore.Sleeper?) -> Bool {
    waiters.isEmpty && sleepers.first === sleeper
  }

  /// Lends a buffer that was taken aside.
  mutating func lend(_ index: Int) -> PoolCore.Loan {
    let frame = slots[index].frame
    slots[index].condition = .lent
    slots[index].fence = nil
    // Until it is presented its contents are whatever was drawn half.
    slots[index].frame = 0
    lent += 1
    statistics.acquired += 1
    statistics.mostLent = max(statistics.mostLent, lent)
    return PoolCore.Loan(
      index: index, buffer: slots[index].buffer, age: frame == 0 ? 0 : Int(frames - frame) + 1)
  }
}

extension PoolCore.Slot {
  /// Whether nobody uses the buffer any more: what it was given back with has signalled, and every
  /// fence in its dma-bufs.
  func isIdle() throws(SyncError) -> Bool {
    if let fence, try !fence.isSignalled() { return false }
    let memory = buffer.distinctMemory
    for index in memory.indices where try !memory[index].isFree(for: .write) { return false }
    return true
  }

  /// What has to be ready for that.
  var points: [WaitPoint] {
    (fence?.points ?? []) + buffer.distinctMemory.map { WaitPoint($0, .write) }
  }
}
