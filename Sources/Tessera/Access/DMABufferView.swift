internal import Synchronization
internal import SystemPackage
internal import TesseraKernel

/// How the CPU sees a dma-buf: its one mapping, and the ledger of those who use it.
final class DMABufferView: Sendable {
  let mapping: MemoryMapping
  let isWritable: Bool
  /// `nil` for a memory file: no device reaches it, so there is nothing to be coherent with.
  private let ledger: AccessLedger?
  private let bracket: AccessBracket

  /// Maps as much as the descriptor allows: some exporters hand out descriptors for reading only.
  ///
  /// The descriptor is the buffer's, which owns this.
  init(_ buffer: DMABuffer) throws(AllocationError) {
    guard let count = Int(exactly: buffer.size.value) else {
      throw AllocationError(
        .tooLarge, "a buffer of \(buffer.size) does not fit the address space", step: .map)
    }
    let (descriptor, kernel) = (buffer.rawDescriptor, buffer.kernel)
    bracket = AccessBracket(descriptor, kernel: kernel)
    do {
      isWritable =
        buffer.isWritable ? try DMABufferCalls.isWritable(descriptor, kernel: kernel) : false
      mapping = try MemoryMapping(
        descriptor, count: count, writable: isWritable, kernel: kernel)
    } catch {
      // Some drivers take the memory only now.
      throw AllocationError(
        error.errno == .noMemory ? .outOfMemory : .systemCall,
        "a buffer of \(buffer.size) could not be mapped", step: .map, cause: error)
    }
    guard buffer.kind == .dmaBuffer else {
      ledger = nil
      return
    }
    ledger =
      switch kernel.status(of: descriptor) {
      case .success(let file): .of(file)
      case .failure: AccessLedger()
      }
  }

  @inline(__always)
  func begin(_ direction: AccessDirection) throws(AllocationError) {
    guard isWritable || !direction.contains(.write) else {
      throw AllocationError(
        .notPermitted,
        "the buffer can only be read: its descriptor was exported without the right to write",
        step: .access)
    }
    do {
      try ledger?.enter(direction, bracket)
    } catch {
      throw AllocationError(.systemCall, "CPU access could not begin", step: .access, cause: error)
    }
  }

  @inline(__always)
  func end(_ direction: AccessDirection) throws(AllocationError) {
    do {
      try ledger?.leave(direction, bracket)
    } catch {
      throw AllocationError(.systemCall, "CPU access could not end", step: .access, cause: error)
    }
  }
}

/// A place for the view, empty until it is filled, once; read without a lock.
///
/// Every access reads it. The library's own `AtomicLazyReference` does the same and looks up type
/// metadata on the way, a fifth of an access's instructions.
@safe struct DMABufferViewSlot: ~Copyable, Sendable {
  private let reference = unsafe Atomic<Unmanaged<DMABufferView>?>(nil)

  borrowing func load() -> DMABufferView? {
    unsafe reference.load(ordering: .acquiring)?.takeUnretainedValue()
  }

  /// - Precondition: it is empty, and nobody else fills it.
  borrowing func fill(_ view: DMABufferView) {
    unsafe reference.store(Unmanaged.passRetained(view), ordering: .releasing)
  }

  deinit { unsafe reference.load(ordering: .acquiring)?.release() }
}

extension DMABuffer {
  /// The mapping, made by the first who needs it; one that fails is tried again by the next.
  @inline(__always)
  func mapped() throws(AllocationError) -> DMABufferView {
    if let view = view.load() { return view }
    return try map()
  }

  private func map() throws(AllocationError) -> DMABufferView {
    try making.withLock { _ throws(AllocationError) in
      if let view = view.load() { return view }
      let made = try DMABufferView(self)
      view.fill(made)
      return made
    }
  }

  /// For each descriptor the first of the same dma-buf, which is told by its inode.
  static func representatives(of memory: [DMABuffer]) -> [DMABuffer] {
    guard memory.count > 1 else { return memory }
    var known: [MemoryIdentity: DMABuffer] = [:]
    return memory.map { buffer in
      guard case .success(let file) = buffer.kernel.status(of: buffer.rawDescriptor) else {
        return buffer
      }
      let identity = MemoryIdentity(file)
      if let first = known[identity] { return first }
      known[identity] = buffer
      return buffer
    }
  }
}
