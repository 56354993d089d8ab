public import TesseraFormats

/// What an allocator can produce: its side of a negotiation.
public struct Production: Hashable, Sendable {
  /// What it is called in answers; unique in a problem.
  public var name: Name<Production>
  /// The device whose memory it is; `nil` for memory of the system.
  public var device: Device?
  /// The pairs it can make.
  public var formats: FormatTable
  /// The image sizes it can make.
  public var sizes: SizeDomain
  /// The strides it can be asked for.
  public var strides: StrideDomain
  /// The number of dma-bufs it can spread the planes over.
  public var topology: Topology
  /// Whether its memory is one physically contiguous range.
  public var isContiguous: Bool
  /// Where its memory is.
  public var placement: Placement
  /// Its memory lies below 2 to this power; 64 where nothing is promised.
  public var addressBits: Int
  /// How the CPU's caches treat its memory; empty where the CPU cannot reach it.
  public var cacheModes: CacheModes
  /// Whether its content is out of the CPU's reach.
  public var isProtected: Bool
  /// Whether others than its own device can import its buffers; where it has none, whether others
  /// than the CPU can.
  public var isExportable: Bool
  /// The greatest dma-buf it makes; `nil` for no limit that is known.
  public var largestBuffer: Bytes?
  /// Its place when costs are equal; lower comes first.
  public var rank: Int
  /// How this is known.
  public var evidence: Evidence
  /// What tables know of its memory beyond what was found out, each fact with its row.
  ///
  /// That it is contiguous, or below what address: ``QuirkTable`` adds them.
  public var known: [Constraint]

  /// Takes a description; what is left out is unlimited.
  public init(
    _ name: Name<Production>, device: Device? = nil,
    formats: FormatTable = .everyFormat(in: .only([.linear])), sizes: SizeDomain = .any,
    strides: StrideDomain = .any, topology: Topology = .any, isContiguous: Bool,
    placement: Placement = .system, addressBits: Int = 64, cacheModes: CacheModes = .cached,
    isProtected: Bool = false, isExportable: Bool = true, largestBuffer: Bytes? = nil,
    rank: Int = 0, evidence: Evidence, known: [Constraint] = []
  ) {
    self.name = name
    self.device = device
    self.formats = formats
    self.sizes = sizes
    self.strides = strides
    self.topology = topology
    self.isContiguous = isContiguous
    self.placement = placement
    self.addressBits = addressBits
    self.cacheModes = cacheModes
    self.isProtected = isProtected
    self.isExportable = isExportable
    self.largestBuffer = largestBuffer
    self.rank = rank
    self.evidence = evidence
    self.known = known
  }
}
