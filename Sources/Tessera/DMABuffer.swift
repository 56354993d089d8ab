internal import Synchronization
internal import SystemPackage
internal import TesseraKernel

/// One dma-buf: its descriptor, its size, and at most one mapping.
final class DMABuffer: Sendable {
  let size: Bytes
  let kernel: any Kernel
  private let descriptor: OwnedFileDescriptor
  private let mapping = Mutex<Mapping?>(nil)

  // A class, so that scopes on several threads share one mapping and the last one drops it.
  private final class Mapping: Sendable {
    let memory: MemoryMapping
    init(_ memory: consuming MemoryMapping) { self.memory = memory }
  }

  /// Takes a dma-buf that must have at least `needed` bytes; names it.
  ///
  /// A name is a help, not a promise: a kernel that does not take it changes nothing.
  init(
    _ descriptor: consuming OwnedFileDescriptor, needed: Bytes, name: String, kernel: any Kernel
  ) throws(AllocationError) {
    let real: UInt64
    do {
      real = try DMABufferCalls.size(descriptor.rawValue, kernel: kernel)
    } catch {
      throw AllocationError(
        .systemCall, "the size of a new buffer could not be read", cause: error)
    }
    guard real >= needed.value else {
      throw AllocationError(
        .unexpectedResult, "a buffer of \(needed) was asked for and one of \(real) B was given")
    }
    _ = try? DMABufferCalls.name(descriptor.rawValue, name, kernel: kernel)
    size = Bytes(real)
    self.kernel = kernel
    self.descriptor = descriptor
  }

  var rawDescriptor: CInt { descriptor.rawValue }

  func duplicatedDescriptor() throws(SystemCallError) -> OwnedFileDescriptor {
    try descriptor.duplicated()
  }

  private func mapped() throws(AllocationError) -> Mapping {
    try mapping.withLock { slot throws(AllocationError) -> Mapping in
      if let known = slot { return known }
      guard let count = Int(exactly: size.value) else {
        throw AllocationError(.tooLarge, "a buffer of \(size) does not fit the address space")
      }
      let mapping: Mapping
      do throws(SystemCallError) {
        mapping = Mapping(
          try MemoryMapping(rawDescriptor, count: count, writable: true, kernel: kernel))
      } catch {
        throw AllocationError(.systemCall, "a buffer of \(size) could not be mapped", cause: error)
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
    let mapping = try mapped()
    do {
      try DMABufferCalls.beginAccess(rawDescriptor, direction, kernel: kernel)
    } catch {
      throw AllocationError(.systemCall, "CPU access could not begin", cause: error)
    }
    let result = Result { try body(mapping.memory) }
    do {
      try DMABufferCalls.endAccess(rawDescriptor, direction, kernel: kernel)
    } catch {
      throw AllocationError(.systemCall, "CPU access could not end", cause: error)
    }
    return try result.get()
  }
}
