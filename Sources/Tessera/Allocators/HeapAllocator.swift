internal import TesseraKernel

/// Makes linear buffers from a DMA heap (`/dev/dma_heap/*`).
public struct HeapAllocator: Allocator {
  /// What this allocator can produce.
  public let production: Production
  private let node: HeapNode

  /// Opens a heap by its path.
  public init(path: String) throws(DeviceError) {
    try self.init(path: path, kernel: LinuxKernel())
  }

  package init(path: String, kernel: any Kernel) throws(DeviceError) {
    do {
      node = try HeapNode(opening: path, kernel: kernel)
    } catch {
      throw DeviceError(.heap, error)
    }
    let name = HeapName(path.split(separator: "/").last.map(String.init) ?? path)
    production = Production(
      Name("heap:\(name.rawValue)"), isContiguous: name.isContiguous, rank: 1,
      evidence: Evidence(.specification, "the kernel's naming rules for DMA heaps"))
  }

  /// Makes one buffer as planned.
  public func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let (planes, sizes) = try plan.plannedBuffers(for: production.name)
    var memory: [DMABuffer] = []
    for size in sizes {
      let descriptor: OwnedFileDescriptor
      do {
        descriptor = try node.allocate(size.value)
      } catch {
        throw AllocationError.allocating(size, by: production.name, error)
      }
      memory.append(
        try DMABuffer(descriptor, needed: size, name: plan.name, kernel: node.file.kernel))
    }
    return Buffer(plan, planes: planes, memory: memory, allocator: production.name, owner: nil)
  }
}

/// The name of a DMA heap, and what the kernel's naming rules say about its memory.
public struct HeapName: RawRepresentable, Hashable, Sendable {
  /// The last part of the path.
  public let rawValue: String
  /// Takes the last part of the path.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Takes the last part of the path.
  public init(_ text: String) { rawValue = text }

  /// The default CMA region's names through the kernel's history, today's first.
  static let defaultRegion = ["default_cma_region", "reserved", "linux,cma", "default-pool"]

  /// Whether its memory is physically contiguous; an unknown heap is taken to be scattered.
  public var isContiguous: Bool {
    Self.defaultRegion.contains(rawValue) || rawValue.hasSuffix("contiguous")
      || rawValue.hasPrefix("cma")
  }

  /// Drops the older names of a heap that is there under a newer one.
  static func withoutAliases(_ names: [HeapName]) -> [HeapName] {
    let present = defaultRegion.filter { name in names.contains { $0.rawValue == name } }
    let aliases = Set(present.dropFirst())
    return names.filter { !aliases.contains($0.rawValue) }
  }
}
