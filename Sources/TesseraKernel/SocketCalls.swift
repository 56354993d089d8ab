internal import CLinux
internal import SystemPackage

/// Whole messages over a socket, whether it blocks or not.
package enum SocketCalls {
  /// Sends all bytes, the descriptors with the first of them.
  ///
  /// - Parameter deadline: of the monotonic clock in nanoseconds; `nil` to wait for ever.
  package static func send(
    _ bytes: [UInt8], _ descriptors: [CInt] = [], over socket: CInt, until deadline: UInt64?,
    kernel: any Kernel
  ) throws(SystemCallError) {
    var left = bytes[...]
    var descriptors = descriptors
    while !left.isEmpty {
      let answer = kernel.send(left, descriptors, over: socket)
      if answer == -Int(EINTR) { continue }
      if answer == -Int(EAGAIN) {
        try wait(for: .writable, on: socket, until: deadline, kernel: kernel)
        continue
      }
      left = left.dropFirst(try checked(answer, "sendmsg"))
      descriptors = []
    }
  }

  /// Receives so many bytes and the descriptors that come with them; fewer bytes where the other side
  /// ended before.
  ///
  /// - Parameter limit: the most descriptors that may have come in all. Where there are more, nothing
  ///   further is received, for whoever sends them could fill this process's table with them.
  package static func receive(
    _ count: Int, _ descriptors: inout ReceivedDescriptors, upTo limit: Int, from socket: CInt,
    until deadline: UInt64?, kernel: any Kernel
  ) throws(SystemCallError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count, descriptors.count <= limit {
      let answer = kernel.receive(
        &bytes, atMost: count - bytes.count, &descriptors, from: socket)
      if answer == -Int(EINTR) { continue }
      if answer == -Int(EAGAIN) {
        try wait(for: .readable, on: socket, until: deadline, kernel: kernel)
        continue
      }
      if try checked(answer, "recvmsg") == 0 { break }
    }
    return bytes
  }

  private static func wait(
    for readiness: Readiness, on socket: CInt, until deadline: UInt64?, kernel: any Kernel
  ) throws(SystemCallError) {
    while true {
      var milliseconds: CInt = -1
      if let deadline {
        let now = MonotonicClock.nanoseconds
        guard now < deadline else {
          throw SystemCallError(call: "poll", errno: .timedOut)
        }
        // Rounded up: a wait of nothing would be asked for again and again.
        milliseconds = CInt(clamping: (deadline - now + 999_999) / 1_000_000)
      }
      let answer = kernel.poll(socket, events: readiness.rawValue, milliseconds: milliseconds)
      // Whatever happened, the next call tells it better.
      if answer > 0 { return }
      if answer < 0, answer != -Int(EINTR) { _ = try checked(answer, "poll") }
    }
  }
}
