internal import TesseraExchange

extension Recorder {
  /// The CPU, as often as it reads and writes; who says only how it reads does not write.
  static let processor = Recording.Hardware(
    place: "processor", model: DeviceModel(driver: ""),
    members: [
      Recording.Member(
        "cpu", kind: "processor",
        roles: ["often", "rarely", "never"].flatMap { read in
          ["never", "rarely", "often"].map { write in
            Recording.Role(
              "access", traits: ["read": [read], "write": [write]],
              terms: [Recording.Terms([offer(frequency(read).merged(with: frequency(write)))])])
          }
        })
    ])

  private static func frequency(_ word: String) -> CPUAccess {
    switch word {
    case "often": .often
    case "rarely": .rarely
    default: .none
    }
  }

  private static func offer(_ access: CPUAccess) -> Offer {
    Offer(
      "mapping",
      [
        Constraint(
          .formats(.everyFormat(in: .only([.linear]))),
          Evidence(.specification, "the CPU reads rows of pixels")),
        Constraint(.cpuAccess(access), Evidence(.user, "how often it was said to touch images")),
        Constraint(
          .count(BufferCount(held: 1)), Evidence(.specification, "one image being read or written")
        ),
      ])
  }
}
