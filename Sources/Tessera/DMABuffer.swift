internal import Synchronization
internal import SystemPackage
internal import TesseraKernel

/// One dma-buf, or one memory file in its place: its descriptor, its size, and at most one mapping.
final class DMABuffer: Sendable {
  let size: Bytes
  let kind: MemoryKind
  let isWritable: Bool
  let kernelReference: KernelReference
  private let memory: NewMemory
  // The same memory as a memory file, where that was asked for.
  private let otherFace: OwnedFileDescriptor?
  /// How the CPU sees it, once it has looked; read on every access without a lock.
  let view = ReferenceSlot()
  /// Held by who maps it, so that it is mapped once.
  let making = Mutex(())

  /// Takes memory that must have at least `needed` bytes and stay out of child processes; names it.
  ///
  /// - Parameter memoryFile: the same memory as a memory file.
  convenience init(
    _ descriptor: consuming OwnedFileDescriptor, needed: Bytes, name: String?,
    kind: MemoryKind = .dmaBuffer, isWritable: Bool = true,
    memoryFile: consuming OwnedFileDescriptor? = nil, kernel: KernelReference
  ) throws(AllocationError) {
    let memory: NewMemory
    do {
      memory =
        switch kind {
        case .memoryFile: try NewMemory(memoryFile: descriptor, kernel: kernel)
        case .dmaBuffer: try NewMemory(descriptor, kernel: kernel)
        }
    } catch {
      throw Self.unknown(error)
    }
    if kind == .dmaBuffer, let name { memory.name(name, kernel: kernel) }
    try self.init(
      memory, needed: needed, kind: kind, isWritable: isWritable, memoryFile: memoryFile,
      kernel: kernel)
  }

  /// Takes memory that was looked at.
  init(
    _ memory: consuming NewMemory, needed: Bytes, kind: MemoryKind = .dmaBuffer,
    isWritable: Bool = true, memoryFile: consuming OwnedFileDescriptor? = nil,
    kernel: KernelReference
  ) throws(AllocationError) {
    guard memory.size >= needed.value else {
      throw AllocationError(
        .unexpectedResult,
        "a buffer of \(needed) was asked for and one of \(memory.size) B was given", step: .check)
    }
    guard memory.isCloseOnExec else {
      throw AllocationError(
        .unexpectedResult, "a buffer was given that child processes would inherit", step: .check)
    }
    size = Bytes(memory.size)
    self.kind = kind
    self.isWritable = isWritable
    kernelReference = kernel
    self.memory = memory
    otherFace = memoryFile
  }

  static func unknown(_ cause: SystemCallError) -> AllocationError {
    AllocationError(
      .systemCall, "a new buffer could not be looked at", step: .check, cause: cause)
  }

  var rawDescriptor: CInt { memory.rawDescriptor }
  var kernel: any Kernel { kernelReference.kernel }

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
