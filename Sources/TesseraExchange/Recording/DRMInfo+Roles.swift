internal import TesseraFormats
internal import TesseraNegotiation

/// The same roles, on the same terms, as the card itself would tell.
extension DRMInfoCard {
  /// A plane, wherever it is shown.
  func role(_ plane: DRMInfoPlane) -> Recording.Role {
    let crtcs = crtcs.enumerated().filter { index, _ in
      index < 32 && plane.possibleCRTCs & (1 << UInt64(index)) != 0
    }.map { "\($0.element)" }
    var terms = scanOutConstraints(of: plane)
    if plane.isCursor { terms += pointerSizes(of: plane) }
    return Recording.Role(
      "scanout", traits: ["plane": ["\(plane.identifier)", plane.kind], "crtc": crtcs],
      use: plane.isCursor ? .cursor : .scanOut, device: identity, sizes: plane.hints,
      terms: [Recording.Terms([Offer("\(plane.kind) plane", terms)])])
  }

  /// The first screen that is connected; `nil` where none is.
  func screen() throws(ExchangeError) -> Recording.Role? {
    for connector in try connectors() {
      // DRM_MODE_CONNECTED; DRM_MODE_CONNECTOR_WRITEBACK is no screen.
      guard try connector.needed("status").number() == 1,
        try connector.needed("type").number() != 18
      else { continue }
      let sizes = try Self.sizes(of: try connector.needed("modes"))
      guard !sizes.isEmpty else { continue }
      let possible = try possibleCRTCs(of: connector)
      for (index, crtc) in crtcs.enumerated() where index < 32 {
        let bit = UInt64(1) << UInt64(index)
        guard possible & bit != 0,
          let plane = planes.first(where: { $0.isPrimary && $0.possibleCRTCs & bit != 0 })
        else { continue }
        let full = Constraint(
          .size(SizeDomain(discrete: Set(sizes))),
          told("the modes of connector \(try connector.needed("id").number())"))
        return Recording.Role(
          "scanout",
          traits: ["plane": ["\(plane.identifier)", plane.kind], "crtc": ["\(crtc)"]],
          use: .scanOut, device: identity, sizes: sizes,
          terms: [
            Recording.Terms([Offer("full screen", scanOutConstraints(of: plane) + [full])])
          ])
      }
    }
    return nil
  }

  /// The connectors that write pictures back.
  func writebacks() throws(ExchangeError) -> [Recording.Role] {
    var roles: [Recording.Role] = []
    for connector in try connectors() {
      guard
        let data = connector.field("properties")?.field("WRITEBACK_PIXEL_FORMATS")?
          .field("data"), data.value != .null
      else { continue }
      let formats = try data.list { (one) throws(ExchangeError) in try one.pixelFormat() }
      let table =
        takesModifiers
        ? FormatTable(formats.map { FormatModifier($0, .linear) }) : withoutModifiers(formats)
      let count = Constraint(
        .count(BufferCount(held: 1)), Evidence(.specification, "one picture being written"))
      let constraints =
        [Constraint(.formats(table), told("WRITEBACK_PIXEL_FORMATS")), count]
        + framebufferConstraints
      roles.append(
        Recording.Role(
          "writeback", traits: ["connector": ["\(try connector.needed("id").number())"]],
          use: .writeback, device: identity,
          terms: [Recording.Terms([Offer("writeback", constraints)])]))
    }
    return roles
  }

  /// The driver's answer, at second hand.
  private func told(_ what: String) -> Evidence {
    Evidence(.driverQuery, "\(what), as drm_info printed it")
  }

  private func scanOutConstraints(of plane: DRMInfoPlane) -> [Constraint] {
    let formats: Constraint =
      if takesModifiers, let pairs = plane.pairs {
        Constraint(.formats(FormatTable(pairs)), told("IN_FORMATS"))
      } else {
        Constraint(
          .formats(withoutModifiers(plane.formats)),
          told("DRM_IOCTL_MODE_GETPLANE, no modifiers taken"))
      }
    return [
      formats,
      Constraint(
        .count(BufferCount(held: 2)),
        Evidence(.specification, "one frame on the screen, one on its way")),
    ] + framebufferConstraints
  }

  private var framebufferConstraints: [Constraint] {
    sizes == .any ? [] : [Constraint(.size(sizes), told("DRM_IOCTL_MODE_GETRESOURCES"))]
  }

  private func pointerSizes(of plane: DRMInfoPlane) -> [Constraint] {
    if !plane.hints.isEmpty {
      return [Constraint(.size(SizeDomain(discrete: Set(plane.hints))), told("SIZE_HINTS"))]
    }
    guard let width = capability("CURSOR_WIDTH"), let height = capability("CURSOR_HEIGHT"),
      width > 0, height > 0
    else { return [] }
    let size = Extent(width: Pixels(width), height: Pixels(height))
    return [
      Constraint(
        .size(SizeDomain(discrete: [size])),
        told("DRM_CAP_CURSOR_WIDTH and DRM_CAP_CURSOR_HEIGHT"))
    ]
  }

  /// The sizes of modes, those that the screen prefers first.
  private static func sizes(of modes: JSONNode) throws(ExchangeError) -> [Extent] {
    var preferred: [Extent] = []
    var others: [Extent] = []
    for mode in try modes.elements() {
      let size = Extent(
        width: Pixels(try mode.needed("hdisplay").number()),
        height: Pixels(try mode.needed("vdisplay").number()))
      // DRM_MODE_TYPE_PREFERRED
      let isPreferred = (try? mode.field("type")?.number()).map { $0 & 8 != 0 } ?? false
      if isPreferred { preferred.append(size) } else { others.append(size) }
    }
    var seen: Set<Extent> = []
    return (preferred + others).filter { seen.insert($0).inserted }
  }
}
