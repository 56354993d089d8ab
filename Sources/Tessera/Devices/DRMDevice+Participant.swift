extension DRMDevice {
  /// A plane's side of a negotiation, whatever it is shown on: formats and memory, and no sizes.
  ///
  /// - Parameters:
  ///   - plane: one of this card's planes.
  ///   - name: what it is called in answers.
  public func participant(
    scanningOut plane: DisplayPlane, named name: Name<Participant>
  ) -> Participant {
    Participant(
      name, device: identity, offers: [Offer("\(plane.kind) plane", scanOutConstraints(of: plane))])
  }

  /// What a plane demands of every image.
  func scanOutConstraints(of plane: DisplayPlane) -> [Constraint] {
    var constraints = [
      Constraint(.formats(plane.formats), plane.evidence),
      Constraint(
        .count(BufferCount(held: 2)),
        Evidence(.specification, "one frame on the screen, one on its way")),
    ]
    if DriverTable.contiguousDisplays.contains(driver) {
      constraints.append(
        Constraint(.contiguous, Evidence(.table, "\(driver) imports one contiguous segment")))
    }
    return constraints
  }
}
