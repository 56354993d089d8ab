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
    penalties.reduce(traffic) { $0.adding($1.bytes) ?? Bytes(.max) }
  }
}

/// A candidate as a cost model sees it.
public struct CostedCandidate: Sendable {
  /// The size of the image.
  public var extent: Extent
  /// The format and its layout.
  public var pair: FormatModifier
  /// Where the planes lie.
  public var layout: AgreedLayout
  /// Who would make it.
  public var allocator: Production
  /// How many participants touch every frame.
  public var participantCount: Int
  /// Whether somebody needs contiguous memory.
  public var needsContiguous: Bool
}

/// A way to rank answers.
///
/// Costs never decide what is possible, only what is better.
public protocol CostModel: Sendable {
  /// The cost of one candidate; lower is better.
  func cost(of candidate: CostedCandidate) -> Cost
}

/// The default: bytes moved per frame, with penalties for what a picture or a machine loses.
///
/// - Each participant moves every byte of the image once; stride padding is not moved.
/// - A format without colour costs 8 bytes per pixel and participant more, one with fewer than 8
///   bits per component 4 more: no saving of traffic is worth a worse picture.
/// - An alpha channel that nobody asked for costs a sixteenth of a byte per pixel: it must be ignored.
/// - Contiguous memory that nobody needs costs its own size: the pool it comes from is small.
/// - Padding costs a sixteenth of its bytes.
public struct TrafficCostModel: CostModel {
  /// Makes the model; it has no settings.
  public init() {}

  /// Adds up the traffic and the penalties above.
  public func cost(of candidate: CostedCandidate) -> Cost {
    let limit = Bytes(.max)
    let users = UInt64(candidate.participantCount)
    let pixels =
      Bytes(candidate.extent.width.value).multiplied(by: candidate.extent.height.value) ?? limit
    let frame =
      LinearLayout(format: candidate.pair.format, extent: candidate.extent)?.totalSize ?? pixels
    var penalties: [Cost.Penalty] = []
    func add(_ reason: String, _ bytes: Bytes?) {
      let bytes = bytes ?? limit
      if bytes > 0 { penalties.append(Cost.Penalty(reason, bytes)) }
    }
    if let info = candidate.pair.format.info {
      if info.isGreyscale || info.isIndexed {
        add("no colour", pixels.multiplied(by: 8)?.multiplied(by: users))
      } else if info.bitsPerComponent < 8 {
        add("fewer than 8 bits per component", pixels.multiplied(by: 4)?.multiplied(by: users))
      }
      if info.hasAlpha { add("an alpha channel to ignore", Bytes(pixels.value / 16)) }
    }
    if case .planned(_, let size) = candidate.layout {
      if candidate.allocator.isContiguous && !candidate.needsContiguous {
        add("contiguous memory that nobody needs", size)
      }
      add("padding", size.subtracting(frame).map { Bytes($0.value / 16) } ?? .zero)
    }
    return Cost(traffic: frame.multiplied(by: users) ?? limit, penalties: penalties)
  }
}
