internal import Synchronization
internal import SystemPackage
internal import TesseraKernel

/// One dma-buf, or one memory file in its place: its descriptor, its size, and at most one mapping.
final class DMABuffer: Sendable {
  let size: Bytes
  let kind: MemoryKind
  let isWritable: Bool
  let kernel: any Kernel
  private let descriptor: OwnedFileDescriptor
  // The same memory as a memory file, where that was asked for.
  private let otherFace: OwnedFileDescriptor?
  /// How the CPU sees it, once it has looked; read on every access without a lock.
  let view = ReferenceSlot()
  /// Held by who maps it, so that it is mapped once.
  let making = Mutex(())

  /// Takes memory that must have at least `needed` bytes and stay out of child processes; names it.
  ///
  /// A name is a help, not a promise: a kernel that does not take it changes nothing.
  ///
  /// - Parameter memoryFile: the same memory as a memory file.
  init(
    _ descriptor: consuming OwnedFileDescriptor, needed: Bytes, name: String?,
    kind: MemoryKind = .dmaBuffer, isWritable: Bool = true,
    memoryFile: consuming OwnedFileDescriptor? = nil, kernel: any Kernel
  ) throws(AllocationError) {
    let real: UInt64
    let isCloseOnExec: Bool
    do {
      real = try DMABufferCalls.size(descriptor.rawValue, kernel: kernel)
      isCloseOnExec = try DescriptorFlags.isCloseOnExec(descriptor.rawValue, kernel: kernel)
    } catch {
      throw AllocationError(
        .systemCall, "a new buffer could not be looked at", step: .check, cause: error)
    }
    guard real >= needed.value else {
      throw AllocationError(
        .unexpectedResult, "a buffer of \(needed) was asked for and one of \(real) B was given",
        step: .check)
    }
    guard isCloseOnExec else {
      throw AllocationError(
        .unexpectedResult, "a buffer was given that child processes would inherit", step: .check)
    }
    if kind == .dmaBuffer, let name {
      _ = try? DMABufferCalls.name(descriptor.rawValue, name, kernel: kernel)
    }
    size = Bytes(real)
    self.kind = kind
    self.isWritable = isWritable
    self.kernel = kernel
    self.descriptor = descriptor
    otherFace = memoryFile
  }

  var rawDescriptor: CInt { descriptor.rawValue }

  func duplicatedDescriptor() throws(SystemCallError) -> OwnedFileDescriptor {
    try DescriptorFlags.duplicate(rawDescriptor, kernel: kernel)
  }

  /// A second descriptor of the same memory as a memory file; `nil` where it has no such face.
  func duplicatedMemoryFile() throws(SystemCallError) -> OwnedFileDescriptor? {
    if kind == .memoryFile { return try duplicatedDescriptor() }
    guard let number = otherFace.rawNumber else { return nil }
    return try DescriptorFlags.duplicate(number, kernel: kernel)
  }

  func identity() throws(SystemCallError) -> MemoryIdentity {
    switch kernel.status(of: rawDescriptor) {
    case .success(let status): return MemoryIdentity(status)
    case .failure(let errno): throw SystemCallError(call: "fstat", errno: errno)
    }
  }
}

extension Optional where Wrapped == OwnedFileDescriptor {
  /// The number of a descriptor that is there, borrowed.
  fileprivate var rawNumber: CInt? {
    switch self {
    case .some(let descriptor): descriptor.rawValue
    case .none: nil
    }
  }
}
