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
    let frame = Self.frame(candidate.pair.format.info, candidate.extent)
    var tally = Tally()
    tally.addFormat(
      candidate.pair.format, pixels: Self.pixels(candidate.extent),
      users: candidate.participantCount)
    if let size = candidate.layout.size {
      if candidate.allocator.isContiguous && !candidate.needsContiguous {
        tally.add("contiguous memory that nobody needs", size)
      }
      // Rounded up: the least padding costs something.
      if let padding = size.subtracting(frame), padding > .zero {
        tally.add("padding", Bytes((padding.value - 1) / 16 + 1))
      }
    }
    let share: UInt64 = candidate.cpuAccess == .often ? 1 : 8
    if candidate.cpuAccess != .none {
      if !candidate.cacheModes.contains(.cached) {
        let factor: UInt64 = candidate.cacheModes.contains(.writeCombined) ? 4 : 8
        tally.add("CPU access to uncached memory", frame.multiplied(by: factor), divisor: share)
      } else if candidate.needsSynchronisation {
        tally.add("cache maintenance", frame, divisor: share)
      }
    }
    if candidate.preference > 0 {
      tally.add("not preferred", frame.multiplied(by: UInt64(candidate.preference)))
    }
    return Cost(
      traffic: Self.traffic(candidate.pair, frame, users: candidate.participantCount),
      penalties: tally.penalties)
  }

  /// The traffic, as if compressed where a layout compresses, and what the format itself costs.
  public func leastCost(
    of format: PixelFormat, in layouts: [LayoutModifier], extent: Extent, participantCount: Int
  ) -> Bytes {
    guard let info = format.info else { return .zero }
    let users = UInt64(participantCount)
    let pixels = Self.pixels(extent)
    let isCompressed = layouts.contains { $0.explicitModifier?.isCompressed == true }
    let moved = Self.frame(info, extent).multiplied(by: users) ?? Bytes(.max)
    var total = isCompressed ? Bytes(moved.value / 2) : moved
    if let (_, weight) = Self.loss(info) {
      total =
        (pixels.multiplied(by: weight)?.multiplied(by: users)).flatMap(total.adding) ?? Bytes(.max)
    }
    if info.hasAlpha { total = total.adding(Bytes(pixels.value / 16)) ?? Bytes(.max) }
    return total
  }

  private static func pixels(_ extent: Extent) -> Bytes {
    Bytes(extent.width.value).multiplied(by: extent.height.value) ?? Bytes(.max)
  }

  /// The bytes of the image itself; of a format that is never linear, a byte a pixel.
  private static func frame(_ info: PixelFormatInfo?, _ extent: Extent) -> Bytes {
    guard let info, info.isLinearRepresentable else { return pixels(extent) }
    var total = Bytes.zero
    for plane in 0..<info.planeCount {
      guard let stride = info.minimumStride(plane: plane, width: extent.width),
        let rows = info.rows(plane: plane, height: extent.height),
        let sum = stride.multiplied(by: rows.value).flatMap(total.adding)
      else { return Bytes(.max) }
      total = sum
    }
    return total
  }

  private static func traffic(_ pair: FormatModifier, _ frame: Bytes, users: Int) -> Bytes {
    let moved = frame.multiplied(by: UInt64(users)) ?? Bytes(.max)
    guard pair.modifier.explicitModifier?.isCompressed == true else { return moved }
    return Bytes(moved.value / 2)
  }

  /// What a picture loses in a format, and the bytes per pixel and participant that it costs.
  private static func loss(_ info: PixelFormatInfo) -> (reason: String, weight: UInt64)? {
    if info.isGreyscale || info.isIndexed { return ("no colour", 8) }
    if info.bitsPerComponent < 8 { return ("fewer than 8 bits per component", 4) }
    return nil
  }

  private struct Tally {
    var penalties: [Cost.Penalty] = []

    mutating func add(_ reason: String, _ bytes: Bytes?, divisor: UInt64 = 1) {
      let bytes = Bytes((bytes ?? Bytes(.max)).value / divisor)
      if bytes > 0 { penalties.append(Cost.Penalty(reason, bytes)) }
    }

    mutating func addFormat(_ format: PixelFormat, pixels: Bytes, users: Int) {
      guard let info = format.info else { return }
      if let (reason, weight) = loss(info) {
        add(reason, pixels.multiplied(by: weight)?.multiplied(by: UInt64(users)))
      }
      if info.hasAlpha { add("an alpha channel to ignore", Bytes(pixels.value / 16)) }
    }
  }
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
