public import SystemPackage
internal import TesseraKernel

extension Buffer {
  /// Sends this buffer with its full description to another process; both have it then.
  ///
  /// - Parameters:
  ///   - socket: a connected Unix socket of streams or packets, borrowed; one sender at a time.
  ///   - timeout: how long to wait for room; for ever where it is `nil`.
  public func send(
    over socket: FileDescriptor, timeout: Duration? = nil
  ) throws(AllocationError) {
    try send(over: socket.rawValue, timeout: timeout, kernel: LinuxKernel())
  }

  package func send(
    over socket: CInt, timeout: Duration?, kernel: any Kernel
  ) throws(AllocationError) {
    let document = settledAgreement.json(.compact)
    guard document.count <= BufferMessage.limits.bytes else {
      throw AllocationError(
        .tooLarge,
        "the description has \(document.count) B and the other side takes "
          + "\(BufferMessage.limits.bytes) B", step: .send)
    }
    let header = BufferMessage(descriptors: memory.count, document: document.count)
    let deadline = Deadline.after(timeout)
    do {
      try SocketCalls.send(
        header.bytes, memory.map(\.rawDescriptor), over: socket, until: deadline, kernel: kernel)
      try SocketCalls.send(document, over: socket, until: deadline, kernel: kernel)
    } catch {
      throw Self.broken(.send, error)
    }
  }

  /// Receives a buffer from another process; `nil` when the other side has closed the connection.
  ///
  /// Nothing that is sent is believed: see `init(importing:descriptors:)`. After an error the
  /// connection is of no more use; whatever descriptors came are closed.
  ///
  /// - Parameters:
  ///   - socket: a connected Unix socket, borrowed; one receiver at a time.
  ///   - timeout: how long to wait for the whole message; for ever where it is `nil`.
  public static func receive(
    from socket: FileDescriptor, timeout: Duration? = nil
  ) throws(AllocationError) -> Buffer? {
    try receive(from: socket.rawValue, timeout: timeout, kernel: LinuxKernel())
  }

  package static func receive(
    from socket: CInt, timeout: Duration?, kernel: any Kernel
  ) throws(AllocationError) -> Buffer? {
    let deadline = Deadline.after(timeout)
    var descriptors = ReceivedDescriptors()
    let header = try receive(
      BufferMessage.headerSize, &descriptors, upTo: BufferMessage.mostDescriptors, socket, deadline,
      kernel)
    if header.isEmpty { return nil }
    guard
      header.count == BufferMessage.headerSize
        || descriptors.count <= BufferMessage.mostDescriptors
    else { throw BufferMessage.refused("it carries \(descriptors.count) descriptors") }
    let message = try BufferMessage(header)
    let document = try receive(
      message.document, &descriptors, upTo: message.descriptors, socket, deadline, kernel)
    // First, since the document is not read to its end where there are too many.
    guard descriptors.count <= message.descriptors else {
      throw BufferMessage.refused(message.carrying(descriptors.count))
    }
    guard document.count == message.document else {
      throw BufferMessage.refused(
        "its document ends after \(document.count) of \(message.document) B")
    }
    guard descriptors.count == message.descriptors else {
      throw BufferMessage.refused(message.carrying(descriptors.count))
    }
    let agreement: Agreement
    do {
      agreement = try Agreement(json: document, limits: BufferMessage.limits)
    } catch {
      throw BufferMessage.refused("\(error)")
    }
    return try Buffer(arrived: agreement, descriptors, kernel: kernel)
  }

  private static func receive(
    _ count: Int, _ descriptors: inout ReceivedDescriptors, upTo limit: Int, _ socket: CInt,
    _ deadline: UInt64?, _ kernel: any Kernel
  ) throws(AllocationError) -> [UInt8] {
    do {
      return try SocketCalls.receive(
        count, &descriptors, upTo: limit, from: socket, until: deadline, kernel: kernel)
    } catch {
      throw broken(.receive, error)
    }
  }

  private static func broken(
    _ step: AllocationError.Step, _ cause: SystemCallError
  ) -> AllocationError {
    let (message, hint): (String, String?) =
      switch cause.errno {
      case .timedOut: ("the other side did not answer in time", nil)
      case .brokenPipe, .connectionReset: ("the other side is gone", nil)
      case .messageTooLong: ("the message with a buffer is longer than it says", nil)
      case .tooManyReferences:
        (
          "too many descriptors are under way",
          "wait until the other side has taken some, or raise the limit (ulimit -n)"
        )
      case .tooManyOpenFiles: ("no file descriptor is left", "raise the limit (ulimit -n)")
      default: ("a buffer could not be \(step == .send ? "sent" : "received")", nil)
      }
    return AllocationError(.systemCall, message, step: step, hint: hint, cause: cause)
  }
}
