import Foundation
import Testing

@testable import Tessera

/// What Tessera tells of cards, held against what modetest prints of them.
///
/// modetest is the kernel's table of properties as text: it knows no capabilities and no limits of
/// framebuffers, which `CardFactTests` holds against drm_info.
extension LabTests {
  @Suite("Cards as modetest sees them", .serialized)
  struct ModeFactTests {
    static let cards = Lab.isPresent ? Inventory.find().cards.map(\.path) : []

    /// A card by both; `nil` for one without mode setting, in both eyes.
    private func both(_ path: String) throws -> (DRMDevice, ModeReport)? {
      let card = try DRMDevice(path: path)
      guard let told = try ModeReport.of(driver: card.driver) else {
        #expect(!card.hasModeSetting, "\(path)")
        return nil
      }
      #expect(card.hasModeSetting)
      return (card, told)
    }

    @Test("every display of the lab is compared, each under a driver of its own")
    func everybody() throws {
      let drivers = try Self.cards.map { try DRMDevice(path: $0).driver }
      #expect(Set(drivers).count == drivers.count)
      let told = try drivers.compactMap { try ModeReport.of(driver: $0) }
      #expect(Set(told.map(\.driver)) == ["vkms", "bochs-drm", "virtio_gpu"])
      #expect(told.allSatisfy { !$0.planes.isEmpty && !$0.connectors.isEmpty })
    }

    @Test("planes, their kinds, CRTCs, formats, layouts and turns are the same", arguments: cards)
    func planes(path: String) throws {
      guard let (card, told) = try both(path) else { return }
      #expect(card.driver == told.driver)
      let planes = try card.planes()
      #expect(planes.map(\.identifier) == told.planes.map(\.id))
      for (plane, other) in zip(planes, told.planes) {
        let type = try #require(other.properties["type"])
        #expect(type.choices["\(plane.kind)".capitalized] == plane.kind.rawValue)
        #expect(type.value == plane.kind.rawValue)
        #expect(plane.possibleCRTCs == other.possibleCRTCs)
        let formats = plane.formats.formats.map(name)
        if card.takesModifiers, let layouts = other.properties["IN_FORMATS"]?.layouts {
          #expect(layouts == modifiers(plane.formats))
        } else {
          #expect(Set(formats) == Set(other.formats))
          #expect(
            plane.formats.pairs.allSatisfy {
              $0.modifier == .linear || $0.modifier.explicitModifier == nil
            })
        }
        #expect(
          plane.asyncFormats?.pairs.isEmpty == other.properties["IN_FORMATS_ASYNC"]?.blob.isEmpty)
        #expect(plane.sizeHints == hints(other.properties["SIZE_HINTS"]?.blob ?? []))
        let turns = other.properties["rotation"]?.choices ?? ["rotate-0": 1]
        #expect(UInt64(plane.rotations.rawValue) == turns.values.reduce(0, |))
        for (name, turn) in Self.turns {
          #expect(plane.rotations.contains(turn) == (turns[name] != nil), "\(name)")
        }
      }
    }

    @Test(
      "connectors, their screens, modes and what they write back are the same", arguments: cards)
    func connectors(path: String) throws {
      guard let (card, told) = try both(path) else { return }
      let connectors = try card.connectors()
      #expect(connectors.map(\.identifier) == told.connectors.map(\.id))
      for (connector, other) in zip(connectors, told.connectors) {
        #expect(connector.name == other.name)
        #expect(Self.statuses[other.status] == connector.status)
        #expect(
          connector.possibleCRTCs == other.encoders.reduce(0) { $0 | (told.encoders[$1] ?? 0) })
        var seen: Set<Extent> = []
        #expect(connector.sizes == other.sizes.filter { seen.insert($0).inserted })
        let codes = other.properties["WRITEBACK_PIXEL_FORMATS"].map { words($0.blob) }
        #expect(connector.writeback.map { Set($0.formats.map(\.rawValue)) } == codes.map(Set.init))
      }
    }

    @Test("CRTCs are the same, and a screen is on one that can feed it", arguments: cards)
    func crtcs(path: String) throws {
      guard let (card, told) = try both(path) else { return }
      #expect(try card.node.modeResources().crtcs == told.crtcs)
      let screen = try Display(card)
      let connector = try #require(told.connectors.first { $0.id == screen.connector })
      #expect(screen.connectorName == connector.name)
      #expect(connector.status == "connected")
      let place = try #require(told.crtcs.firstIndex(of: screen.crtc))
      let possible = connector.encoders.reduce(0) { $0 | (told.encoders[$1] ?? 0) }
      let plane = try #require(told.planes.first { $0.id == screen.plane.identifier })
      #expect(possible & plane.possibleCRTCs & 1 << UInt32(place) != 0)
      #expect(plane.properties["type"]?.value == 1)
    }

    /// A format as modetest spells it.
    private func name(_ format: PixelFormat) -> String {
      let code = format.rawValue
      let letters = (0..<4).map { UInt8(truncatingIfNeeded: (code & 0x7fff_ffff) >> (8 * $0)) }
      let text = String(decoding: letters, as: UTF8.self).trimmingCharacters(in: .whitespaces)
      return code >> 31 == 1 ? text + "_BE" : text
    }

    private func modifiers(_ table: FormatTable) -> [String: Set<UInt64>] {
      table.pairs.reduce(into: [:]) { layouts, pair in
        guard let modifier = pair.modifier.explicitModifier else { return }
        layouts[name(pair.format), default: []].insert(modifier.rawValue)
      }
    }

    private func words(_ bytes: [UInt8]) -> [UInt32] {
      stride(from: 0, to: bytes.count, by: 4).map { place in
        (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
      }
    }

    private func hints(_ bytes: [UInt8]) -> [Extent] {
      words(bytes).map {
        Extent(width: Pixels(UInt64($0 & 0xffff)), height: Pixels(UInt64($0 >> 16)))
      }
    }

    private static let statuses: [String: DisplayConnector.Status] = [
      "connected": .connected, "disconnected": .disconnected, "unknown": .unknown,
    ]
    private static let turns: [String: DisplayPlane.Rotations] = [
      "rotate-0": .upright, "rotate-90": .quarter, "rotate-180": .half,
      "rotate-270": .threeQuarters, "reflect-x": .mirroredAcross, "reflect-y": .mirroredDown,
    ]
  }
}
