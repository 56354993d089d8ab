internal import Synchronization
internal import SystemPackage
public import TesseraKernel

/// An image buffer that devices share: its planes, its dma-bufs, and the device it came from.
///
/// Buffers are compared by identity, may be used from any thread, outlive their allocator, and give
/// back everything they own exactly once, when the last reference is gone.
public final class Buffer: Sendable {
  /// What was agreed, and what this buffer is.
  public var agreement: Agreement { shape.agreement }
  private let shape: BufferShape
  /// The planes: which dma-buf, where in it, which stride.
  public var planes: [AgreedPlane] { shape.planes }
  /// The allocator that made it.
  public var allocator: Name<Production> { shape.allocator }

  /// What a device may still do to new memory: for whoever does not respect the dma-bufs' own
  /// fences; `nil` where nothing was begun.
  public let initialFence: Fence?

  let memory: BufferMemory
  private let many: ManyBuffers?
  // What must not go before the buffer does, such as the open device.
  let owner: (any AnyObject & Sendable)?
  let isInitialFenceOver = Atomic<Bool>(false)
  let planeViews = PlaneViewSlots()
  let touched = Atomic<UInt64>(0)

  /// A buffer of one dma-buf.
  init(
    _ shape: BufferShape, memory: DMABuffer, owner: (any AnyObject & Sendable)? = nil,
    initialFence: Fence? = nil
  ) {
    self.shape = shape
    self.memory = .one(memory)
    many = nil
    self.owner = owner
    self.initialFence = initialFence
  }

  /// A buffer of as many dma-bufs as there are.
  init(
    _ shape: BufferShape, memory: [DMABuffer], owner: (any AnyObject & Sendable)? = nil,
    initialFence: Fence? = nil
  ) {
    self.shape = shape
    self.memory = BufferMemory(memory)
    many = memory.count > 1 ? ManyBuffers(memory) : nil
    self.owner = owner
    self.initialFence = initialFence
  }

  /// The same, for who has not made the shape for several.
  convenience init(
    _ plan: BufferPlan, planes: [AgreedPlane], memory: [DMABuffer], allocator: Name<Production>,
    owner: (any AnyObject & Sendable)?, initialFence: Fence? = nil
  ) {
    self.init(
      BufferShape(plan, planes, by: allocator), memory: memory, owner: owner,
      initialFence: initialFence)
  }

  /// For each dma-buf the one that stands for it: several descriptors may be of the same.
  var representatives: BufferMemory { many?.representatives ?? memory }
  /// Each dma-buf once.
  var distinctMemory: BufferMemory { many?.distinct ?? memory }

  /// How many dma-bufs carry the planes.
  public var dmaBufferCount: Int { memory.count }

  /// What carries the planes: dma-bufs, or memory files in their place.
  public var memoryKind: MemoryKind { memory.first?.kind ?? .memoryFile }

  /// The bytes of a dma-buf, as the kernel tells them: at least what was asked for.
  ///
  /// - Precondition: there is a dma-buf of this index.
  public func size(ofDMABuffer index: Int) -> Bytes { memory[index].size }

  /// Bytes that the CPU was given to read or write through this buffer's access scopes so far.
  public var bytesTouchedByCPU: Bytes { Bytes(touched.load(ordering: .relaxed)) }

  /// The descriptor of a dma-buf for as long as `body` runs; it stays this buffer's own.
  public func withDescriptor<R>(ofDMABuffer index: Int, _ body: (CInt) throws -> R) rethrows -> R {
    try body(memory[index].rawDescriptor)
  }

  /// A descriptor of a dma-buf for the caller to own, close-on-exec.
  public func duplicatedDescriptor(
    ofDMABuffer index: Int
  ) throws(SystemCallError) -> OwnedFileDescriptor {
    try memory[index].duplicatedDescriptor()
  }

  /// A descriptor of the same memory as a memory file, for the caller to own, such as for `wl_shm`;
  /// `nil` where the memory has no such face.
  ///
  /// Buffers of `UdmabufAllocator` have one where it was told to keep it.
  public func duplicatedMemoryFile(
    ofDMABuffer index: Int
  ) throws(SystemCallError) -> OwnedFileDescriptor? {
    try memory[index].duplicatedMemoryFile()
  }

  /// What tells a dma-buf from all others, by whatever descriptor it is reached.
  ///
  /// - Precondition: there is a dma-buf of this index.
  public func identity(ofDMABuffer index: Int) throws(SystemCallError) -> MemoryIdentity {
    try memory[index].identity()
  }
}

extension Buffer: Equatable, Hashable {
  /// Whether both are the same buffer, not merely alike.
  public static func == (left: Buffer, right: Buffer) -> Bool { left === right }
  /// Hashes the identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
