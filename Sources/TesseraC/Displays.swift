// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// The planes and connectors of a card, with what C reads of them.
private final class DisplaysHandle: Sendable {
  let planes: [PlaneArrays]
  let connectors: [ConnectorArrays]

  init(_ card: DRMDevice) throws {
    planes = card.hasModeSetting ? try card.planes().map(PlaneArrays.init) : []
    connectors = card.hasModeSetting ? try card.connectors().map(ConnectorArrays.init) : []
  }
}

private final class PlaneArrays: Sendable {
  let plane: DisplayPlane
  let formats: CArray<tessera_format>
  let asyncFormats: CArray<tessera_format>?
  let sizeHints: CArray<tessera_extent>

  init(_ plane: DisplayPlane) {
    self.plane = plane
    formats = CArray(plane.formats)
    asyncFormats = plane.asyncFormats.map { CArray($0) }
    sizeHints = CArray(plane.sizeHints)
  }
}

private final class ConnectorArrays: Sendable {
  let connector: DisplayConnector
  let name: Text
  let sizes: CArray<tessera_extent>
  let writeback: CArray<tessera_format>?

  init(_ connector: DisplayConnector) {
    self.connector = connector
    name = Text(connector.name)
    sizes = CArray(connector.sizes)
    writeback = connector.writeback.map { CArray($0) }
  }
}

extension CArray<tessera_format> {
  convenience init(_ table: FormatTable) {
    self.init(
      table.pairs.map { pair in
        tessera_format(
          fourcc: pair.format.rawValue, reserved: 0, modifier: pair.modifier.number)
      })
  }
}

extension CArray<tessera_extent> {
  convenience init(_ sizes: [Extent]) {
    self.init(
      sizes.map { size in
        tessera_extent(
          width: UInt32(clamping: size.width.value), height: UInt32(clamping: size.height.value))
      })
  }
}

@c @implementation
public func tessera_card_displays(
  _ card: OpaquePointer?, _ displays: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: displays, error) {
    try DisplaysHandle(try required(card, CardHandle.self).card)
  }
}

@c @implementation
public func tessera_displays_destroy(_ displays: OpaquePointer?) {
  end(displays, DisplaysHandle.self)
}

@c @implementation
public func tessera_displays_plane_count(_ displays: OpaquePointer?) -> Int {
  object(displays, DisplaysHandle.self)?.planes.count ?? 0
}

@c @implementation
public func tessera_displays_plane(
  _ displays: OpaquePointer?, _ index: Int, _ plane: UnsafeMutablePointer<tessera_display_plane>?
) -> CInt {
  report {
    let known = try element(index, of: required(displays, DisplaysHandle.self).planes, "planes")
    var told = tessera_display_plane()
    told.plane = known.plane.identifier
    told.kind = UInt32(clamping: known.plane.kind.rawValue)
    told.possible_crtcs = known.plane.possibleCRTCs
    told.rotations = known.plane.rotations.rawValue
    told.formats = known.formats.pointer
    told.format_count = known.formats.count
    told.async_formats = known.asyncFormats?.pointer
    told.async_format_count = known.asyncFormats?.count ?? 0
    told.size_hints = known.sizeHints.pointer
    told.size_hint_count = known.sizeHints.count
    try write(told, to: plane)
  }
}

@c @implementation
public func tessera_displays_connector_count(_ displays: OpaquePointer?) -> Int {
  object(displays, DisplaysHandle.self)?.connectors.count ?? 0
}

@c @implementation
public func tessera_displays_connector(
  _ displays: OpaquePointer?, _ index: Int,
  _ connector: UnsafeMutablePointer<tessera_display_connector>?
) -> CInt {
  report {
    let known = try element(
      index, of: required(displays, DisplaysHandle.self).connectors, "connectors")
    var told = tessera_display_connector()
    told.name = known.name.pointer
    told.connector = known.connector.identifier
    told.kind = known.connector.kind.rawValue
    told.status = known.connector.status.rawValue
    told.possible_crtcs = known.connector.possibleCRTCs
    told.sizes = known.sizes.pointer
    told.size_count = known.sizes.count
    told.writeback_formats = known.writeback?.pointer
    told.writeback_format_count = known.writeback?.count ?? 0
    try write(told, to: connector)
  }
}
