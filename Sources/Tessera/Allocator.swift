/// Something that makes buffers.
///
/// An allocator is described to the engine by what it can produce, and makes what was agreed. It
/// may be let go at any time: its buffers live on.
public protocol Allocator: Sendable {
  /// What it can produce, as terms of the engine.
  var production: Production { get }

  /// Tells what one buffer as planned would be, without making it, as far as that can be told.
  ///
  /// - Throws: what stands in the way already now.
  func preview(_ plan: BufferPlan) throws(AllocationError) -> BufferPreview

  /// Makes one buffer as planned, and checks what the driver gave before anyone sees it.
  func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer
}

extension Allocator {
  /// Tells what was planned; for allocators whose drivers decide, this cannot be told beforehand.
  public func preview(_ plan: BufferPlan) throws(AllocationError) -> BufferPreview {
    let (planes, sizes) = try plan.plannedBuffers(for: production)
    if let limit = production.largestBuffer, let size = sizes.first(where: { $0 > limit }) {
      throw AllocationError(
        .tooLarge, "\(production.name) makes buffers up to \(limit) and \(size) is needed",
        step: .plan)
    }
    return BufferPreview(planes: planes, sizes: sizes, production: production)
  }
}

/// What one buffer would be.
public struct BufferPreview: Hashable, Sendable {
  /// Where its planes would lie.
  public var planes: [AgreedPlane]
  /// The bytes of each dma-buf: at least so many.
  public var sizes: [Bytes]
  /// The memory: where it is, whether it is one range, how the CPU's caches treat it.
  public var production: Production

  /// Takes a layout and who would make it.
  public init(planes: [AgreedPlane], sizes: [Bytes], production: Production) {
    self.planes = planes
    self.sizes = sizes
    self.production = production
  }
}
