internal import Synchronization

/// Bytes that may be taken before it is looked again how many are left.
///
/// To look takes longer than to make a small buffer, and small buffers add up: so whoever looks leaves an
/// allowance for those who come after, on any thread.
package struct Allowance: ~Copyable, Sendable {
  private let bytes = Atomic<UInt64>(0)

  /// Nothing, until somebody has looked.
  package init() {}

  /// Takes bytes of it; `false`, and nothing taken, where it has not so many.
  package borrowing func take(_ count: UInt64) -> Bool {
    var left = bytes.load(ordering: .relaxed)
    while left >= count {
      let (isTaken, found) = bytes.weakCompareExchange(
        expected: left, desired: left - count, ordering: .relaxed)
      if isTaken { return true }
      left = found
    }
    return false
  }

  /// Leaves so many bytes, whatever was left before.
  package borrowing func renew(_ count: UInt64) { bytes.store(count, ordering: .relaxed) }
}
