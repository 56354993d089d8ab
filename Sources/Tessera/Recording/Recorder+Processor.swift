internal import TesseraExchange

extension Recorder {
  /// The CPU, as often as it reads and writes.
  static let processor = Recording.Hardware(
    place: "processor", model: DeviceModel(driver: ""),
    members: [
      Recording.Member(
        "cpu", kind: "processor",
        roles: Participant.accessTraits.map { traits, access in
          Recording.Role(
            "access", traits: traits, use: nil, Participant.cpu(named: "cpu", access))
        })
    ])
}
