internal import CLinux

/// The clock that only goes forward.
package enum MonotonicClock {
  /// Nanoseconds since an arbitrary start.
  ///
  /// The corresponding C constant is `CLOCK_MONOTONIC`.
  package static var nanoseconds: UInt64 { clinux_monotonic() }
}

/// What time it is, and for how long the machine has been running.
package struct MachineTime: Hashable, Sendable {
  /// Since 1970, as far as the machine knows; it jumps when somebody sets it.
  ///
  /// The corresponding C constant is `CLOCK_REALTIME`.
  package var wall: Duration
  /// Since the machine was started, sleep included.
  ///
  /// The corresponding C constant is `CLOCK_BOOTTIME`.
  package var sinceStart: Duration

  package init(wall: Duration, sinceStart: Duration) {
    self.wall = wall
    self.sinceStart = sinceStart
  }

  /// Reads both.
  package static var now: Self {
    Self(
      wall: .nanoseconds(clinux_clock(CLOCK_REALTIME)),
      sinceStart: .nanoseconds(clinux_clock(CLOCK_BOOTTIME)))
  }
}
