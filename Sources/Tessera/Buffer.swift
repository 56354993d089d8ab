internal import Synchronization
internal import SystemPackage
public import TesseraKernel

/// An image buffer that devices share: its planes, its dma-bufs, and the device it came from.
///
/// Buffers are compared by identity, may be used from any thread, outlive their allocator, and give
/// back everything they own exactly once, when the last reference is gone.
public final class Buffer: Sendable {
  /// What was agreed, and what this buffer is.
  public var agreement: Agreement { shared.agreement }
  private let shared: SharedAgreement
  /// The planes: which dma-buf, where in it, which stride.
  public let planes: [AgreedPlane]
  /// The allocator that made it.
  public let allocator: Name<Production>

  /// What a device may still do to new memory: for whoever does not respect the dma-bufs' own
  /// fences; `nil` where nothing was begun.
  public let initialFence: Fence?

  let memory: [DMABuffer]
  /// For each dma-buf the one that stands for it: several descriptors may be of the same.
  let representatives: [DMABuffer]
  /// Each dma-buf once.
  let distinctMemory: [DMABuffer]
  // What must not go before the buffer does: the open device and the handle in it.
  let owner: (any Sendable)?
  let isInitialFenceOver = Atomic<Bool>(false)
  let planeViews = PlaneViewSlots()
  let touched = Atomic<UInt64>(0)

  init(
    _ plan: BufferPlan, planes: [AgreedPlane], memory: [DMABuffer], allocator: Name<Production>,
    owner: (any Sendable)?, initialFence: Fence? = nil
  ) {
    shared = plan.shared
    self.planes = planes
    self.memory = memory
    self.allocator = allocator
    self.owner = owner
    self.initialFence = initialFence
    let representatives = DMABuffer.representatives(of: memory)
    self.representatives = representatives
    guard memory.count > 1 else {
      distinctMemory = memory
      return
    }
    distinctMemory = representatives.indices.compactMap { index in
      let first = representatives.firstIndex { $0 === representatives[index] }
      return first == index ? representatives[index] : nil
    }
  }

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
