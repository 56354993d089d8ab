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
  private let mapping = Mutex<Mapping?>(nil)

  // A class, so that scopes on several threads share one mapping and the last one drops it.
  private final class Mapping: Sendable {
    let memory: MemoryMapping
    init(_ memory: consuming MemoryMapping) { self.memory = memory }
  }

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

  private func mapped() throws(AllocationError) -> Mapping {
    try mapping.withLock { slot throws(AllocationError) -> Mapping in
      if let known = slot { return known }
      guard let count = Int(exactly: size.value) else {
        throw AllocationError(
          .tooLarge, "a buffer of \(size) does not fit the address space", step: .map)
      }
      let mapping: Mapping
      do throws(SystemCallError) {
        mapping = Mapping(
          try MemoryMapping(rawDescriptor, count: count, writable: isWritable, kernel: kernel))
      } catch {
        throw AllocationError(
          .systemCall, "a buffer of \(size) could not be mapped", step: .map, cause: error)
      }
      slot = mapping
      return mapping
    }
  }

  /// Runs `body` on the bytes between the start and the end of a CPU access; the end comes also
  /// when `body` throws.
  func access<R>(
    _ direction: AccessDirection, _ body: (borrowing MemoryMapping) throws -> R
  ) throws -> R {
    guard isWritable || !direction.contains(.write) else {
      throw AllocationError(
        .invalidAccess, "the buffer was handed out for reading only", step: .access)
    }
    let mapping = try mapped()
    // No device reaches a memory file, so there is nothing to be coherent with.
    guard kind == .dmaBuffer else { return try body(mapping.memory) }
    do {
      try DMABufferCalls.beginAccess(rawDescriptor, direction, kernel: kernel)
    } catch {
      throw AllocationError(
        .systemCall, "CPU access could not begin", step: .access, cause: error)
    }
    let result = Result { try body(mapping.memory) }
    do {
      try DMABufferCalls.endAccess(rawDescriptor, direction, kernel: kernel)
    } catch {
      throw AllocationError(
        .systemCall, "CPU access could not end", step: .access, cause: error)
    }
    return try result.get()
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
