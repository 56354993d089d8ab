internal import Synchronization
internal import SystemPackage
@_spi(Access) internal import TesseraKernel

/// How the CPU sees a dma-buf: its one mapping, and the ledger of those who use it.
@safe final class DMABufferView: Sendable {
  let mapping: MemoryMapping
  /// How scopes are opened and closed, reached without counting references; there as long as this is.
  nonisolated(unsafe) let path: UnsafeMutablePointer<AccessPath>
  /// `nil` for a memory file: no device reaches it, so there is nothing to be coherent with.
  private let ledger: AccessLedger?

  /// Maps as much as the descriptor allows: some exporters hand out descriptors for reading only.
  ///
  /// The descriptor is the buffer's, which owns this.
  init(_ buffer: DMABuffer) throws(AllocationError) {
    guard let count = Int(exactly: buffer.size.value) else {
      throw AllocationError(
        .tooLarge, "a buffer of \(buffer.size) does not fit the address space", step: .map)
    }
    let (descriptor, kernel) = (buffer.rawDescriptor, buffer.kernel)
    let isWritable: Bool
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
    ledger =
      if buffer.kind == .dmaBuffer {
        switch kernel.status(of: descriptor) {
        case .success(let file): .of(file)
        case .failure: AccessLedger()
        }
      } else {
        nil
      }
    unsafe path = .allocate(capacity: 1)
    unsafe path.initialize(
      to: AccessPath(
        AccessBracket(descriptor, kernel: kernel), ledger?.scopes, isWritable: isWritable))
  }

  deinit {
    unsafe path.deinitialize(count: 1)
    unsafe path.deallocate()
  }

  /// Opens a scope until an instant of the monotonic clock, which is `limit` after the wish.
  func begin(
    _ direction: AccessDirection, until deadline: UInt64? = nil, limit: Duration? = nil
  ) throws(AllocationError) {
    let answer = unsafe path.pointee.open(direction)
    guard answer != 0 else { return }
    unsafe try path.pointee.finish(direction, after: answer, until: deadline, limit: limit)
  }

  func end(_ direction: AccessDirection) throws(AllocationError) {
    let answer = unsafe path.pointee.close(direction)
    if answer < 0 { throw AccessPath.endFailure(answer) }
  }
}

extension DMABuffer {
  /// The mapping, made by the first who needs it; one that fails is tried again by the next.
  @inline(__always)
  func mapped() throws(AllocationError) -> DMABufferView {
    if let view = unsafe view.unretained(DMABufferView.self) {
      return unsafe view.takeUnretainedValue()
    }
    return try map()
  }

  private func map() throws(AllocationError) -> DMABufferView {
    try making.withLock { _ throws(AllocationError) in
      if let view = unsafe view.unretained(DMABufferView.self) {
        return unsafe view.takeUnretainedValue()
      }
      let made = try DMABufferView(self)
      return view.fill(made)
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
