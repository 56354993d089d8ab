extension DRMDevice {
  /// A plane's side of a negotiation, whatever it is shown on: a primary or overlay plane that scans
  /// out, or a pointer.
  ///
  /// - Parameters:
  ///   - plane: one of this card's planes.
  ///   - name: what it is called in answers.
  ///   - quirks: what is known of devices beyond what they say.
  ///   - scaling: what was found out about the size that images are shown in, one for each format
  ///     that is meant; without any, the plane's terms say nothing of what it shows.
  public func participant(
    scanningOut plane: DisplayPlane, named name: Name<Participant>,
    quirks: QuirkTable = .standard, scaling: [PlaneScaling] = []
  ) -> Participant {
    let constraints = scanOutConstraints(of: plane) + scaling.map(\.constraint)
    let told = Participant(
      name, device: identity, offers: [Offer("\(plane.kind) plane", constraints)])
    return quirks.applied(to: told, of: model, as: plane.role)
  }

  /// What make it is.
  public var model: DeviceModel {
    DeviceModel(driver: driver, known?.parent, kernel: node.file.kernel)
  }

  /// What a plane says of every image.
  func scanOutConstraints(of plane: DisplayPlane) -> [Constraint] {
    var constraints = [
      Constraint(.formats(plane.formats), plane.evidence),
      Constraint(
        .count(BufferCount(held: 2)),
        Evidence(.specification, "one frame on the screen, one on its way")),
    ]
    constraints += framebufferConstraints
    if plane.kind == .cursor { constraints += pointerSizes(of: plane) }
    return constraints
  }

  /// What the card says of every framebuffer.
  var framebufferConstraints: [Constraint] {
    framebufferSizes == .any
      ? []
      : [
        Constraint(
          .size(framebufferSizes), Evidence(.driverQuery, "DRM_IOCTL_MODE_GETRESOURCES"))
      ]
  }

  /// The sizes of pointers: those that the driver recommends, else the one that is certain.
  private func pointerSizes(of plane: DisplayPlane) -> [Constraint] {
    if !plane.sizeHints.isEmpty {
      return [
        Constraint(
          .size(SizeDomain(discrete: Set(plane.sizeHints))), Evidence(.driverQuery, "SIZE_HINTS"))
      ]
    }
    guard let size = certainPointerSize else { return [] }
    return [
      Constraint(
        .size(SizeDomain(discrete: [size])),
        Evidence(.driverQuery, "DRM_CAP_CURSOR_WIDTH and DRM_CAP_CURSOR_HEIGHT"))
    ]
  }

  /// The size of pointers that the card takes for certain; `nil` where it tells none.
  var certainPointerSize: Extent? {
    guard let width = capability(.cursorWidth), let height = capability(.cursorHeight),
      width > 0, height > 0
    else { return nil }
    return Extent(width: Pixels(width), height: Pixels(height))
  }
}

extension DisplayPlane {
  /// What it does with buffers.
  public var role: BufferRole { kind == .cursor ? .cursor : .scanOut }
}
