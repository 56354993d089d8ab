public import TesseraFormats

/// The default: bytes moved per frame, with penalties for what a picture or a machine loses.
///
/// - Each participant moves every byte of the image once; stride padding is not moved. A compressed
///   layout moves half of them: what it saves depends on the picture, and half is what vendors
///   promise of ordinary ones.
/// - A format without colour costs 8 bytes per pixel and participant more, one with fewer than 8
///   bits per component 4 more: no saving of traffic is worth a worse picture.
/// - An alpha channel that nobody asked for costs a sixteenth of a byte per pixel: it must be ignored.
/// - Contiguous memory that nobody needs costs its own size: the pool it comes from is small.
/// - Padding costs a sixteenth of its bytes.
/// - A CPU that reads every frame pays the frame eightfold in uncached memory and fourfold in
///   write-combined memory, and once more for cache maintenance when a device does not see its
///   caches; a CPU that looks now and then pays an eighth of that.
/// - Each step down a participant's own order of preference costs one frame: about the copy that a
///   worse choice brings with it.
public struct TrafficCostModel: CostModel {
  /// Makes the model; it has no settings.
  public init() {}

  /// Adds up the traffic and the penalties above.
  public func cost(of candidate: CostedCandidate) -> Cost {
    var cost = Cost(traffic: Self.traffic(candidate))
    Self.eachPenalty(of: candidate) { cost.penalties.append(Cost.Penalty($0, $1)) }
    return cost
  }

  /// The same sum, and no heap memory for its reasons.
  public func total(of candidate: CostedCandidate) -> Bytes {
    var total = Self.traffic(candidate)
    Self.eachPenalty(of: candidate) { total = Cost.sum(total, $1) }
    return total
  }

  /// The traffic, as if compressed where a layout may compress, and what the format itself costs.
  public func leastCost(
    of format: PixelFormatInfo, mayCompress: Bool, extent: Extent, participantCount: Int
  ) -> Bytes {
    let pixels = Self.pixels(extent)
    var total = Self.traffic(
      Self.frame(format, extent), users: participantCount, isCompressed: mayCompress)
    Self.eachLoss(of: format, pixels: pixels, users: participantCount) {
      total = Cost.sum(total, $1)
    }
    return total
  }

  private static func pixels(_ extent: Extent) -> Bytes {
    Bytes(extent.width.value).multiplied(by: extent.height.value) ?? Bytes(.max)
  }

  /// The bytes of the image itself; of a format that is never linear, a byte a pixel.
  private static func frame(_ info: PixelFormatInfo, _ extent: Extent) -> Bytes {
    guard info.isLinearRepresentable else { return pixels(extent) }
    return info.tightSize(of: extent) ?? Bytes(.max)
  }

  private static func traffic(_ candidate: CostedCandidate) -> Bytes {
    traffic(
      frame(candidate.info, candidate.extent), users: candidate.participantCount,
      isCompressed: candidate.pair.modifier.isCompressed)
  }

  private static func traffic(_ frame: Bytes, users: Int, isCompressed: Bool) -> Bytes {
    let moved = frame.multiplied(by: UInt64(users)) ?? Bytes(.max)
    return isCompressed ? Bytes(moved.value / 2) : moved
  }

  /// Tells each penalty that is not zero.
  private static func eachPenalty(
    of candidate: CostedCandidate, _ tell: (String, Bytes) -> Void
  ) {
    func add(_ reason: String, _ bytes: Bytes?, divisor: UInt64 = 1) {
      let bytes = Bytes((bytes ?? Bytes(.max)).value / divisor)
      if bytes > 0 { tell(reason, bytes) }
    }
    let frame = frame(candidate.info, candidate.extent)
    eachLoss(
      of: candidate.info, pixels: pixels(candidate.extent), users: candidate.participantCount,
      tell)
    if let size = candidate.layout?.size {
      if candidate.isContiguous && !candidate.needsContiguous {
        add("contiguous memory that nobody needs", size)
      }
      // Rounded up: the least padding costs something.
      if let padding = size.subtracting(frame), padding > .zero {
        add("padding", Bytes((padding.value - 1) / 16 + 1))
      }
    }
    let share: UInt64 = candidate.cpuAccess == .often ? 1 : 8
    if candidate.cpuAccess != .none {
      if !candidate.cacheModes.contains(.cached) {
        let factor: UInt64 = candidate.cacheModes.contains(.writeCombined) ? 4 : 8
        add("CPU access to uncached memory", frame.multiplied(by: factor), divisor: share)
      } else if candidate.needsSynchronisation {
        add("cache maintenance", frame, divisor: share)
      }
    }
    if candidate.preference > 0 {
      add("not preferred", frame.multiplied(by: UInt64(candidate.preference)))
    }
  }

  /// Tells what a picture loses in a format, and what to ignore costs.
  private static func eachLoss(
    of info: PixelFormatInfo, pixels: Bytes, users: Int, _ tell: (String, Bytes) -> Void
  ) {
    func lose(_ reason: String, _ weight: UInt64) {
      let bytes = pixels.multiplied(by: weight)?.multiplied(by: UInt64(users)) ?? Bytes(.max)
      if bytes > 0 { tell(reason, bytes) }
    }
    if info.isGreyscale || info.isIndexed {
      lose("no colour", 8)
    } else if info.bitsPerComponent < 8 {
      lose("fewer than 8 bits per component", 4)
    }
    let ignored = Bytes(pixels.value / 16)
    if info.hasAlpha, ignored > 0 { tell("an alpha channel to ignore", ignored) }
  }
}

extension LayoutModifier {
  /// Whether the layout compresses; what a device keeps to itself is taken not to.
  var isCompressed: Bool { explicitModifier?.isCompressed == true }
}

extension Modifier {
  /// Whether the layout compresses, as its vendor defines it in `drm_fourcc.h`.
  var isCompressed: Bool {
    switch vendor {
    case .intel:
      // All but the four plain tilings carry compression control data.
      ![.intelXTiled, .intelYTiled, .intelYfTiled, .intel4Tiled].contains(self) && value < 32
    // The bit that says DCC.
    case .amd: value & 1 << 13 != 0
    // The type nibble: 0 is AFBC, 2 is AFRC.
    case .arm: value >> 52 & 0xf != 1
    case .amlogic: true
    case .qualcomm: self == .qualcommCompressed
    case .apple: self == .appleGPUTiledCompressed
    // Block-linear with a compression type.
    case .nvidia: value & 0x10 != 0 && value >> 23 & 0x7 != 0
    case .vivante: value >> 48 & 0xff != 0
    default: false
    }
  }
}
