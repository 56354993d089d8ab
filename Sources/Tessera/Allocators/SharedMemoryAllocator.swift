internal import SystemPackage
internal import TesseraKernel

/// Makes linear buffers of memory files (`memfd`): the last resort, which needs no device.
///
/// The CPU and other processes share such a buffer and devices do not: no driver imports it, and its
/// `Production` says so. It can never shrink, and all its pages are taken when it is made, so whoever maps
/// it is safe: where memory is short, `allocate` says so, and nobody is ended while writing.
public struct SharedMemoryAllocator: Allocator {
  /// What this allocator can produce.
  public let production: Production
  private let kernel: any Kernel
  private let identity = AllocatorIdentity()

  /// What it is called.
  public static let name: Name<Production> = "shared-memory"

  /// Makes the allocator; there is nothing to open.
  public init() { self.init(kernel: LinuxKernel()) }

  package init(kernel: any Kernel) {
    self.kernel = kernel
    production = Production(
      Self.name, isContiguous: false, isExportable: false, rank: 8,
      evidence: Evidence(.specification, "memory files are the CPU's alone"))
  }

  /// Tells what one buffer as planned would be.
  public func preview(_ plan: BufferPlan) throws(AllocationError) -> BufferPreview {
    let (planes, sizes) = try wholePages(of: plan)
    return BufferPreview(planes: planes, sizes: sizes, production: production)
  }

  private func wholePages(
    of plan: BufferPlan
  ) throws(AllocationError) -> (planes: [AgreedPlane], sizes: [Bytes]) {
    let (planes, sizes) = try plan.plannedBuffers(for: production)
    return (planes, try plan.pages(of: sizes, each: Bytes(UInt64(MemoryFile.pageSize))))
  }

  /// Makes one buffer as planned.
  public func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    try plan.buffer(by: identity, called: production.name) { () throws(AllocationError) in
      try wholePages(of: plan)
    } making: { size throws(AllocationError) in
      try make(size, plan)
    }
  }

  private func make(_ size: Bytes, _ plan: BufferPlan) throws(AllocationError) -> DMABuffer {
    try FreeMemory.expectRoom(for: size, by: production.name, kernel: kernel)
    try GroupMemory.expectRoom(for: size, by: production.name, kernel: kernel)
    let file: OwnedFileDescriptor
    do {
      file = try memoryFile(size, plan)
    } catch {
      throw AllocationError.allocating(size, by: production.name, error, kernel: kernel)
    }
    return try DMABuffer(
      file, needed: size, name: nil, kind: .memoryFile, kernel: KernelReference(kernel))
  }

  private func memoryFile(
    _ size: Bytes, _ plan: BufferPlan
  ) throws(SystemCallError) -> OwnedFileDescriptor {
    let count = Int(size.value)
    let file = try MemoryFile.make(
      name: DMABufferCalls.shortened(plan.name), count: count, kernel: kernel)
    try MemoryFile.reserve(file, count: count, kernel: kernel)
    return file
  }
}
