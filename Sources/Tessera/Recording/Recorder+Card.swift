internal import TesseraExchange
internal import TesseraKernel

extension Recorder {
  /// A card: its screen, each of its planes, and what writes pictures back.
  func describe(_ member: inout Recording.Member, _ card: DRMDevice) throws(DeviceError) {
    member.abilities = [
      card.isAtomic ? "atomic changes" : nil, card.takesModifiers ? "modifiers" : nil,
      card.claimsImport ? "import (claimed)" : nil,
    ].compactMap(\.self)
    guard card.hasModeSetting else { return }
    if let screen = screens[card.path] {
      member.roles.append(
        Recording.Role(
          "scanout", traits: screen.roleTraits, use: screen.plane.role, sizes: screen.sizes,
          screen.participant(named: "screen", quirks: .none)))
    }
    for plane in try card.planes() {
      member.roles.append(
        Recording.Role(
          "scanout", traits: card.roleTraits(of: plane), use: plane.role,
          sizes: plane.sizeHints,
          card.participant(scanningOut: plane, named: "plane", quirks: .none)))
    }
    for connector in try card.connectors() where connector.writeback != nil {
      member.roles.append(
        Recording.Role(
          "writeback", traits: connector.roleTraits, use: .writeback,
          card.participant(writingBackTo: connector, named: "writeback", quirks: .none)))
    }
  }
}
