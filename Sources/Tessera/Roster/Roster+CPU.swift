extension Roster.Member {
  /// The processor, as often as it reads and writes.
  static var cpu: Self {
    let roles = Participant.accessTraits.map { traits, access in
      Roster.Role(
        "access", traits: traits, takes: { _ in true },
        importer: { MappingImporter(named: $0) },
        participant: { name, _ in Participant.cpu(named: name, access) })
    }
    return Self("cpu", meaning: "the processor", roles: roles)
  }
}

extension Participant {
  /// The CPU's side of a problem: it reads or writes rows of pixels.
  ///
  /// - Parameters:
  ///   - name: what it is called in answers.
  ///   - access: how often it touches the images.
  public static func cpu(named name: Name<Participant>, _ access: CPUAccess) -> Participant {
    Participant(
      name, device: nil,
      offers: [
        Offer(
          "mapping",
          [
            Constraint(
              .formats(.everyFormat(in: .only([.linear]))),
              Evidence(.specification, "the CPU reads rows of pixels")),
            Constraint(
              .cpuAccess(access), Evidence(.user, "how often it was said to touch images")),
            Constraint(
              .count(BufferCount(held: 1)),
              Evidence(.specification, "one image being read or written")),
          ])
      ])
  }
}
