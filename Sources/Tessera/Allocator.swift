/// Something that makes buffers.
///
/// An allocator is described to the engine by what it can produce, and makes what was agreed. It
/// may be let go at any time: its buffers live on.
public protocol Allocator: Sendable {
  /// What it can produce, as terms of the engine.
  var production: Production { get }

  /// Makes one buffer as planned, and checks what the driver gave before anyone sees it.
  func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer
}

/// What one buffer is to be.
public struct BufferPlan: Hashable, Sendable {
  /// The agreement that the buffer serves.
  public var agreement: Agreement
  /// The name set on its dma-bufs, for `/proc/*/fdinfo` and debugfs; at most 31 bytes are kept.
  public var name: String

  /// Plans a buffer.
  public init(_ agreement: Agreement, name: String = "tessera") {
    self.agreement = agreement
    self.name = name
  }
}

extension BufferPlan {
  /// The planes and the bytes of each dma-buf, for allocators that are told where planes lie.
  func plannedBuffers(
    for allocator: Name<Production>
  ) throws(AllocationError) -> (planes: [AgreedPlane], sizes: [Bytes]) {
    guard case .planned(let planes, let sizes) = agreement.layout else {
      throw AllocationError(
        .unsupportedLayout,
        "\(allocator) makes linear buffers only, and the agreement leaves the layout to a driver")
    }
    return (planes, sizes)
  }
}
