public import TesseraFormats

/// Why a candidate is not an agreement.
public enum Obstacle: Error, Hashable, Sendable {
  /// Somebody takes no buffer at all.
  case impossible
  /// Nobody knows how the format lies in memory.
  case unknownFormat
  /// The image has a size that somebody does not take.
  case imageSize
  /// No stride serves everybody in this plane.
  case stride(plane: Int)
  /// Planes must lie without a gap, yet this plane must start later.
  case planeGap(plane: Int)
  /// A number does not fit 64 bits.
  case layoutOverflow
  /// The buffer would be larger than somebody takes.
  case memorySize
  /// No number of dma-bufs serves everybody.
  case topology
  /// No number of buffers serves everybody.
  case count
  /// The allocator does not make this format in this layout.
  case notProduced
  /// The allocator does not make images of this size.
  case sizeNotProduced
  /// The allocator's buffers end below what is needed.
  case tooLarge(limit: Bytes)
  /// The memory must be contiguous and the allocator's is scattered.
  case scattered
  /// Somebody does not take buffers of this allocator.
  case notImported
}

extension Obstacle {
  /// Whether another allocator could do better; else the participants stand in their own way.
  public var isOfAllocator: Bool {
    switch self {
    case .notProduced, .sizeNotProduced, .tooLarge, .scattered, .notImported, .topology: true
    default: false
    }
  }
}

extension Obstacle: CustomStringConvertible {
  /// Half a sentence that follows "not, because".
  public var description: String {
    switch self {
    case .impossible: "somebody takes no buffer at all"
    case .unknownFormat: "the format's layout in memory is not known"
    case .imageSize: "the image size is not taken by everybody"
    case .stride(let plane): "no stride of plane \(plane) serves everybody"
    case .planeGap(let plane): "plane \(plane) cannot start where the one before it ends"
    case .layoutOverflow: "a size or a stride does not fit 64 bits"
    case .memorySize: "the buffer would be too large for somebody"
    case .topology: "the planes cannot be spread over dma-bufs in a way that everybody takes"
    case .count: "no number of buffers serves everybody"
    case .notProduced: "it does not make this format in this layout"
    case .sizeNotProduced: "it does not make images of this size"
    case .tooLarge(let limit): "its buffers end at \(limit)"
    case .scattered: "its memory is scattered and somebody needs it contiguous"
    case .notImported: "somebody does not take its buffers"
    }
  }
}
