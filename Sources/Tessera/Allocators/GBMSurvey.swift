#if GBM
internal import SystemPackage
internal import TesseraKernel

/// What a driver makes through GBM, found out by making it: what it claims is not what it makes.
struct GBMSurvey {
  let identity: Device
  var pairs: [FormatModifier] = []
  /// Every linear format can have rows of these multiples.
  var strideMultiple: Bytes = .zero
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
      if let error = failure(of: format, .implicit(on: identity)) {
        // A driver that draws with the CPU makes nothing on a render node: one trial is enough.
        guard error.systemCall?.errno != .permissionDenied else {
          throw DeviceError(makingNothing: error)
        }
      } else {
        pairs.append(FormatModifier(format, .implicit(on: identity)))
      }
      for modifier in modifiers.sorted() where modifier != .linear && modifier.isExplicit {
        guard worthTrying(format, modifier), failure(of: format, .explicit(modifier)) == nil
        else { continue }
        pairs.append(FormatModifier(format, .explicit(modifier)))
      }
    }
    // A driver without modifiers makes linear buffers all the same, where the usage says so.
    for byUsage in [false, true] where strideMultiple == .zero {
      saysLinearByUsage = byUsage
      addLinear(claimed)
    }
    if strideMultiple == .zero { strideMultiple = 1 }
    guard !pairs.isEmpty else {
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

  /// Makes a small buffer and lets it go; why that failed, if it did.
  private func failure(of format: PixelFormat, _ modifier: LayoutModifier) -> GBMError? {
    do {
      _ = try make(format, modifier, width: 64)
      return nil
    } catch {
      return error
    }
  }

  private func make(
    _ format: PixelFormat, _ modifier: LayoutModifier, width: UInt32, for more: GBMUsage = []
  ) throws(GBMError) -> GBMBuffer {
    try device.makeBuffer(
      GBMRequest(
        width: width, height: 64, format: format.rawValue,
        modifiers: modifier.explicitModifier.map { [$0.rawValue] } ?? []),
      for: usage.union(more))
  }

  private func makeLinear(_ format: PixelFormat, width: UInt32) throws(GBMError) -> GBMBuffer {
    saysLinearByUsage
      ? try make(format, .implicit(on: identity), width: width, for: .linear)
      : try make(format, .linear, width: width)
  }

  /// What the driver rounds linear rows of a format up to, where it is a plain rounding.
  ///
  /// Only a pixel of one, two, four … bytes can have every stride, and only one plane is told where
  /// it lies.
  private func linearGranule(of format: PixelFormat) -> Bytes? {
    guard let info = format.info, info.planeCount == 1, info.isLinearRepresentable,
      case let pixel = info.plane(0), pixel.blockWidth == 1, pixel.blockHeight == 1,
      pixel.bytesPerBlock.value.nonzeroBitCount == 1
    else { return nil }
    var strides: [(tight: UInt64, made: UInt64)] = []
    for width in [1, 17, 100] as [UInt32] {
      guard let made = try? makeLinear(format, width: width), let plane = made.planes.first,
        made.planes.count == 1, plane.stride > 0
      else { return nil }
      strides.append((UInt64(width) * pixel.bytesPerBlock.value, UInt64(plane.stride)))
    }
    let granule = strides.reduce(UInt64(0)) { Self.divisor($0, $1.made) }
    let isPlain = strides.allSatisfy { ($0.tight + granule - 1) / granule * granule == $0.made }
    return isPlain ? Bytes(granule) : nil
  }

  /// Finds one rule for the rows of all linear formats: that of the usual ones.
  ///
  /// A format of larger pixels that needs more is left out.
  private mutating func addLinear(_ claimed: [PixelFormat]) {
    let granules = claimed.compactMap { format in
      linearGranule(of: format).map { (format, pixel: format.bytesPerPixel, granule: $0) }
    }
    guard !granules.isEmpty else { return }
    strideMultiple = granules.filter { $0.pixel <= 4 }
      .reduce(Bytes(1)) { $0.leastCommonMultiple(with: $1.granule) ?? $0 }
    for (format, pixel, granule) in granules {
      guard let rows = strideMultiple.leastCommonMultiple(with: pixel),
        rows.isMultiple(of: granule)
      else { continue }
      pairs.append(FormatModifier(format, .linear))
    }
  }

  private static func divisor(_ left: UInt64, _ right: UInt64) -> UInt64 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }
}

extension PixelFormat {
  fileprivate var bytesPerPixel: Bytes { info?.plane(0).bytesPerBlock ?? 1 }
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
