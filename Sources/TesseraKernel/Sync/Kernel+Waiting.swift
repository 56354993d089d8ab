internal import CLinux
internal import SystemPackage

extension Kernel {
  /// Whether a descriptor is ready now.
  ///
  /// The corresponding C function is `poll`.
  package func isReady(
    _ descriptor: CInt, for readiness: Readiness
  ) throws(SystemCallError) -> Bool {
    if let isReady = try wait(on: descriptor, for: readiness, milliseconds: 0) { return isReady }
    return false
  }

  /// Waits until a descriptor is ready; `false` when the deadline, in nanoseconds of the monotonic
  /// clock, has come first.
  ///
  /// The corresponding C function is `poll`.
  package func wait(
    on descriptor: CInt, for readiness: Readiness, until deadline: UInt64? = nil
  ) throws(SystemCallError) -> Bool {
    while true {
      let left = deadline.map { MonotonicClock.milliseconds(until: $0) } ?? -1
      guard let isReady = try wait(on: descriptor, for: readiness, milliseconds: left) else {
        continue
      }
      // A wait of more than the kernel counts to goes on.
      if isReady || left < CInt.max { return isReady }
    }
  }

  /// Waits until one of some descriptors is ready or broken; `false` when the deadline, in nanoseconds of
  /// the monotonic clock, has come first.
  ///
  /// The corresponding C function is `poll`.
  package func wait(
    onAnyOf entries: inout [PollEntry], until deadline: UInt64? = nil
  ) throws(SystemCallError) -> Bool {
    while true {
      let left = deadline.map { MonotonicClock.milliseconds(until: $0) } ?? -1
      let answer = poll(&entries, milliseconds: left)
      if answer == -Int(EINTR) { continue }
      // A wait of more than the kernel counts to goes on.
      if try checked(answer, "poll") > 0 || left < CInt.max { return answer > 0 }
    }
  }

  /// Whether the descriptor became ready; `nil` when a signal came first.
  private func wait(
    on descriptor: CInt, for readiness: Readiness, milliseconds: CInt
  ) throws(SystemCallError) -> Bool? {
    let answer =
      Self.isLinux
      ? LinuxKernel().poll(descriptor, events: readiness.rawValue, milliseconds: milliseconds)
      : poll(descriptor, events: readiness.rawValue, milliseconds: milliseconds)
    return try readiness.isMet(answer)
  }
}

extension KernelReference {
  /// Whether a descriptor is ready now.
  ///
  /// The corresponding C function is `poll`.
  package func isReady(
    _ descriptor: CInt, for readiness: Readiness
  ) throws(SystemCallError) -> Bool {
    try readiness.isMet(poll(descriptor, readiness)) ?? false
  }
}

extension Readiness {
  /// Whether it is what `poll` answered; `nil` when a signal came first.
  @inline(__always)
  fileprivate func isMet(_ answer: Int) throws(SystemCallError) -> Bool? {
    if answer == -Int(EINTR) { return nil }
    let events = Int16(truncatingIfNeeded: try checked(answer, "poll"))
    if events & rawValue != 0 { return true }
    if events == 0 { return false }
    throw SystemCallError(call: "poll", errno: Self.errno(of: events))
  }

  /// What answers mean that were not waited for.
  static func errno(of answers: Int16) -> Errno {
    answers & Int16(POLLNVAL) != 0 ? .badFileDescriptor : .ioError
  }
}

extension MonotonicClock {
  /// Milliseconds until an instant, rounded up, so that a wait never ends early.
  static func milliseconds(until deadline: UInt64) -> CInt {
    let now = nanoseconds
    return deadline > now ? CInt(clamping: (deadline - now - 1) / 1_000_000 + 1) : 0
  }
}
