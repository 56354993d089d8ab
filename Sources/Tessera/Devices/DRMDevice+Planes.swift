internal import TesseraKernel

extension DRMDevice {
  /// The planes with what they scan out: from `IN_FORMATS` where there is one, else from the list
  /// of formats.
  public func planes() throws(DeviceError) -> [DisplayPlane] {
    do {
      var planes: [DisplayPlane] = []
      for identifier in try node.planes() { planes.append(try plane(identifier)) }
      return planes
    } catch {
      throw DeviceError(.card, error)
    }
  }

  private func plane(_ identifier: UInt32) throws(SystemCallError) -> DisplayPlane {
    let plane = try node.plane(identifier)
    let properties = try node.properties(of: identifier, .plane)
    let (formats, evidence) = formats(of: plane, blob: try node.blob("IN_FORMATS", of: properties))
    let asyncFormats = try node.blob("IN_FORMATS_ASYNC", of: properties)
      .flatMap { try? FormatModifierBlob(bytes: $0) }.map(FormatTable.init)
    var rotations = DisplayPlane.Rotations.upright
    if let rotation = properties.first(where: { $0.name == "rotation" }) {
      for bit in try node.choices(of: rotation) where bit < 32 {
        rotations.insert(.init(rawValue: 1 << UInt32(bit)))
      }
    }
    return DisplayPlane(
      identifier: identifier,
      kind: .init(rawValue: properties.first { $0.name == "type" }?.value ?? 0),
      possibleCRTCs: plane.possibleCRTCs, formats: formats, evidence: evidence,
      asyncFormats: asyncFormats,
      sizeHints: Extent.hints(in: try node.blob("SIZE_HINTS", of: properties) ?? []),
      rotations: rotations)
  }

  private func formats(of plane: PlaneDescription, blob: [UInt8]?) -> (FormatTable, Evidence) {
    if takesModifiers, let blob, let known = try? FormatModifierBlob(bytes: blob) {
      return (FormatTable(known), Evidence(.driverQuery, "IN_FORMATS"))
    }
    return (
      withoutModifiers(plane.formats),
      Evidence(.driverQuery, "DRM_IOCTL_MODE_GETPLANE, no modifiers taken")
    )
  }

  /// Formats that are told without layouts, in those that they can have.
  ///
  /// A framebuffer without a modifier has the layout that the driver knows of the buffer: for a
  /// dumb buffer, which is linear by its contract, LINEAR; for one of its GPU's, its own secret.
  func withoutModifiers(_ codes: [UInt32]) -> FormatTable {
    FormatTable(
      codes.flatMap { code in
        [LayoutModifier.linear, .implicit(on: identity)].map {
          FormatModifier(PixelFormat(rawValue: code), $0)
        }
      })
  }
}

extension DRMNode {
  /// The bytes of the blob that a property names; `nil` where there is none.
  func blob(_ name: String, of properties: [ModeProperty]) throws(SystemCallError) -> [UInt8]? {
    guard let blob = properties.first(where: { $0.name == name })?.value, blob != 0 else {
      return nil
    }
    return try self.blob(UInt32(truncatingIfNeeded: blob))
  }
}

extension Extent {
  /// The sizes of a `SIZE_HINTS` blob: a width and a height of 16 bits each.
  ///
  /// The corresponding C type is `struct drm_plane_size_hint`.
  static func hints(in bytes: [UInt8]) -> [Extent] {
    func number(_ offset: Int) -> Pixels {
      Pixels(UInt64(bytes[offset]) | UInt64(bytes[offset + 1]) << 8)
    }
    return (0..<bytes.count / 4).map {
      Extent(width: number($0 * 4), height: number($0 * 4 + 2))
    }
  }
}

extension SizeDomain {
  /// The sizes that framebuffers of a card may have; a limit of zero is none.
  init(framebuffersOf resources: ModeResources) {
    func extent(_ width: UInt32, _ height: UInt32, or none: UInt32) -> Extent {
      Extent(
        width: Pixels(UInt64(width == 0 ? none : width)),
        height: Pixels(UInt64(height == 0 ? none : height)))
    }
    let isLimited = resources.maximumWidth != 0 || resources.maximumHeight != 0
    self.init(
      minimum: extent(resources.minimumWidth, resources.minimumHeight, or: 1),
      maximum: isLimited
        ? extent(resources.maximumWidth, resources.maximumHeight, or: .max) : nil)
  }
}
