public import SystemPackage
internal import TesseraKernel

extension Timeline {
  /// What becomes of a point.
  public enum Event: Hashable, Sendable {
    /// It is reached: the work is done.
    case reached
    /// Somebody works towards it: it has its fence, which may not have signalled.
    case submitted
  }

  /// Blocks until somebody works towards a point, or has reached it; throws `timedOut` when it takes
  /// longer than `limit`.
  public func waitForSubmission(
    of point: UInt64, within limit: Duration? = nil
  ) throws(SyncError) {
    let deadline = Deadline.after(limit)
    let isSubmitted = try attempting(to: "wait for a point") { () throws(SystemCallError) in
      try object.wait(for: point, until: deadline, [.forSubmission, .onlySubmission])
    }
    guard isSubmitted else { throw SyncError.timedOut("work towards point \(point)", after: limit) }
  }

  /// Adds one to an event counter (`eventfd`) when something becomes of a point: for a program's own loop
  /// of events.
  ///
  /// The kernel keeps hold of the counter until then, whatever becomes of the descriptor and of the
  /// timeline. Kernels before 6.6 throw `notSupported`.
  public func announce(
    _ event: Event, of point: UInt64, on eventCounter: FileDescriptor
  ) throws(SyncError) {
    try requireEventCounters()
    try attempting(to: "have a point announced") { () throws(SystemCallError) in
      try object.raise(
        eventCounter.rawValue, at: point, event == .submitted ? .onlySubmission : [])
    }
  }

  func requireEventCounters() throws(SyncError) {
    guard
      try attempting(
        to: "await a point", { () throws(SystemCallError) in try node.raisesEventCounters() })
    else {
      throw SyncError(
        .notSupported, "this kernel announces no points (Linux 6.6 does); await the point's fence")
    }
  }
}
