internal import TesseraKernel

extension Roster.Member {
  /// A card: its screen, each of its planes, and what writes pictures back.
  init(_ card: DRMDevice) {
    let screen = Result { () throws(DeviceError) in try Display(card) }
    var roles: [Roster.Role] = []
    if case .success(let screen) = screen { roles.append(Roster.Role(screen)) }
    roles += ((try? card.planes()) ?? []).map { Roster.Role(card, $0) }
    roles += ((try? card.connectors()) ?? []).filter { $0.writeback != nil }
      .map { Roster.Role(card, writingBackTo: $0) }
    if roles.isEmpty, case .failure(let error) = screen {
      roles = [Roster.Role(card, absentBecause: error)]
    }
    let picture = (try? screen.get()).map { ", \($0.connectorName)" } ?? ""
    self.init(
      card.name, path: card.known?.path ?? card.path, meaning: "card of \(card.driver)\(picture)",
      roles: roles)
  }
}

extension Roster.Role {
  /// The whole screen, by its primary plane.
  fileprivate init(_ screen: Display) {
    self.init(
      "scanout", traits: screen.roleTraits, sizes: screen.sizes,
      takes: { screen.sizes.contains($0) },
      importer: { PlaneImporter(screen.device, screen.plane, named: $0) },
      participant: { name, terms in screen.participant(named: name, quirks: terms.quirks) })
  }

  /// One plane, wherever it is shown.
  fileprivate init(_ card: DRMDevice, _ plane: DisplayPlane) {
    self.init(
      "scanout", traits: card.roleTraits(of: plane), sizes: plane.sizeHints,
      takes: { card.framebufferSizes.contains($0) },
      importer: { PlaneImporter(card, plane, named: $0) },
      participant: { name, terms in
        card.participant(scanningOut: plane, named: name, quirks: terms.quirks)
      })
  }

  /// A connector that writes pictures into memory.
  fileprivate init(_ card: DRMDevice, writingBackTo connector: DisplayConnector) {
    self.init(
      "writeback", traits: connector.roleTraits,
      takes: { card.framebufferSizes.contains($0) },
      importer: { WritebackImporter(card, connector, named: $0) },
      participant: { name, terms in
        card.participant(writingBackTo: connector, named: name, quirks: terms.quirks)
      })
  }

  /// A card that shows nothing takes part, takes nothing, and says why.
  fileprivate init(_ card: DRMDevice, absentBecause error: DeviceError) {
    self.init(
      "scanout", takes: { _ in true },
      participant: { name, _ in
        Display.absentParticipant(named: name, card, because: error)
      })
  }
}
