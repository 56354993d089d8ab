public import TesseraFormats

/// Why a candidate is not an agreement.
public enum Obstacle: Error, Hashable, Sendable {
  /// Somebody takes no buffer at all.
  case impossible
  /// Somebody does not take this format in this layout.
  case notTaken
  /// Nobody knows how the format lies in memory.
  case unknownFormat
  /// The image, or a size that the buffer must hold as well, is not taken by everybody.
  case imageSize
  /// No stride serves everybody in this plane.
  case stride(plane: Int)
  /// Planes must lie without a gap, yet this plane must start later.
  case planeGap(plane: Int)
  /// Two participants count the layout's memory planes differently.
  case planeCount
  /// A number does not fit 64 bits.
  case layoutOverflow
  /// The buffer would be larger than somebody takes.
  case memorySize
  /// The participants cannot agree on how many dma-bufs carry the planes.
  case topology
  /// The allocator cannot spread the planes as the participants need it.
  case topologyNotProduced
  /// No number of buffers serves everybody.
  case count
  /// The participants give the numbers in the image different meanings.
  case colour
  /// The allocator does not make this format in this layout.
  case notProduced
  /// The allocator does not make images of this size.
  case sizeNotProduced
  /// The allocator's buffers end below what is needed.
  case tooLarge(limit: Bytes)
  /// The memory must be contiguous and the allocator's is scattered.
  case scattered
  /// The allocator's memory may lie above what a device reaches.
  case outOfReach(bits: Int)
  /// The allocator's memory is where a device does not reach.
  case misplaced
  /// The CPU's caches treat the allocator's memory as somebody cannot take it.
  case cacheMode
  /// Somebody needs protected memory, or must not have it.
  case protection
  /// The allocator's buffers are for its own device only.
  case notExported
  /// Somebody does not take buffers of this allocator.
  case notImported
  /// The offers can be combined in more ways than were allowed to be looked at.
  case tooManyChoices(limit: Int)
}

extension Obstacle {
  /// Whether another allocator could do better; else the participants stand in their own way.
  public var isOfAllocator: Bool {
    switch self {
    case .topologyNotProduced, .notProduced, .sizeNotProduced, .tooLarge, .scattered, .outOfReach,
      .misplaced, .cacheMode, .protection, .notExported, .notImported:
      true
    default: false
    }
  }
}

extension Obstacle {
  /// Which of several obstacles of one participant is told: the lower the more it explains.
  var weight: Int {
    switch self {
    case .impossible: 0
    case .notTaken: 1
    case .unknownFormat: 2
    case .imageSize: 3
    case .stride(let plane): 4 + plane
    case .topology: 10
    case .planeCount: 11
    case .count: 12
    case .colour: 13
    case .cacheMode: 14
    case .layoutOverflow: 15
    default: 16
    }
  }
}

extension Obstacle: CustomStringConvertible {
  /// Half a sentence that follows "not, because".
  public var description: String {
    switch self {
    case .impossible: "somebody takes no buffer at all"
    case .notTaken: "the format is not taken in this layout by everybody"
    case .unknownFormat: "the format's layout in memory is not known"
    case .imageSize: "the image size is not taken by everybody"
    case .stride(let plane): "no stride of plane \(plane) serves everybody"
    case .planeGap(let plane): "plane \(plane) cannot start where the one before it ends"
    case .planeCount: "the layout's memory planes are counted differently"
    case .layoutOverflow: "a size or a stride does not fit 64 bits"
    case .memorySize: "the buffer would be too large for somebody"
    case .topology: "the planes cannot be spread over dma-bufs in a way that everybody takes"
    case .topologyNotProduced: "it does not spread planes over dma-bufs as is needed"
    case .count: "no number of buffers serves everybody"
    case .colour: "the numbers in the image would mean different things"
    case .notProduced: "it does not make this format in this layout"
    case .sizeNotProduced: "it does not make images of this size"
    case .tooLarge(let limit): "its buffers end at \(limit)"
    case .scattered: "its memory is scattered and somebody needs it contiguous"
    case .outOfReach(let bits): "its memory may lie above 2^\(bits), which a device does not reach"
    case .misplaced: "its memory is where a device does not reach"
    case .cacheMode: "the CPU's caches treat its memory as somebody cannot take it"
    case .protection: "its protection is not what somebody needs"
    case .notExported: "its buffers are for its own device only"
    case .notImported: "somebody does not take its buffers"
    case .tooManyChoices(let limit):
      "the offers can be combined in more than \(limit) ways, and no more were to be looked at"
    }
  }
}
