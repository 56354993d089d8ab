internal import TesseraExchange
internal import TesseraFormats
internal import TesseraKernel

extension Recorder {
  /// Sizes that most cameras and screens have.
  private static let usual = [
    Extent(width: 640, height: 480), Extent(width: 1280, height: 720),
    Extent(width: 1920, height: 1080),
  ]

  /// A camera.
  func describe(_ member: inout Recording.Member, _ camera: Camera) throws(DeviceError) {
    member.product = Self.product(camera.card, driver: camera.driver)
    member.abilities = [
      camera.takesDMABuffers ? "import (claimed)" : nil,
      camera.isMediaControlled ? "set up by its media graph" : nil,
    ].compactMap(\.self)
    let formats = try camera.formats()
    let answers = ProbeAnswers()
    member.roles = [
      try role("capture", .capture, formats, { camera.ownMakers(of: $0, asked: answers) }) {
        size throws(DeviceError) in
        try camera.participant(
          named: "camera", extent: size, among: formats, asked: answers, quirks: .none)
      }
    ]
  }

  /// A node of another kind, by its queues.
  func describe(
    _ member: inout Recording.Member, _ node: VideoNodeSummary
  ) throws(DeviceError) {
    member.product = Self.product(node.card, driver: node.driver)
    for queue in try VideoQueue.all(of: node.path, kernel: kernel) {
      let use: BufferRole = queue.side == .capture ? .capture : .output
      let formats = try queue.formats()
      let answers = ProbeAnswers()
      member.roles.append(
        try role(use.rawValue, use, formats, { queue.ownMakers(of: $0, asked: answers) }) {
          size throws(DeviceError) in
          try queue.participant(
            named: "queue", extent: size, among: formats, asked: answers, quirks: .none)
        })
      if queue.memory.contains(.dmaBuffers), !member.abilities.contains("import (claimed)") {
        member.abilities.append("import (claimed)")
      }
    }
  }

  /// The product; whoever sets up a loopback device gives it a name, which may be a person's.
  private static func product(_ card: String, driver: String) -> String? {
    driver == "v4l2 loopback" ? nil : card
  }

  private func role(
    _ name: String, _ use: BufferRole, _ formats: [CameraFormat],
    _ ownMakers: ([Extent]) -> [[Recording.Maker]],
    _ participant: (Extent) throws(DeviceError) -> Participant
  ) throws(DeviceError) -> Recording.Role {
    let sizes = sizes(of: formats.filter { $0.mapping != nil }.map(\.sizes))
    var role = Recording.Role(name, use: use, terms: [])
    for (size, made) in zip(sizes, ownMakers(sizes)) {
      let told = try participant(size)
      role.device = told.device
      role.terms.append(
        Recording.Terms(extent: size, told.offers, ownMakers: made))
    }
    return role
  }

  /// The sizes to ask about: those that were wished for, and of usual ones and the screens' those
  /// that the queue has; one at least.
  private func sizes(of domains: [SizeDomain]) -> [Extent] {
    func isKnown(_ size: Extent) -> Bool { domains.contains { $0.contains(size) } }
    let best = inventory.cards.compactMap { screens[$0.path] }.flatMap { screen in
      let common = screen.sizes.filter(isKnown)
      // As a negotiation chooses: the screen's best, or the largest below it.
      let largest = common.max { $0.area < $1.area }
      return [screen.sizes.first, largest].compactMap(\.self)
    }
    var seen: Set<Extent> = []
    let asked = (wished + (best + Self.usual).filter(isKnown)).filter { seen.insert($0).inserted }
    guard asked.isEmpty else { return asked }
    let own = domains.compactMap { domain in
      domain.discrete?.max { ($0.area, $0.width) < ($1.area, $1.width) } ?? domain.maximum
    }
    return [own.first ?? Self.usual[0]]
  }
}
