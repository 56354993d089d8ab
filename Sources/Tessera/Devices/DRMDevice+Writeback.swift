extension DRMDevice {
  /// The side of a connector that writes a CRTC's picture into a buffer.
  ///
  /// The picture is as large as the CRTC's mode, which only whoever sets it knows: the problem's size
  /// must be that one.
  ///
  /// - Parameters:
  ///   - connector: one of this card's connectors; one for screens takes part and takes nothing.
  ///   - name: what it is called in answers.
  ///   - quirks: what is known of devices beyond what they say.
  public func participant(
    writingBackTo connector: DisplayConnector, named name: Name<Participant>,
    quirks: QuirkTable = .standard
  ) -> Participant {
    guard let formats = connector.writeback else {
      let constraint = Constraint(
        .impossible("writes no picture back: \(connector.name) is for screens"),
        Evidence(.driverQuery, "WRITEBACK_PIXEL_FORMATS"))
      return Participant(name, device: identity, offers: [Offer("none", [constraint])])
    }
    let constraints = [
      Constraint(.formats(formats), Evidence(.driverQuery, "WRITEBACK_PIXEL_FORMATS")),
      Constraint(
        .count(BufferCount(held: 1)), Evidence(.specification, "one picture being written")),
    ]
    let told = Participant(
      name, device: identity, offers: [Offer("writeback", constraints + framebufferConstraints)])
    return quirks.applied(to: told, of: model, as: .writeback)
  }
}
