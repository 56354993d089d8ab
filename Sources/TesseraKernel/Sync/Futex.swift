internal import CLinux

/// Sleeping until a word in memory changes, for locks between this process's threads.
///
/// A word has 64 bits, of which the kernel looks at the lower half.
package enum Futex {
  /// Sleeps if the lower half of the word still is that of `value`; wakes for `wakeOne`, a signal, the
  /// deadline, in nanoseconds of the monotonic clock, or no reason: the caller looks again.
  ///
  /// The corresponding C constant is `FUTEX_WAIT_BITSET_PRIVATE`.
  package static func wait(
    on word: UnsafeRawPointer, while value: UInt64, until deadline: UInt64? = nil
  ) {
    unsafe clinux_futex_wait(word, UInt32(truncatingIfNeeded: value), deadline ?? .max)
  }

  /// Wakes one of those who sleep.
  ///
  /// The corresponding C constant is `FUTEX_WAKE_PRIVATE`.
  package static func wakeOne(waitingOn word: UnsafeRawPointer) {
    unsafe clinux_futex_wake(word, 1)
  }
}
