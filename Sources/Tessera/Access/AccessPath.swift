internal import TesseraKernel

/// The CPU's way to a dma-buf: its brackets, who else is there, and whether it may write.
///
/// It is gone for every image that the CPU sees, so its answers are numbers, of which errors are
/// made where somebody needs one.
@safe struct AccessPath: ~Copyable {
  private let bracket: AccessBracket
  /// The scopes of the dma-buf; they outlive this.
  private let scopes: UnsafeMutablePointer<AccessScopes>?
  private let isWritable: Bool

  init(
    _ bracket: consuming AccessBracket, _ scopes: UnsafeMutablePointer<AccessScopes>?,
    isWritable: Bool
  ) {
    self.bracket = bracket
    unsafe self.scopes = unsafe scopes
    self.isWritable = isWritable
  }

  /// Opens a scope: 0, or what `finish` takes.
  @inline(__always)
  borrowing func open(_ direction: AccessDirection) -> Int {
    guard isWritable || !direction.contains(.write) else { return Self.notPermitted }
    guard let scopes = unsafe scopes else { return 0 }
    return unsafe scopes.pointee.open(direction, bracket)
  }

  /// No answer of the kernel's, nor of the scopes'.
  private static var notPermitted: Int { 2 }

  /// What is left to do when `open` did not answer 0.
  @inline(never)
  borrowing func finish(
    _ direction: AccessDirection, after answer: Int
  ) throws(AllocationError) {
    guard answer != Self.notPermitted, let scopes = unsafe scopes else {
      throw AllocationError(
        .notPermitted,
        "the buffer can only be read: its descriptor was exported without the right to write",
        step: .access)
    }
    do {
      try unsafe scopes.pointee.finish(direction, bracket, after: answer)
    } catch {
      throw AllocationError(.systemCall, "CPU access could not begin", step: .access, cause: error)
    }
  }

  /// Closes a scope: not below 0, or −errno.
  @inline(__always)
  borrowing func close(_ direction: AccessDirection) -> Int {
    guard let scopes = unsafe scopes else { return 0 }
    return unsafe scopes.pointee.close(direction, bracket)
  }

  /// What an answer of `close` below 0 says.
  @inline(never)
  static func endFailure(_ answer: Int) -> AllocationError {
    AllocationError(
      .systemCall, "CPU access could not end", step: .access, cause: AccessBracket.failure(answer))
  }
}
