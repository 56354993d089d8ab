@_spi(Access) internal import TesseraKernel

/// The CPU's way to a dma-buf: its brackets, who else is there, and whether it may write.
///
/// It is gone for every image that the CPU sees, so its answers are numbers, of which errors are
/// made where somebody needs one.
struct AccessPath: ~Copyable {
  private let bracket: AccessBracket
  /// The scopes of the dma-buf; they outlive this.
  private let scopes: AccessScopes?
  /// The same for who may write.
  private let writableScopes: AccessScopes?
  private let isWritable: Bool

  init(_ bracket: consuming AccessBracket, _ scopes: AccessScopes?, isWritable: Bool) {
    self.bracket = bracket
    self.scopes = scopes
    writableScopes = isWritable ? scopes : nil
    self.isWritable = isWritable
  }

  /// Opens a scope: 0, or what `finish` takes.
  @inline(__always)
  borrowing func open(_ direction: AccessDirection) -> Int {
    guard let scopes = direction.contains(.write) ? writableScopes : scopes else {
      return openUnbracketed(direction)
    }
    return scopes.open(direction, bracket)
  }

  /// For memory that no device reaches, or that cannot be written.
  @inline(never)
  private borrowing func openUnbracketed(_ direction: AccessDirection) -> Int {
    isWritable || !direction.contains(.write) ? 0 : Self.notPermitted
  }

  /// No answer of the kernel's, nor of the scopes'.
  private static var notPermitted: Int { 2 }

  /// What is left to do when `open` did not answer 0, until an instant of the monotonic clock, which is
  /// `limit` after the wish.
  @inline(never)
  borrowing func finish(
    _ direction: AccessDirection, after answer: Int, until deadline: UInt64? = nil,
    limit: Duration? = nil
  ) throws(AllocationError) {
    guard answer != Self.notPermitted, let scopes else {
      throw AllocationError(
        .notPermitted,
        "the buffer can only be read: its descriptor was exported without the right to write",
        step: .access)
    }
    let isOpen: Bool
    do {
      isOpen = try scopes.finish(direction, bracket, after: answer, until: deadline)
    } catch {
      throw AllocationError(.systemCall, "CPU access could not begin", step: .access, cause: error)
    }
    guard isOpen else { throw AllocationError(SyncError.timedOut("a buffer", after: limit)) }
  }

  /// Closes a scope: not below 0, or −errno.
  @inline(__always)
  borrowing func close(_ direction: AccessDirection) -> Int {
    guard let scopes else { return 0 }
    return scopes.close(direction, bracket)
  }

  /// What an answer of `close` below 0 says.
  @inline(never)
  static func endFailure(_ answer: Int) -> AllocationError {
    guard answer != AccessScopes.isNotOpen else {
      return AllocationError(
        .invalidAccess, "no CPU access of this direction is open, and so none can end",
        step: .access)
    }
    return AllocationError(
      .systemCall, "CPU access could not end", step: .access, cause: AccessBracket.failure(answer))
  }
}
