public import TesseraFormats

/// What an answer costs: bytes moved per frame, and penalties told by name.
public struct Cost: Hashable, Sendable {
  /// Bytes that all participants read or write for one frame.
  public var traffic: Bytes
  /// What was added on top, in bytes, each with its reason.
  public var penalties: [Penalty]

  /// One addition to the cost.
  public struct Penalty: Hashable, Sendable {
    /// Why, in words.
    public var reason: String
    /// How much, as bytes of traffic that would hurt as much.
    public var bytes: Bytes

    /// Takes a reason and a weight.
    public init(_ reason: String, _ bytes: Bytes) {
      self.reason = reason
      self.bytes = bytes
    }
  }

  /// Takes traffic and penalties.
  public init(traffic: Bytes, penalties: [Penalty] = []) {
    self.traffic = traffic
    self.penalties = penalties
  }

  /// Traffic and penalties together; the greatest number where they overflow.
  public var total: Bytes {
    penalties.reduce(traffic) { Self.sum($0, $1.bytes) }
  }
}

extension Cost {
  /// Two costs together; the greatest number where they overflow.
  static func sum(_ a: Bytes, _ b: Bytes) -> Bytes { a.adding(b) ?? Bytes(.max) }
}

/// A candidate as a cost model sees it.
public struct CostedCandidate: Sendable {
  /// The size of the image.
  public var extent: Extent
  /// The format and its layout.
  public var pair: FormatModifier
  /// What is known of the format.
  public var info: PixelFormatInfo
  /// Where the planes lie; `nil` where the driver decides.
  public var layout: PlannedLayout?
  /// Where the memory is.
  public var placement: Placement
  /// Whether the memory is one physically contiguous range.
  public var isContiguous: Bool
  /// How many participants touch every frame.
  public var participantCount: Int
  /// Whether somebody needs contiguous memory.
  public var needsContiguous: Bool
  /// How often the CPU touches the image.
  public var cpuAccess: CPUAccess
  /// How the CPU's caches may treat the memory.
  public var cacheModes: CacheModes
  /// Whether a device does not see the CPU's caches.
  public var needsSynchronisation: Bool
  /// The participants' own ranks of what was chosen, added up; 0 is best.
  public var preference: Int
}

/// A way to rank answers.
///
/// Costs never decide what is possible, only what is better. A larger layout of the same format must
/// not cost less than a smaller one: the engine does not look at layouts that are larger for nothing.
public protocol CostModel: Sendable {
  /// The cost of one candidate; lower is better.
  func cost(of candidate: CostedCandidate) -> Cost

  /// The total of `cost(of:)`, for which no reasons need to be found.
  func total(of candidate: CostedCandidate) -> Bytes

  /// A cost that no candidate is below whose format has the planes and the kind of components of
  /// `format`, in layouts that may compress or do not; the closer, the less the engine has to look at.
  ///
  /// Asked once for all formats that differ only in name and in the order of their components.
  func leastCost(
    of format: PixelFormatInfo, mayCompress: Bool, extent: Extent, participantCount: Int
  ) -> Bytes
}

extension CostModel {
  /// Adds up the cost.
  public func total(of candidate: CostedCandidate) -> Bytes { cost(of: candidate).total }

  /// Nothing is known to cost anything.
  public func leastCost(
    of format: PixelFormatInfo, mayCompress: Bool, extent: Extent, participantCount: Int
  ) -> Bytes {
    .zero
  }
}
