extension DRMDevice {
  /// A plane's side of a negotiation, whatever it is shown on: formats and memory, and no sizes.
  ///
  /// - Parameters:
  ///   - plane: one of this card's planes.
  ///   - name: what it is called in answers.
  ///   - quirks: what is known of devices beyond what they say.
  public func participant(
    scanningOut plane: DisplayPlane, named name: Name<Participant>,
    quirks: QuirkTable = .standard
  ) -> Participant {
    let told = Participant(
      name, device: identity, offers: [Offer("\(plane.kind) plane", scanOutConstraints(of: plane))])
    return quirks.applied(to: told, of: model, as: plane.role)
  }

  /// What make it is.
  public var model: DeviceModel { DeviceModel(driver: driver) }

  /// What a plane says of every image.
  func scanOutConstraints(of plane: DisplayPlane) -> [Constraint] {
    [
      Constraint(.formats(plane.formats), plane.evidence),
      Constraint(
        .count(BufferCount(held: 2)),
        Evidence(.specification, "one frame on the screen, one on its way")),
    ]
  }
}

extension DisplayPlane {
  /// What it does with buffers.
  public var role: BufferRole { kind == .cursor ? .cursor : .scanOut }
}
