import Testing

@testable import Tessera

/// What Tessera tells of cards, held against what drm_info tells of them.
extension LabTests {
  @Suite("Cards as drm_info sees them", .serialized)
  struct CardFactTests {
    static let cards = Lab.isPresent ? Inventory.find().cards.map(\.path) : []

    private func both(_ path: String) throws -> (DRMDevice, DRMInfo)? {
      let card = try DRMDevice(path: path)
      guard let told = try DRMInfo.of(path) else {
        // drm_info leaves out what has no mode setting.
        #expect(!card.hasModeSetting, "\(path)")
        return nil
      }
      #expect(card.hasModeSetting)
      return (card, told)
    }

    @Test("every display of the lab is compared, and only vgem is none")
    func everybody() throws {
      let drivers = try Self.cards.map { (try DRMDevice(path: $0).driver, try DRMInfo.of($0)) }
      #expect(
        Set(drivers.filter { $0.1 != nil }.map(\.0)) == ["vkms", "bochs-drm", "virtio_gpu"])
      #expect(drivers.filter { $0.1 == nil }.map(\.0) == ["vgem"])
    }

    @Test("driver, capabilities and framebuffer limits are the same", arguments: cards)
    func card(path: String) throws {
      guard let (card, told) = try both(path) else { return }
      #expect(card.driver == told.driver.name)
      #expect(Self.names.count == DRMDevice.Capability.all.count)
      for (capability, name) in Self.names {
        #expect(card.capability(capability) == told.driver.caps[name] ?? nil, "\(name)")
      }
      let limits = card.framebufferSizes
      // drm_info tells zero where any size is meant.
      #expect(limits.minimum.width.value == max(1, told.fbSize.minWidth))
      #expect(limits.minimum.height.value == max(1, told.fbSize.minHeight))
      #expect(limits.maximum?.width.value == told.fbSize.maxWidth)
      #expect(limits.maximum?.height.value == told.fbSize.maxHeight)
    }

    @Test("planes, their CRTCs, formats and layouts are the same", arguments: cards)
    func planes(path: String) throws {
      guard let (card, told) = try both(path) else { return }
      let planes = try card.planes()
      #expect(planes.map(\.identifier) == told.planes.map(\.id))
      for (plane, other) in zip(planes, told.planes) {
        #expect(plane.kind.rawValue == other.properties["type"]?.rawValue)
        #expect(plane.possibleCRTCs == other.possibleCrtcs)
        if let layouts = other.properties["IN_FORMATS"]?.layouts, card.takesModifiers {
          #expect(Set(plane.formats.pairs) == pairs(layouts))
        } else {
          #expect(Set(plane.formats.formats.map(\.rawValue)) == Set(other.formats))
        }
        #expect((plane.asyncFormats != nil) == (other.properties["IN_FORMATS_ASYNC"] != nil))
        if let layouts = other.properties["IN_FORMATS_ASYNC"]?.layouts {
          #expect(plane.asyncFormats.map { Set($0.pairs) } == pairs(layouts))
        }
        #expect(plane.sizeHints.isEmpty == (other.properties["SIZE_HINTS"] == nil))
        let bits = (other.properties["rotation"]?.choices ?? []).map { UInt32(1) << $0.value }
        #expect(plane.rotations.rawValue == bits.reduce(1, |))
      }
    }

    @Test(
      "connectors, their screens, modes and what they write back are the same", arguments: cards)
    func connectors(path: String) throws {
      let probed = try DRMDevice(path: path)
      // drm_info reads what was probed last.
      if probed.hasModeSetting { _ = try probed.connectors() }
      guard let (card, told) = try both(path) else { return }
      let connectors = try card.connectors()
      #expect(connectors.map(\.identifier) == told.connectors.map(\.id))
      for (connector, other) in zip(connectors, told.connectors) {
        #expect(connector.kind.rawValue == other.type)
        #expect(connector.status.rawValue == other.status)
        let encoders = told.encoders.filter { other.encoders.contains($0.id) }
        #expect(connector.possibleCRTCs == encoders.reduce(0) { $0 | $1.possibleCrtcs })
        let sizes = other.modes.map {
          Extent(width: Pixels($0.hdisplay), height: Pixels($0.vdisplay))
        }
        #expect(Set(connector.sizes) == Set(sizes))
        let formats = other.properties["WRITEBACK_PIXEL_FORMATS"]?.codes
        #expect(
          connector.writeback.map { Set($0.formats.map(\.rawValue)) } == formats.map(Set.init))
      }
    }

    @Test("vkms has every kind of plane as a participant, and a connector that writes back")
    func participants() throws {
      let card = try DRMDevice(path: Lab.vkms)
      let planes = try card.planes()
      for kind in [DisplayPlane.Kind.primary, .overlay, .cursor] {
        let plane = try #require(planes.first { $0.kind == kind })
        let participant = card.participant(scanningOut: plane, named: "plane")
        #expect(participant.offers.map(\.label) == ["\(kind) plane"])
      }
      let pointer = card.participant(
        scanningOut: try #require(planes.first { $0.kind == .cursor }), named: "pointer")
      let size = Extent(width: 512, height: 512)
      #expect(
        pointer.offers.flatMap(\.constraints).map(\.term)
          .contains(.size(SizeDomain(discrete: [size]))))
      let writeback = try #require(card.connectors().first { $0.writeback != nil })
      #expect(writeback.kind == .writeback)
      let participant = card.participant(writingBackTo: writeback, named: "recorder")
      #expect(participant.offers.map(\.label) == ["writeback"])
    }

    private func pairs(_ layouts: [DRMInfo.Layout]) -> Set<FormatModifier> {
      Set(
        layouts.flatMap { layout in
          layout.formats.map {
            FormatModifier(
              PixelFormat(rawValue: $0), .explicit(Modifier(rawValue: layout.modifier)))
          }
        })
    }

    private static let names: [DRMDevice.Capability: String] = [
      .dumbBuffer: "DUMB_BUFFER", .preferredDepth: "DUMB_PREFERRED_DEPTH",
      .prefersShadow: "DUMB_PREFER_SHADOW", .prime: "PRIME", .asyncPageFlip: "ASYNC_PAGE_FLIP",
      .cursorWidth: "CURSOR_WIDTH", .cursorHeight: "CURSOR_HEIGHT",
      .framebufferModifiers: "ADDFB2_MODIFIERS", .syncObjects: "SYNCOBJ",
      .timelines: "SYNCOBJ_TIMELINE",
    ]
  }
}
