internal import SystemPackage
internal import Tessera

/// A duration that is not negative, as far as 64 bits count.
func nanoseconds(_ duration: Duration) -> Int64 {
  let (seconds, attoseconds) = duration.components
  let (whole, isBeyond) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
  let (sum, isAbove) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
  return isBeyond || isAbove ? .max : sum
}
