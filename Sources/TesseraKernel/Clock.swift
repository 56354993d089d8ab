internal import CLinux

/// The clock that only goes forward.
package enum MonotonicClock {
  /// Nanoseconds since an arbitrary start.
  ///
  /// The corresponding C constant is `CLOCK_MONOTONIC`.
  package static var nanoseconds: UInt64 { clinux_monotonic() }
}
