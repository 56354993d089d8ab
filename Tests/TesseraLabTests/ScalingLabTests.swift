import Foundation
import SystemPackage
import TesseraKernel
import Testing

@testable import Tessera

/// How planes of real drivers scale, held against test commits that come later.
extension LabTests {
  @Suite("How planes scale", .serialized)
  struct ScalingLabTests {
    static let cards = [Lab.vkms, Lab.bochs, Lab.virtioGPU]

    private func plane(_ kind: DisplayPlane.Kind, of card: DRMDevice) throws -> DisplayPlane {
      try #require(card.planes().first { $0.kind == kind })
    }

    /// Every value of every property that commits change: bochs makes a new blob of its screen's EDID
    /// whenever it looks for a screen.
    private func state(_ card: DRMDevice) throws -> [String] {
      let resources = try card.node.modeResources()
      let objects =
        try card.node.planes().map { ($0, ModeObjectType.plane) }
        + resources.crtcs.map { ($0, .crtc) } + resources.connectors.map { ($0, .connector) }
      return try objects.flatMap { object, type in
        try card.node.properties(of: object, type).filter { $0.name != "EDID" }
          .map { "\(object) \($0.name) = \($0.value)" }
      }
    }

    /// Whether the driver takes a buffer of a size, without the probe's search.
    private func takes(
      _ extent: Extent, as scaling: PlaneScaling, on card: DRMDevice, _ test: PlaneTest
    ) throws -> Bool {
      let picture = try TestPicture(scaling.format, extent, on: card)
      do {
        try test.run(showing: picture.framebuffer, of: extent, as: scaling.shown)
        return true
      } catch {
        guard case .refused = error else { throw error }
        return false
      }
    }

    /// Sizes around the one that is shown, and far from it.
    private func samples(around shown: Extent) -> [Extent] {
      let (width, height) = (shown.width.value, shown.height.value)
      let pairs = [
        (width, height), (width - 2, height), (width + 2, height), (width, height - 2),
        (width, height + 2), (width - 2, height - 2), (width / 2, height / 2), (width / 2, height),
        (width * 2, height * 2), (width * 2, height / 2), (width / 3 * 2, height), (16, 16),
        (height, width),
      ]
      return pairs.map { Extent(width: Pixels($0), height: Pixels($1)) }
    }

    @Test("what the probe says of every plane is what later commits do", arguments: cards)
    func truth(_ path: String) throws {
      let card = try DRMDevice(path: path)
      for plane in try card.planes() {
        let scaling = try card.probeScaling(of: plane)
        let test = try PlaneTest(
          card, plane, on: Display(card, under: plane), showing: scaling.shown)
        for extent in samples(around: scaling.shown) where card.framebufferSizes.contains(extent) {
          #expect(
            try takes(extent, as: scaling, on: card, test) == scaling.sizes.contains(extent),
            "\(card.driver) \(plane.kind) \(extent) as \(scaling.shown)")
        }
        // None of the lab's drivers scales, on either kernel.
        #expect(scaling.isFixed && scaling.isGapless, "\(card.driver) \(plane.kind): \(scaling)")
      }
    }

    @Test("an overlay of vkms scales in no format, and no plane in a size that is shown")
    func formats() throws {
      let card = try DRMDevice(path: Lab.vkms)
      let maker = try #require(card.dumbAllocator)
      let small = Extent(width: 200, height: 100)
      for kind in [DisplayPlane.Kind.overlay, .cursor] {
        #expect(
          try card.probeScaling(of: plane(kind, of: card), shownAs: small).sizes
            == SizeDomain(discrete: [small]))
      }
      let overlay = try plane(.overlay, of: card)
      let made = overlay.formats.formats.filter {
        maker.production.formats.contains(FormatModifier($0, .linear))
      }
      #expect(made.count > 2 && made.contains(.rgb565))
      for format in made {
        let scaling = try card.probeScaling(of: overlay, shownAs: small, in: format)
        #expect(scaling.isFixed && scaling.format == format, "\(format)")
      }
    }

    @Test("a probe changes nothing and leaves nothing, screen on or off", arguments: cards)
    func traceless(_ path: String) throws {
      let card = try DRMDevice(path: path)
      let display = try Display(card)
      func expectTraceless() throws {
        let before = (try state(card), card.node.liveHandles, try LiveBuffers.find().buffers.count)
        for plane in try card.planes() { _ = try card.probeScaling(of: plane) }
        #expect(try state(card) == before.0)
        #expect(card.node.liveHandles == before.1)
        #expect(try LiveBuffers.find().buffers.count == before.2)
      }
      try expectTraceless()

      let maker = try #require(card.dumbAllocator)
      let extent = try #require(display.sizes.first)
      var negotiation = Negotiation(
        Problem(
          extent: extent, participants: [display.participant(named: "display")],
          allocators: [maker.production]))
      let importer = DisplayImporter(display, named: "display")
      _ = try negotiation.settle(with: [maker], importers: [importer])
      defer { importer.release() }
      try importer.show(0, extent)
      let shown = try card.node.properties(of: display.plane.identifier, .plane)
        .first { $0.name == "FB_ID" }?.value
      #expect(shown != nil && shown != 0)
      try expectTraceless()
      try importer.show(0, extent)

      // Another open file is another program's.
      let other = try DRMDevice(path: path)
      let error = #expect(throws: DeviceError.self) {
        _ = try other.probeScaling(of: display.plane)
      }
      #expect(error?.problem.contains("another program holds the display") == true)
      #expect(error?.cause?.errno == .resourceBusy)
    }

    @Test("what no mode or screen has room for stays unknown")
    func unknown() throws {
      let card = try DRMDevice(path: Lab.vkms)
      let odd = Extent(width: 1001, height: 701)
      let picture = #expect(throws: DeviceError.self) {
        _ = try card.probeScaling(of: plane(.primary, of: card), shownAs: odd)
      }
      #expect(picture?.problem.contains("no mode of 1001x701") == true)
      let overlay = #expect(throws: DeviceError.self) {
        _ = try card.probeScaling(
          of: plane(.overlay, of: card), shownAs: Extent(width: 9000, height: 9000))
      }
      #expect(overlay?.problem.contains("is larger than") == true)
    }

    @Test("a buffer that is to be shown in another size is refused before the first frame")
    func verification() throws {
      let card = try DRMDevice(path: Lab.vkms)
      let overlay = try plane(.overlay, of: card)
      let maker = try #require(card.dumbAllocator)
      func verify(_ extent: Extent) throws -> Verification {
        let importer = PlaneImporter(
          card, overlay, named: "overlay", shownAs: Extent(width: 512, height: 512))
        defer { importer.release() }
        var negotiation = Negotiation(
          Problem(
            extent: extent,
            participants: [card.participant(scanningOut: overlay, named: "overlay")],
            allocators: [maker.production]))
        return try negotiation.verify(upTo: .tested, with: [maker], importers: [importer])
      }
      #expect(try verify(Extent(width: 512, height: 512)).proofs.map(\.level) == [.tested])
      let error = #expect(throws: SettlementError.self) {
        _ = try verify(Extent(width: 256, height: 512))
      }
      #expect(error?.refusals.first?.reason.contains("ERANGE") == true)
    }

    @Test("the command line says in which size a plane shows an image, and is believed")
    func shown() throws {
      func run(_ command: String, _ plane: String, _ size: String) throws -> (String, Int32) {
        let (output, status) = try Command.run(
          "tessera", command, "--with", "\(Lab.vkms):\(plane)", "--with", "cpu", "--size", size,
          "--format", "XR24")
        return (output, status)
      }
      let (taken, status) = try run("negotiate", "plane=overlay:shown=512x256", "512x256")
      #expect(status == 0, "\(taken)")
      #expect(taken.contains("512x256 pixels"), "\(taken)")
      let (tried, level) = try run("verify", "plane=overlay:shown=512x256", "512x256")
      #expect(level == 0, "\(tried)")
      // None of the lab's drivers scales.
      let (refused, conflict) = try run("negotiate", "plane=overlay:shown=512x256", "256x256")
      #expect(conflict == 2, "\(refused)")
      #expect(refused.contains("test commits of plane "), "\(refused)")
      #expect(refused.contains("XR24 shown at 512x256"), "\(refused)")
      let (big, larger) = try run("negotiate", "plane=overlay:shown=9000x9000", "512x256")
      #expect(larger != 0 && big.contains("is larger than"), "\(big)")
      let (wrong, usage) = try run("negotiate", "shown=big", "512x256")
      #expect(usage == 64 && wrong.contains("write it as shown=1280x720"), "\(wrong)")
      let (camera, other) = try Command.run(
        "tessera", "negotiate", "--with", "\(Lab.vivid):shown=8x8", "--with", "cpu")
      #expect(other == 64 && camera.contains("shown= is for planes of cards"), "\(camera)")
    }

    @Test("devices tells how planes scale when it is asked to, and only then")
    func command() throws {
      let (plain, _) = try Command.run("tessera", "devices")
      #expect(!plain.contains("scale"))
      let (text, status) = try Command.run("tessera", "devices", "--probe")
      #expect(status == 0)
      let planes = try Self.cards.map { try DRMDevice(path: $0).planes().count }.reduce(0, +)
      let lines = text.split(separator: "\n").filter {
        $0.contains("does not scale [probe: test commits of plane ")
      }
      #expect(lines.count == planes, "\(text)")
      let (json, _) = try Command.run(
        "sh", "-c", "tessera devices --probe --format json 2>/dev/null")
      let report = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
      let scalings = report.cards.flatMap(\.planes).map(\.scaling)
      #expect(scalings.count == planes)
      #expect(
        scalings.allSatisfy {
          $0?.horizontal.smallest == "1" && $0?.vertical.largest == "1" && $0?.gapless == true
        })
      #expect(try Command.run("tessera", "devices", "--probe", "--tree").status == 64)
      #expect(try Command.run("tessera", "devices", "--probe", "--profile", "x").status == 64)
    }

    private struct Report: Decodable {
      struct Card: Decodable { var planes: [Plane] }
      struct Plane: Decodable { var scaling: Scaling? }
      struct Scaling: Decodable {
        var horizontal, vertical: Limits
        var gapless: Bool
      }
      struct Limits: Decodable { var smallest, largest: String }
      var cards: [Card]
    }
  }
}
