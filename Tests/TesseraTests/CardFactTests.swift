import CDRM
import CLinux
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// What a card's planes and connectors become in a negotiation.
@Suite struct CardFactTests {
  private func card(_ change: (inout FakeCard.Traits) -> Void = { _ in }) throws -> DRMDevice {
    var traits = FakeCard.Traits()
    change(&traits)
    return try Stage(traits).card()
  }

  private func constraints(_ card: DRMDevice) throws -> [Constraint] {
    let plane = try #require(card.planes().first)
    return card.participant(scanningOut: plane, named: "plane").offers.flatMap(\.constraints)
  }

  private func sizes(_ constraints: [Constraint]) -> [SizeDomain] {
    constraints.compactMap { if case .size(let domain) = $0.term { domain } else { nil } }
  }

  @Test func `A plane takes no framebuffer beyond its card's limits`() throws {
    let known = try constraints(try card { $0.framebuffers = (32, 8192) })
    let limits = SizeDomain(
      minimum: Extent(width: 32, height: 32), maximum: Extent(width: 8192, height: 8192))
    #expect(
      known.contains(
        Constraint(.size(limits), Evidence(.driverQuery, "DRM_IOCTL_MODE_GETRESOURCES"))))
  }

  @Test func `A limit of zero is none`() throws {
    let card = try card { $0.framebuffers = (0, 0) }
    #expect(card.framebufferSizes == .any)
    #expect(sizes(try constraints(card)).isEmpty)
    #expect(
      try self.card { $0.framebuffers = (0, 4096) }.framebufferSizes
        == SizeDomain(maximum: Extent(width: 4096, height: 4096)))
  }

  @Test func `What can change at once is told beside what can be shown`() throws {
    let tiled = Modifier.vivanteTiled.rawValue
    let plane = try #require(
      card {
        $0.modifiers = [0, tiled]
        $0.asyncModifiers = [tiled]
      }.planes().first)
    #expect(plane.formats.pairs.count == 6)
    #expect(Set(plane.asyncFormats?.pairs.map(\.modifier) ?? []) == [.explicit(.vivanteTiled)])
    #expect(try card().planes().first?.asyncFormats == nil)
  }

  @Test func `How a plane can turn is told; without a word of it, upright`() throws {
    let plane = try #require(card { $0.rotations = [0, 2, 4] }.planes().first)
    #expect(plane.rotations == [.upright, .half, .mirroredAcross])
    #expect(try card().planes().first?.rotations == .upright)
  }

  @Test func `A pointer has one of the sizes that are recommended`() throws {
    let card = try card {
      $0.planeKind = 2
      $0.sizeHints = [(64, 64), (256, 128)]
    }
    #expect(
      try card.planes().first?.sizeHints
        == [Extent(width: 64, height: 64), Extent(width: 256, height: 128)])
    let listed = SizeDomain(discrete: [
      Extent(width: 64, height: 64), Extent(width: 256, height: 128),
    ])
    #expect(
      try constraints(card).contains(
        Constraint(.size(listed), Evidence(.driverQuery, "SIZE_HINTS"))))
  }

  @Test func `Without recommended sizes a pointer has the one that is certain, if any is`() throws {
    let card = try card {
      $0.planeKind = 2
      $0.pointer = (512, 256)
    }
    let certain = SizeDomain(discrete: [Extent(width: 512, height: 256)])
    #expect(
      try constraints(card).contains(
        Constraint(
          .size(certain),
          Evidence(.driverQuery, "DRM_CAP_CURSOR_WIDTH and DRM_CAP_CURSOR_HEIGHT"))))
    let silent = try self.card {
      $0.planeKind = 2
      $0.pointer = nil
    }
    #expect(sizes(try constraints(silent)) == [silent.framebufferSizes])
    // No other plane is bound to pointers' sizes.
    #expect(try sizes(constraints(self.card())) == [self.card().framebufferSizes])
  }

  @Test func `A connector that writes pictures back is a participant, and no screen`() throws {
    let card = try card { $0.writebackFormats = [0x3432_5258] }
    let connectors = try card.connectors()
    #expect(connectors.map(\.name) == ["HDMI-A-1", "Writeback-1"])
    let writeback = try #require(connectors.last)
    #expect(writeback.kind == .writeback)
    #expect(writeback.writeback?.pairs == [FormatModifier(.xrgb8888, .linear)])
    let participant = card.participant(writingBackTo: writeback, named: "recorder")
    let terms = participant.offers.flatMap(\.constraints).map(\.term)
    #expect(terms.contains(.formats(FormatTable([FormatModifier(.xrgb8888, .linear)]))))
    #expect(terms.contains(.size(card.framebufferSizes)))
    #expect(try Display(card).connectorName == "HDMI-A-1")
    let alone = try self.card {
      $0.writebackFormats = [0x3432_5258]
      $0.isConnected = false
    }
    #expect(throws: DeviceError.self) { _ = try Display(alone) }
  }

  @Test(
    "A connector that goes while the card is looked at is left out",
    arguments: [cdrm_MODE_GETCONNECTOR, cdrm_MODE_OBJ_GETPROPERTIES, cdrm_MODE_GETENCODER])
  func vanishing(request: CUnsignedLong) throws {
    let card = try card { $0.writebackFormats = [0x3432_5258] }
    let kernel = try #require(card.node.file.kernel as? ScriptedKernel)
    kernel.fail(.ioctl(request), with: ENOENT)
    #expect(try card.connectors().map(\.name) == ["Writeback-1"])
    kernel.fail(.ioctl(request), with: EIO)
    #expect(throws: DeviceError.self) { _ = try card.connectors() }
    guard request == cdrm_MODE_GETCONNECTOR else { return }
    kernel.fail(.ioctl(request), with: ENOENT)
    #expect(throws: DeviceError.self) { _ = try Display(card) }
    #expect(try Display(card).connectorName == "HDMI-A-1")
  }

  @Test func `A connector of screens writes nothing back, and says so`() throws {
    let card = try card()
    let connector = try #require(card.connectors().first)
    #expect(connector.status == .connected)
    #expect(connector.possibleCRTCs == 1)
    #expect(connector.sizes == [Stage.extent, Extent(width: 320, height: 240)])
    let participant = card.participant(writingBackTo: connector, named: "recorder")
    #expect(
      participant.offers.flatMap(\.constraints).map(\.term)
        == [.impossible("writes no picture back: HDMI-A-1 is for screens")])
  }

  @Test func `What is known of writing back by quirks is among its terms`() throws {
    let card = try card { $0.writebackFormats = [0x3432_5258] }
    let quirk = Quirk(
      "test", of: DeviceMatch(drivers: ["fake"], roles: [.writeback]),
      [(.contiguous, .everything)], source: "https://example.org", level: .measured)
    let writeback = try #require(card.connectors().last)
    let terms = card.participant(
      writingBackTo: writeback, named: "recorder", quirks: QuirkTable([quirk])
    ).offers.flatMap(\.constraints).map(\.term)
    #expect(terms.contains(.contiguous))
  }

  @Test func `A card answers what it can by number`() throws {
    let card = try card()
    #expect(card.capability(.prime) == 3)
    #expect(card.capability(.cursorWidth) == 64)
    #expect(card.capability(.prefersShadow) == nil)
  }
}
