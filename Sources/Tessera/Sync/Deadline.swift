internal import TesseraKernel

/// An instant of the monotonic clock, in nanoseconds.
enum Deadline {
  /// The instant so far from now; `nil` for never.
  static func after(_ duration: Duration?) -> UInt64? {
    guard let duration else { return nil }
    let (seconds, attoseconds) = duration.components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let nanoseconds = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflow) = nanoseconds.partialValue.addingReportingOverflow(
      MonotonicClock.nanoseconds &+ UInt64(attoseconds / 1_000_000_000))
    return nanoseconds.overflow || overflow ? .max : sum
  }
}
