internal import Synchronization
internal import SystemPackage
internal import TesseraKernel

/// The CPU access scopes of one dma-buf that are open at once, and the brackets that amount to them.
///
/// The kernel counts no brackets. An inner end of reading could throw away what an outer scope has
/// written and not yet flushed, so every dma-buf has one ledger in the process, whichever buffer or
/// descriptor it is reached by: the brackets that are open are always the union of the scopes.
///
/// - none to reading, or to both: one start;
/// - reading to both: another start, for both, on top;
/// - no more writers: the end of both, so that what they wrote is visible at once; who still reads
///   keeps or gets a bracket of its own;
/// - nobody left: what is open ends, the last first.
final class AccessLedger: Sendable {
  private struct State {
    var readers = 0
    var writers = 0
    /// A bracket for reading is open; it lies below the other.
    var isReadOpen = false
    /// A bracket for reading and writing is open.
    var isWriteOpen = false
    /// Why those who still read have no bracket any more.
    var loss: SystemCallError?
  }

  private let state = Mutex(State())
  private let key: Key?

  init(_ key: Key? = nil) { self.key = key }

  deinit { if let key { Self.forget(key) } }

  /// Opens a scope; waits, in the kernel, for the devices' implicit fences.
  func enter(
    _ direction: AccessDirection, _ descriptor: CInt, _ kernel: any Kernel
  ) throws(SystemCallError) {
    var hasWaited = false
    while true {
      let isDone = try state.withLock { state throws(SystemCallError) -> Bool in
        if direction.contains(.write) {
          if !state.isWriteOpen {
            // Those who read must be able to leave meanwhile: a start waits with the lock held.
            if state.readers > 0, !hasWaited { return false }
            try DMABufferCalls.beginAccess(descriptor, [.read, .write], kernel: kernel)
            state.isWriteOpen = true
          }
          state.writers += 1
        } else {
          if !state.isReadOpen, !state.isWriteOpen {
            try DMABufferCalls.beginAccess(descriptor, .read, kernel: kernel)
            state.isReadOpen = true
            state.loss = nil
          }
          state.readers += 1
        }
        return true
      }
      if isDone { return }
      _ = try kernel.wait(on: descriptor, for: .writable)
      hasWaited = true
    }
  }

  /// Closes a scope; every start has its one end, whatever fails.
  func leave(
    _ direction: AccessDirection, _ descriptor: CInt, _ kernel: any Kernel
  ) throws(SystemCallError) {
    try state.withLock { state throws(SystemCallError) in
      if direction.contains(.write) { state.writers -= 1 } else { state.readers -= 1 }
      var failure: SystemCallError?
      func end(_ direction: AccessDirection) {
        do throws(SystemCallError) {
          try DMABufferCalls.endAccess(descriptor, direction, kernel: kernel)
        } catch {
          failure = failure ?? error
        }
      }
      if state.writers == 0, state.isWriteOpen {
        state.isWriteOpen = false
        end([.read, .write])
        if state.readers > 0, !state.isReadOpen {
          do throws(SystemCallError) {
            try DMABufferCalls.beginAccess(descriptor, .read, kernel: kernel)
            state.isReadOpen = true
          } catch {
            state.loss = error
          }
        }
      }
      if !direction.contains(.write), let loss = state.loss { failure = loss }
      if state.readers == 0, state.writers == 0 {
        state.loss = nil
        if state.isReadOpen {
          state.isReadOpen = false
          end(.read)
        }
      }
      if let failure { throw failure }
    }
  }
}

extension AccessLedger {
  /// What tells one dma-buf from all others that are open.
  struct Key: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  private struct Known {
    weak let ledger: AccessLedger?
  }
  private static let known = Mutex<[Key: Known]>([:])

  /// The one ledger of a file that is open for as long as it is used.
  static func of(_ file: FileStatus) -> AccessLedger {
    let key = Key(device: file.device, inode: file.inode)
    return known.withLock { known in
      if let ledger = known[key]?.ledger { return ledger }
      let ledger = AccessLedger(key)
      known[key] = Known(ledger: ledger)
      return ledger
    }
  }

  /// Whether a file has one.
  static func isKnown(_ key: Key) -> Bool { known.withLock { $0[key] != nil } }

  private static func forget(_ key: Key) {
    // Another of the same file may have taken its place meanwhile.
    known.withLock { known in
      if let entry = known[key], entry.ledger == nil { known[key] = nil }
    }
  }
}
