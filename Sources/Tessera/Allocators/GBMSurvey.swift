#if GBM
internal import SystemPackage
internal import TesseraKernel

/// What a driver makes through GBM, found out by making it: what it claims is not what it makes.
struct GBMSurvey {
  let identity: Device
  var pairs: [FormatModifier] = []
  /// What is made with a dma-buf for each plane.
  var apart: [FormatModifier] = []
  /// The linear formats, by what their rows can be; the first are the usual ones.
  var rows: [GBMRows] = []
  var saysLinearByUsage = false

  private let device: GBMDevice
  private let usage: GBMUsage

  /// Tries every format that the driver claims, in every layout worth trying.
  init(
    of device: GBMDevice, called identity: Device, _ usage: GBMUsage, _ modifiers: Set<Modifier>
  ) throws(DeviceError) {
    self.device = device
    self.identity = identity
    self.usage = usage
    let claimed = PixelFormat.allKnown.filter {
      $0.info != nil && device.claims($0.rawValue, for: usage)
    }
    for format in claimed {
      do {
        try tryMaking(FormatModifier(format, .implicit(on: identity)))
      } catch {
        // A driver that draws with the CPU makes nothing on a render node: one trial is enough.
        guard error.systemCall?.errno != .permissionDenied else {
          throw DeviceError(makingNothing: error)
        }
      }
      for modifier in modifiers.sorted() where modifier != .linear && modifier.isExplicit {
        guard worthTrying(format, modifier) else { continue }
        try? tryMaking(FormatModifier(format, .explicit(modifier)))
      }
    }
    // A driver without modifiers makes linear buffers all the same, where the usage says so.
    for byUsage in [false, true] where rows.isEmpty {
      saysLinearByUsage = byUsage
      rows = GBMRows.sorted(
        claimed.compactMap { format in strideMultiple(of: format).map { (format, $0) } })
    }
    guard !pairs.isEmpty || !apart.isEmpty || !rows.isEmpty else {
      throw DeviceError(
        path: device.path, problem: "GBM makes no buffers on it",
        advice: "Its driver (\(device.backendName)) claims \(claimed.count) formats.")
    }
  }

  /// minigbm never says; of Mesa's drivers, one that says nothing has no such layout.
  private func worthTrying(_ format: PixelFormat, _ modifier: Modifier) -> Bool {
    device.library.flavour == .minigbm
      || device.planeCount(of: format.rawValue, modifier: modifier.rawValue) != nil
  }

  /// Makes a small buffer and lets it go: the format's planes are in one dma-buf or in one each, or
  /// else nobody could agree on it.
  private mutating func tryMaking(_ pair: FormatModifier) throws(GBMError) {
    let planes = try make(pair.format, pair.modifier, (64, 64)).planes
    switch Set(planes.map(\.handle)).count {
    case 1: pairs.append(pair)
    case planes.count where pair.format.info?.planeCount == planes.count: apart.append(pair)
    default: break
    }
  }

  private func make(
    _ format: PixelFormat, _ modifier: LayoutModifier, _ size: (width: UInt32, height: UInt32),
    for more: GBMUsage = []
  ) throws(GBMError) -> GBMBuffer {
    try device.makeBuffer(
      GBMRequest(
        width: size.width, height: size.height, format: format.rawValue,
        modifiers: modifier.explicitModifier.map { [$0.rawValue] } ?? []),
      for: usage.union(more))
  }

  private func makeLinear(
    _ format: PixelFormat, _ size: (width: UInt32, height: UInt32)
  ) throws(GBMError) -> GBMBuffer {
    saysLinearByUsage
      ? try make(format, .implicit(on: identity), size, for: .linear)
      : try make(format, .linear, size)
  }

  /// What every linear stride of a format may be a multiple of, where the driver plainly rounds up
  /// and puts one plane behind the other, as they are planned.
  ///
  /// GBM is asked for a width: only strides of whole pixels, of every plane, can be had.
  private func strideMultiple(of format: PixelFormat) -> Bytes? {
    guard let info = format.info, info.isLinearRepresentable,
      (0..<info.planeCount).allSatisfy({
        info.plane($0).blockWidth == 1 && info.plane($0).blockHeight == 1
      })
    else { return nil }
    let planes = (0..<info.planeCount).map { info.plane($0) }
    let step = UInt32(clamping: planes.map(\.horizontalSubsampling).max() ?? 1)
    var probes: [(tight: LinearLayout, made: GBMPlanes)] = []
    for (width, height) in [(1, 64), (17, 50), (100, 64)] as [(UInt32, UInt32)] {
      let extent = Extent(width: Pixels(UInt64(width * step)), height: Pixels(UInt64(height)))
      guard let tight = LinearLayout(format: format, extent: extent),
        let made = try? makeLinear(format, (width * step, height)),
        made.planes.count == planes.count, made.planes[0].stride > 0
      else { return nil }
      probes.append((tight, made.planes))
    }
    let granule = probes.reduce(UInt64(0)) { Self.divisor($0, UInt64($1.made[0].stride)) }
    guard probes.allSatisfy({ $0.tight.isMade($0.made, granule: Bytes(granule)) }) else {
      return nil
    }
    return planes.reduce(Bytes(granule)) { multiple, plane in
      multiple?.leastCommonMultiple(with: plane.bytesPerBlock)
    }
  }

  private static func divisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }
}

extension LinearLayout {
  /// Whether planes lie like these, each stride rounded up.
  fileprivate func isMade(_ made: GBMPlanes, granule: Bytes) -> Bool {
    var end = UInt64(0)
    for (plane, tight) in zip(made, planes) {
      guard UInt64(plane.offset) == end,
        tight.stride.roundedUp(toMultipleOf: granule)?.value == UInt64(plane.stride)
      else { return false }
      end += UInt64(plane.stride) * tight.rows.value
    }
    return true
  }
}

extension DeviceError {
  /// Tells what it means that GBM made no device of a node.
  init(opening error: GBMError) {
    guard let cause = error.systemCall else {
      self.init(
        path: error.path, problem: "GBM does not take it and gave no reason",
        advice: "Its driver may be missing from Mesa (libgl1-mesa-dri).")
      return
    }
    self.init(.gpu, cause)
  }

  /// Tells what it means that GBM makes no buffer at all on a node.
  init(makingNothing error: GBMError) {
    self.init(
      path: error.path, problem: "GBM makes no buffers on it",
      advice: "Its driver draws with the CPU; use the card's own buffers (dumb:card*) instead.",
      cause: error.systemCall)
  }
}

extension NodeKind {
  static let gpu = Self(
    noun: "GPU", group: "render",
    origin: "GPUs are /dev/dri/renderD*, made by a GPU driver.")
}
#endif
