internal import SystemPackage
internal import TesseraKernel

/// Makes linear buffers of ordinary, sealed memory through `/dev/udmabuf`.
public struct UdmabufAllocator: Allocator {
  /// What is done beyond the ordinary.
  public struct Options: OptionSet, Hashable, Sendable {
    /// One bit each.
    public let rawValue: Int
    /// Takes the bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Each buffer keeps its memory file beside its dma-buf, for who wants to share the same memory
    /// as such: see `Buffer.duplicatedMemoryFile(ofDMABuffer:)`.
    public static let keepsMemoryFiles = Self(rawValue: 1)
    /// Memory comes in pages of 2 MiB, from the pool that the administrator set aside; since Linux
    /// 6.11.
    public static let hugePages = Self(rawValue: 2)
  }

  /// What this allocator can produce.
  public let production: Production
  /// What it does beyond the ordinary.
  public let options: Options
  let node: UdmabufNode
  private let identity = AllocatorIdentity()

  /// Opens `/dev/udmabuf`.
  public init(path: String = "/dev/udmabuf", options: Options = []) throws(DeviceError) {
    try self.init(path: path, options: options, kernel: LinuxKernel())
  }

  package init(
    path: String, options: Options = [], kernel: any Kernel
  ) throws(DeviceError) {
    do {
      node = try UdmabufNode(opening: path, kernel: kernel)
    } catch {
      throw DeviceError(.udmabuf, error, kernel: kernel)
    }
    self.options = options
    let limit = Self.limit(kernel: kernel)
    production = Production(
      options.contains(.hugePages) ? "udmabuf-huge" : "udmabuf", isContiguous: false,
      largestBuffer: limit?.size, rank: 2,
      evidence: Evidence(
        limit == nil ? .specification : .driverQuery, limit?.path ?? "pages of a memory file"))
  }

  /// The greatest buffer, and where that is read.
  ///
  /// It is what the module permits, and never more than there is: newer kernels permit everything,
  /// pin what is asked for page by page, and end processes when no page is left.
  static func limit(kernel: any Kernel) -> (size: Bytes, path: String)? {
    let permitted = UdmabufNode.sizeLimit(kernel: kernel).map {
      (size: Bytes($0), path: UdmabufNode.sizeLimitPath)
    }
    guard let total = FreeMemory(kernel: kernel)?.total else { return permitted }
    if let permitted, permitted.size <= total { return permitted }
    return (total, FreeMemory.path)
  }

  private var pages: MemoryFile.Pages { options.contains(.hugePages) ? .huge : .ordinary }

  /// Tells what one buffer as planned would be.
  public func preview(_ plan: BufferPlan) throws(AllocationError) -> BufferPreview {
    let (planes, sizes) = try wholePages(of: plan)
    return BufferPreview(planes: planes, sizes: sizes, production: production)
  }

  private func wholePages(
    of plan: BufferPlan
  ) throws(AllocationError) -> (planes: [AgreedPlane], sizes: [Bytes]) {
    let (planes, sizes) = try plan.plannedBuffers(for: production)
    let whole = try plan.pages(of: sizes, each: Bytes(UInt64(pages.size)))
    // The kernel counts whole pages, and what was planned is what the user knows.
    for (size, needed) in zip(sizes, whole) {
      if let limit = production.largestBuffer, needed > limit { throw tooLarge(size) }
    }
    return (planes, whole)
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
    // Huge pages were set aside beforehand.
    if pages == .ordinary {
      try FreeMemory.expectRoom(for: size, by: production.name, kernel: node.file.kernel)
      try GroupMemory.expectRoom(for: size, by: production.name, kernel: node.file.kernel)
    }
    let file = try memoryFile(size, plan)
    let descriptor: OwnedFileDescriptor
    do {
      descriptor = try node.create(memoryFile: file.rawValue, count: size.value)
    } catch {
      throw explained(error, size)
    }
    guard options.contains(.keepsMemoryFiles) else {
      return try DMABuffer(
        descriptor, needed: size, name: plan.name, kernel: node.file.kernelReference)
    }
    return try DMABuffer(
      descriptor, needed: size, name: plan.name, memoryFile: file, kernel: node.file.kernelReference
    )
  }

  private func memoryFile(
    _ size: Bytes, _ plan: BufferPlan
  ) throws(AllocationError) -> OwnedFileDescriptor {
    do {
      return try MemoryFile.make(
        name: DMABufferCalls.shortened(plan.name), count: Int(size.value), pages: pages,
        kernel: node.file.kernel)
    } catch {
      throw explained(error, size)
    }
  }
}
