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

  /// Opens a scope; waits for the devices' implicit fences.
  func enter(
    _ direction: AccessDirection, _ bracket: borrowing AccessBracket
  ) throws(SystemCallError) {
    let answer = open(direction, bracket)
    if answer != 0 { _ = try finish(direction, bracket, after: answer) }
  }

  /// What is left to do when `open` did not answer 0; `false` when the deadline, in nanoseconds of the
  /// monotonic clock, has come first.
  func finish(
    _ direction: AccessDirection, _ bracket: borrowing AccessBracket, after answer: Int,
    until deadline: UInt64? = nil
  ) throws(SystemCallError) -> Bool {
    guard answer == Self.isNotAlone else { throw AccessBracket.failure(answer) }
    var answer = openAmongOthers(direction, bracket, until: deadline, hasWaited: false)
    if answer == Self.mustWait {
      guard try bracket.waitUntilFree(for: direction, until: deadline) else { return false }
      answer = openAmongOthers(direction, bracket, until: deadline, hasWaited: true)
    }
    guard let answer else { return false }
    if answer < 0 { throw AccessBracket.failure(answer) }
    return true
  }

  /// No answers of the kernel's.
  private static var isNotAlone: Int { 1 }
  private static var mustWait: Int { 1 }
  /// What `close` answers where no scope of the direction is open.
  static var isNotOpen: Int { -4096 }

  /// Opens a scope: 0, or what `finish` takes.
  @inline(__always)
  func open(_ direction: AccessDirection, _ bracket: borrowing AccessBracket) -> Int {
    guard word.lock(expecting: ScopeCounts()) else { return Self.isNotAlone }
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

  /// Opens a scope where others may be: 0, or −errno, `mustWait`, or `nil` when the deadline has come.
  @inline(never)
  private func openAmongOthers(
    _ direction: AccessDirection, _ bracket: borrowing AccessBracket, until deadline: UInt64?,
    hasWaited: Bool
  ) -> Int? {
    guard var state = word.lock(until: deadline) else { return nil }
    defer { word.unlock(state) }
    let isWriter = direction.contains(.write)
    if !state.isWriteOpen, isWriter || !state.isReadOpen {
      // A start waits for devices with the lock held, and others must be able to come and leave.
      guard hasWaited else { return Self.mustWait }
      let answer = isWriter ? bracket.startWriting() : bracket.startReading()
      guard answer >= 0 else { return answer }
      if isWriter { state.isWriteOpen = true } else { state.isReadOpen = true }
    }
    if isWriter { state.writers += 1 } else { state.readers += 1 }
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
    let isWriter = direction.contains(.write)
    guard isWriter ? state.writers > 0 : state.readers > 0 else {
      word.unlock(state)
      return Self.isNotOpen
    }
    if isWriter { state.writers -= 1 } else { state.readers -= 1 }
    var (failure, leavesReaders) = (0, false)
    if state.writers == 0, state.isWriteOpen {
      state.isWriteOpen = false
      failure = min(0, bracket.endWriting())
      leavesReaders = state.readers > 0 && !state.isReadOpen
    }
    if !isWriter, state.loss < 0 { failure = state.loss }
    if state.readers == 0, state.writers == 0 {
      state.loss = 0
      if state.isReadOpen {
        state.isReadOpen = false
        let answer = bracket.endReading()
        if failure == 0 { failure = min(0, answer) }
      }
    }
    word.unlock(state)
    if leavesReaders { keepReading(bracket) }
    return failure
  }

  /// Gives those who still read a bracket of their own when the last writer has left.
  private func keepReading(_ bracket: borrowing AccessBracket) {
    // Without the lock, so that they can leave meanwhile; what goes wrong here the start tells.
    _ = try? bracket.waitUntilFree(for: .read)
    var state = word.lock()
    defer { word.unlock(state) }
    guard state.readers > 0, !state.isReadOpen, !state.isWriteOpen else { return }
    let answer = bracket.startReading()
    if answer < 0 { state.loss = answer } else { state.isReadOpen = true }
  }
}
