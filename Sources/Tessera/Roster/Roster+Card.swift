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
    let traits = screen.roleTraits
    scaled = { Self(screen.device, screen.plane, traits: traits, shownAs: $0) }
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
    let traits = self.traits
    scaled = { Self(card, plane, traits: traits, shownAs: $0) }
  }

  /// One plane that shows images in one size, whatever their own: how much it scales is tried.
  private init(
    _ card: DRMDevice, _ plane: DisplayPlane, traits: RoleTraits, shownAs shown: Extent
  ) {
    self.init(
      "scanout", traits: traits, sizes: [shown],
      takes: { card.framebufferSizes.contains($0) },
      importer: { PlaneImporter(card, plane, named: $0, shownAs: shown) },
      participant: { name, terms throws(DeviceError) in
        // Each format is tried for itself: those that are wanted, or the usual one.
        let formats = terms.formats.map { $0.filter(plane.formats.formats.contains) } ?? []
        var scaling: [PlaneScaling] = []
        if terms.formats == nil {
          scaling = [try card.probeScaling(of: plane, shownAs: shown)]
        }
        for format in formats.sorted() {
          scaling.append(try card.probeScaling(of: plane, shownAs: shown, in: format))
        }
        return card.participant(
          scanningOut: plane, named: name, quirks: terms.quirks, scaling: scaling)
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
