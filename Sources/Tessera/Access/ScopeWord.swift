internal import Synchronization
internal import TesseraKernel

/// A word of counts and the lock that guards it, so that who finds it as expected has it in one exchange.
///
/// The library's `Mutex` needs as many exchanges for the lock alone, and the counts are read and
/// written beside them.
@safe struct ScopeWord {
  private nonisolated(unsafe) let word: UnsafeMutablePointer<Atomic<UInt64>>

  static func allocate() -> ScopeWord {
    let word = UnsafeMutablePointer<Atomic<UInt64>>.allocate(capacity: 1)
    unsafe word.initialize(to: Atomic(0))
    return unsafe ScopeWord(word: word)
  }

  func deallocate() {
    unsafe word.deinitialize(count: 1)
    unsafe word.deallocate()
  }

  private static var held: UInt64 { 1 << 0 }
  private static var awaited: UInt64 { 1 << 1 }
  private static var heldAndAwaited: UInt64 { held | awaited }

  /// Takes the lock if nobody has it and the counts are these.
  @inline(__always)
  func lock(expecting counts: ScopeCounts) -> Bool {
    unsafe word.pointee.compareExchange(
      expected: counts.bits, desired: Self.held, ordering: .acquiring
    ).exchanged
  }

  /// Takes the lock as soon as nobody has it; answers the counts.
  func lock() -> ScopeCounts {
    while true {
      if let counts = lock(until: nil) { return counts }
    }
  }

  /// The same, or `nil` when the deadline, in nanoseconds of the monotonic clock, has come first.
  func lock(until deadline: UInt64?) -> ScopeCounts? {
    // Who has waited does not know who else waits.
    var taken = Self.held
    var current = unsafe word.pointee.load(ordering: .relaxed)
    while true {
      let wanted = current & Self.held == 0 ? current | taken : current | Self.heldAndAwaited
      if wanted != current {
        let (isExchanged, original) = unsafe word.pointee.compareExchange(
          expected: current, desired: wanted, ordering: .acquiring)
        if isExchanged, current & Self.held == 0 { return ScopeCounts(bits: current) }
        if !isExchanged {
          current = original
          continue
        }
      }
      // Not before the word says that somebody waits: who gives up may have been woken for another.
      if let deadline, deadline <= MonotonicClock.nanoseconds { return nil }
      unsafe Futex.wait(on: UnsafeRawPointer(word), while: wanted, until: deadline)
      taken = Self.heldAndAwaited
      current = unsafe word.pointee.load(ordering: .relaxed)
    }
  }

  /// Gives the lock back, with what the counts are now.
  @inline(__always)
  func unlock(_ counts: ScopeCounts) {
    let before = unsafe word.pointee.exchange(counts.bits, ordering: .releasing)
    if before & Self.awaited != 0 { wake() }
  }

  @inline(never)
  private func wake() { unsafe Futex.wakeOne(waitingOn: UnsafeRawPointer(word)) }
}
