internal import TesseraKernel

/// Makes linear buffers from a DMA heap (`/dev/dma_heap/*`).
public final class HeapAllocator: Allocator {
  /// What this allocator can produce.
  public let production: Production
  /// The heap by its own name, whatever link it was reached by.
  public let heap: HeapName
  private let node: HeapNode
  private let identity = AllocatorIdentity()

  /// Opens a heap by its path, which may be a link that a vendor put there.
  public convenience init(path: String) throws(DeviceError) {
    try self.init(path: path, kernel: LinuxKernel())
  }

  package init(path: String, kernel: any Kernel) throws(DeviceError) {
    do {
      node = try HeapNode(opening: path, kernel: kernel)
    } catch {
      throw DeviceError(.heap, error, kernel: kernel)
    }
    let own = kernel.devices.device(atNode: path)?.path ?? path
    heap = HeapName(own.lastComponent)
    production = Production(
      Name("heap:\(heap.rawValue)"), isContiguous: heap.isContiguous, placement: heap.placement,
      addressBits: heap.addressBits, cacheModes: heap.cacheModes, isProtected: heap.isProtected,
      rank: heap.rank,
      evidence: Evidence(.specification, "the kernel's naming rules for DMA heaps"))
  }

  /// Tells what one buffer as planned would be.
  public func preview(_ plan: BufferPlan) throws(AllocationError) -> BufferPreview {
    let (planes, sizes) = try plan.plannedBuffers(for: production)
    return BufferPreview(
      planes: planes,
      sizes: try plan.pages(of: sizes, each: Bytes(UInt64(MemoryFile.pageSize))),
      production: production)
  }

  /// Makes one buffer as planned.
  public func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    try plan.buffer(by: identity, called: production.name) { () throws(AllocationError) in
      let planned = try plan.plannedBuffers(for: production)
      _ = try plan.pages(of: planned.sizes, each: Bytes(UInt64(MemoryFile.pageSize)))
      return planned
    } making: { size throws(AllocationError) in
      try make(size, plan)
    }
  }

  private func make(_ size: Bytes, _ plan: BufferPlan) throws(AllocationError) -> DMABuffer {
    if !production.isContiguous {
      try FreeMemory.expectRoom(for: size, by: production.name, kernel: node.file.kernel)
    }
    let descriptor: OwnedFileDescriptor
    do {
      descriptor = try node.allocate(size.value)
    } catch {
      throw AllocationError.allocating(
        size, by: production.name, error, isContiguous: production.isContiguous,
        kernel: node.file.kernel)
    }
    return try DMABuffer(
      descriptor, needed: size, name: plan.name, kernel: node.file.kernelReference)
  }
}
