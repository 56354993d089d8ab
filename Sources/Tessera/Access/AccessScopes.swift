internal import Synchronization
internal import SystemPackage
@_spi(Access) internal import TesseraKernel

/// The CPU access scopes of one dma-buf that are open at once, and the brackets that amount to them.
///
/// The kernel counts no brackets. An inner end of reading could throw away what an outer scope has
/// written and not yet flushed, so every dma-buf has one of these in the process, whichever buffer or
/// descriptor it is reached by: the brackets that are open are always the union of the scopes.
///
/// - none to reading, or to both: one start;
/// - reading to both: another start, for both, on top;
/// - no more writers: the end of both, so that what they wrote is visible at once; who still reads
///   keeps or gets a bracket of its own;
/// - nobody left: what is open ends, the last first.
///
/// A scope that is alone, as nearly all are, costs two exchanges of one word beside its brackets.
struct AccessScopes {
  private let word: ScopeWord

  static func allocate() -> AccessScopes { AccessScopes(word: .allocate()) }

  /// For when no scope is open and none will be.
  func deallocate() { word.deallocate() }

  /// Opens a scope; waits, in the kernel, for the devices' implicit fences.
  func enter(
    _ direction: AccessDirection, _ bracket: borrowing AccessBracket
  ) throws(SystemCallError) {
    try finish(direction, bracket, after: open(direction, bracket))
  }

  /// What is left to do when `open` did not answer 0.
  func finish(
    _ direction: AccessDirection, _ bracket: borrowing AccessBracket, after answer: Int
  ) throws(SystemCallError) {
    var answer = answer
    if answer == Self.mustWait {
      try bracket.waitUntilIdle()
      answer = openAmongOthers(direction, bracket, hasWaited: true)
    }
    if answer < 0 { throw AccessBracket.failure(answer) }
  }

  /// No answer of the kernel's: those who read must be able to leave while a writer waits.
  private static var mustWait: Int { 1 }

  /// Opens a scope: 0, or what `finish` takes.
  @inline(__always)
  func open(_ direction: AccessDirection, _ bracket: borrowing AccessBracket) -> Int {
    guard word.lock(expecting: ScopeCounts()) else {
      return openAmongOthers(direction, bracket, hasWaited: false)
    }
    let answer =
      direction.contains(.write) ? bracket.startWriting() : bracket.startReading()
    guard answer >= 0 else { return giveUp(answer) }
    word.unlock(.lone(direction))
    return 0
  }

  @inline(never)
  private func giveUp(_ answer: Int) -> Int {
    word.unlock(ScopeCounts())
    return answer
  }

  @inline(never)
  private func openAmongOthers(
    _ direction: AccessDirection, _ bracket: borrowing AccessBracket, hasWaited: Bool
  ) -> Int {
    var state = word.lock()
    defer { word.unlock(state) }
    if direction.contains(.write) {
      if !state.isWriteOpen {
        // A start waits with the lock held.
        if state.readers > 0, !hasWaited { return Self.mustWait }
        let answer = bracket.startWriting()
        guard answer >= 0 else { return answer }
        state.isWriteOpen = true
      }
      state.writers += 1
    } else {
      if !state.isReadOpen, !state.isWriteOpen {
        let answer = bracket.startReading()
        guard answer >= 0 else { return answer }
        state.isReadOpen = true
        state.loss = 0
      }
      state.readers += 1
    }
    return 0
  }

  /// Closes a scope; every start has its one end, whatever fails.
  func leave(
    _ direction: AccessDirection, _ bracket: borrowing AccessBracket
  ) throws(SystemCallError) {
    let answer = close(direction, bracket)
    if answer < 0 { throw AccessBracket.failure(answer) }
  }

  /// Closes a scope: not below 0, or −errno.
  @inline(__always)
  func close(_ direction: AccessDirection, _ bracket: borrowing AccessBracket) -> Int {
    guard word.lock(expecting: .lone(direction)) else {
      return closeAmongOthers(direction, bracket)
    }
    let answer =
      direction.contains(.write) ? bracket.endWriting() : bracket.endReading()
    word.unlock(ScopeCounts())
    return answer
  }

  @inline(never)
  private func closeAmongOthers(
    _ direction: AccessDirection, _ bracket: borrowing AccessBracket
  ) -> Int {
    var state = word.lock()
    defer { word.unlock(state) }
    if direction.contains(.write) { state.writers -= 1 } else { state.readers -= 1 }
    var failure = 0
    if state.writers == 0, state.isWriteOpen {
      state.isWriteOpen = false
      failure = min(0, bracket.endWriting())
      if state.readers > 0, !state.isReadOpen {
        let answer = bracket.startReading()
        if answer < 0 { state.loss = answer } else { state.isReadOpen = true }
      }
    }
    if !direction.contains(.write), state.loss < 0 { failure = state.loss }
    if state.readers == 0, state.writers == 0 {
      state.loss = 0
      if state.isReadOpen {
        state.isReadOpen = false
        let answer = bracket.endReading()
        if failure == 0 { failure = min(0, answer) }
      }
    }
    return failure
  }
}
