#if GBM
internal import SystemPackage
internal import TesseraKernel

/// What a driver of OpenGL takes, as it lists it; what it takes without a modifier is found by trying.
struct EGLSurvey {
  var pairs: [FormatModifier] = []
  var externalPairs: [FormatModifier] = []
  var implicitPairs: [FormatModifier] = []

  /// Whether it takes nothing.
  var isEmpty: Bool { pairs.isEmpty && externalPairs.isEmpty && implicitPairs.isEmpty }

  init(of display: EGLDisplay, called device: Device) throws(EGLError) {
    guard display.takesDMABuffers else { return }
    var formats = PixelFormat.allKnown.filter { $0.info != nil }
    if display.takesModifiers {
      formats = try display.formats().map { PixelFormat(rawValue: $0) }
      for format in formats {
        for layout in try display.layouts(of: format.rawValue) {
          let modifier = Modifier(rawValue: layout.modifier)
          guard modifier.isExplicit else { continue }
          let pair = FormatModifier(format, .explicit(modifier))
          if layout.isExternalOnly { externalPairs.append(pair) } else { pairs.append(pair) }
        }
      }
    }
    guard let gpu = display.gbm else { return }
    for format in formats {
      do {
        guard try Self.takesUnmodified(format, display, gpu) else { continue }
        implicitPairs.append(FormatModifier(format, .implicit(on: device)))
      } catch {
        // A driver that draws with the CPU makes nothing on a render node: one trial is enough.
        if error.systemCall?.errno == .permissionDenied { break }
      }
    }
  }

  /// Makes a small buffer of the driver's own layout and imports it.
  private static func takesUnmodified(
    _ format: PixelFormat, _ display: EGLDisplay, _ gpu: GBMDevice
  ) throws(GBMError) -> Bool {
    guard gpu.claims(format.rawValue, for: .rendering) else { return false }
    let made = try gpu.makeBuffer(
      GBMRequest(width: 64, height: 64, format: format.rawValue), for: .rendering)
    guard made.planes.allSatisfy({ $0.handle == made.planes[0].handle }) else { return false }
    let shared = try made.export(plane: 0)
    let planes = made.planes.compactMap { plane -> GBMForeignImage.Plane? in
      guard let stride = CInt(exactly: plane.stride), let offset = CInt(exactly: plane.offset)
      else { return nil }
      return .init(descriptor: shared.rawValue, stride: stride, offset: offset)
    }
    guard planes.count == made.planes.count else { return false }
    let image = GBMForeignImage(
      width: made.width, height: made.height, format: format.rawValue,
      modifier: GBMDevice.noModifier, planes: planes)
    return (try? display.importImage(image)) != nil
  }
}
#endif
