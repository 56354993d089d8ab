// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// What was found of a plane's scaling.
final class ScalingHandle: Sendable {
  let scaling: PlaneScaling
  init(_ scaling: PlaneScaling) { self.scaling = scaling }
}

@c @implementation
public func tessera_card_probe_scaling(
  _ card: OpaquePointer?, _ plane: UInt32, _ width: UInt32, _ height: UInt32, _ fourcc: UInt32,
  _ scaling: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: scaling, error) {
    let card = try required(card, CardHandle.self).card
    let shown = width == 0 && height == 0 ? nil : try Extent(pixels: width, height)
    return ScalingHandle(
      try card.probeScaling(
        of: try card.plane(plane), shownAs: shown,
        in: fourcc == 0 ? nil : PixelFormat(rawValue: fourcc)))
  }
}

@c @implementation
public func tessera_scaling_destroy(_ scaling: OpaquePointer?) { end(scaling, ScalingHandle.self) }

@c @implementation
public func tessera_scaling_limits(
  _ scaling: OpaquePointer?, _ limits: UnsafeMutablePointer<tessera_scaling_limits>?
) -> CInt {
  report {
    let scaling = try required(scaling, ScalingHandle.self).scaling
    try write(CTessera.tessera_scaling_limits(scaling), to: limits)
  }
}

extension CTessera.tessera_scaling_limits {
  fileprivate init(_ scaling: PlaneScaling) {
    self.init()
    let (least, most) = (scaling.least, scaling.most)
    width = UInt32(clamping: scaling.shown.width.value)
    height = UInt32(clamping: scaling.shown.height.value)
    min_width = UInt32(clamping: least.width.value)
    min_height = UInt32(clamping: least.height.value)
    max_width = UInt32(clamping: most.width.value)
    max_height = UInt32(clamping: most.height.value)
    horizontal = tessera_scaling_axis(scaling.horizontal)
    vertical = tessera_scaling_axis(scaling.vertical)
    fourcc = scaling.format.rawValue
    is_gapless = scaling.isGapless ? 1 : 0
    is_fixed = scaling.isFixed ? 1 : 0
  }
}

extension PlaneScaling {
  /// The smallest buffer that the limits leave.
  fileprivate var least: Extent { isFixed ? shown : sizes.minimum }
  /// The largest.
  fileprivate var most: Extent { isFixed ? shown : sizes.maximum ?? shown }
}

extension tessera_scaling_axis {
  fileprivate init(_ limits: PlaneScaling.Limits) {
    self.init()
    smallest_shown = UInt32(clamping: limits.smallest.shown)
    smallest_source = UInt32(clamping: limits.smallest.source)
    largest_shown = UInt32(clamping: limits.largest.shown)
    largest_source = UInt32(clamping: limits.largest.source)
    ends_below = limits.endsBelow ? 1 : 0
    ends_above = limits.endsAbove ? 1 : 0
  }
}

@c @implementation
public func tessera_scaling_describe(
  _ scaling: OpaquePointer?
) -> UnsafeMutablePointer<CChar>? {
  handedOut(object(scaling, ScalingHandle.self)?.scaling.description)
}

@c @implementation
public func tessera_card_plane_participant_scaled(
  _ card: OpaquePointer?, _ plane: UInt32, _ scalings: UnsafePointer<OpaquePointer?>?,
  _ count: Int, _ name: UnsafePointer<CChar>?,
  _ participant: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, error) {
    try required(card, CardHandle.self).participant(
      plane, name,
      scaling: try objects(scalings, count, ScalingHandle.self, "scalings").map(\.scaling))
  }
}

@c @implementation
public func tessera_card_importer_shown_as(
  _ card: OpaquePointer?, _ plane: UInt32, _ width: UInt32, _ height: UInt32,
  _ name: UnsafePointer<CChar>?, _ importer: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: importer, error) {
    let card = try required(card, CardHandle.self).card
    let name = Name<Participant>(try TesseraC.name(name))
    let shown = try Extent(pixels: width, height)
    return ImporterHandle(
      PlaneImporter(card, try card.plane(plane), named: name, shownAs: shown))
  }
}
