internal import TesseraKernel

/// How far a plane scales, tried in test commits: for each, a buffer as large as the image that is to
/// be shown.
struct ScalingProbe {
  let device: DRMDevice
  let plane: DisplayPlane
  let shown: Extent
  let format: PixelFormat
  let maker: DumbAllocator
  let test: PlaneTest
  /// Where it is tried, in words.
  private let place: String

  /// No plane is known that makes images smaller by more.
  private static let greatestReduction: UInt64 = 16
  /// The kernel keeps source lengths in 32 bits, of which 16 are whole pixels.
  private static let greatestLength: UInt64 = 0xffff

  init(
    _ device: DRMDevice, _ plane: DisplayPlane, shownAs wish: Extent?, in wanted: PixelFormat?
  ) throws(DeviceError) {
    self.device = device
    self.plane = plane
    guard device.isAtomic else {
      throw .unknown(plane, on: device, "\(device.driver) has no commits that only test")
    }
    let screen: Display
    do {
      screen = try Display(device, under: plane)
    } catch {
      throw .unknown(plane, on: device, error.problem, error.cause)
    }
    guard let maker = device.dumbAllocator,
      let format = wanted ?? TestPicture.format(of: plane, on: device, from: maker)
    else {
      throw .unknown(plane, on: device, "\(device.driver) makes no buffers that it scans out")
    }
    shown = wish ?? screen.usualSize(of: plane)
    self.maker = maker
    self.format = format
    place = "test commits of plane \(plane.identifier) on \(screen.connectorName)"
    do {
      test = try PlaneTest(device, plane, on: screen, showing: shown)
    } catch {
      throw .unknown(plane, on: device, error)
    }
  }

  /// Searches each axis, then tries both at their limits.
  func run() throws(DeviceError) -> PlaneScaling {
    let step = (
      UInt64(format.info?.horizontalChromaSubsampling ?? 1),
      UInt64(format.info?.verticalChromaSubsampling ?? 1)
    )
    guard shown.width.value.isMultiple(of: step.0), shown.height.value.isMultiple(of: step.1) else {
      throw unknown("\(shown) is no size of \(format.fourcc) images")
    }
    try tryUnscaled()
    let (width, height) = (shown.width, shown.height)
    let across = ScalingSearch(shown: width.value, step: step.0)
    let down = ScalingSearch(shown: height.value, step: step.1)
    let limit = device.framebufferSizes.maximum
    // Closures that say their error: it is typed.
    let wide = { (length: UInt64) throws(DeviceError) in
      try ask(Extent(width: Pixels(length), height: height))
    }
    let tall = { (length: UInt64) throws(DeviceError) in
      try ask(Extent(width: width, height: Pixels(length)))
    }
    let narrowest = try across.shortest(wide)
    let widest = try across.longest(upTo: Self.bound(of: width, limit?.width), wide)
    let shortest = try down.shortest(tall)
    let tallest = try down.longest(upTo: Self.bound(of: height, limit?.height), tall)
    var hasGap = [narrowest, widest, shortest, tallest].contains { $0.hasGap }
    // Where one axis is not scaled, the pair was tried already.
    for one in Set([narrowest.length, widest.length]).subtracting([width.value]) where !hasGap {
      for other in Set([shortest.length, tallest.length]).subtracting([height.value]) {
        let corner = Extent(width: Pixels(one), height: Pixels(other))
        if try ask(corner) != .accepted { hasGap = true }
      }
    }
    return PlaneScaling(
      shown: shown, format: format, horizontal: Self.limits(width, narrowest, widest),
      vertical: Self.limits(height, shortest, tallest), isGapless: !hasGap,
      evidence: Evidence(.probe, "\(place), \(format.fourcc) shown at \(shown)"))
  }

  private static func bound(of length: Pixels, _ limit: Pixels?) -> UInt64 {
    let most = length.multiplied(by: greatestReduction)?.value ?? greatestLength
    return min(most, limit?.value ?? greatestLength, greatestLength)
  }

  private static func limits(
    _ shown: Pixels, _ least: ScalingSearch.End, _ greatest: ScalingSearch.End
  ) -> PlaneScaling.Limits {
    func factor(_ end: ScalingSearch.End) -> ScalingFactor {
      ScalingFactor(shown: shown, source: Pixels(end.length)) ?? .one
    }
    return PlaneScaling.Limits(
      factor(greatest), factor(least), endsBelow: greatest.isLimit, endsAbove: least.isLimit)
  }
}

extension Display {
  /// The size in which images are usually shown on a plane: a pointer's, or the whole screen.
  fileprivate func usualSize(of plane: DisplayPlane) -> Extent {
    let screenSize = modes.first?.extent ?? Extent(width: 1, height: 1)
    guard plane.kind == .cursor else { return screenSize }
    return plane.sizeHints.first ?? device.certainPointerSize ?? Extent(width: 64, height: 64)
  }
}
