import CDRM
import CLinux
import SystemPackage
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// How far a plane scales, asked of a driver in test commits.
@Suite struct ScalingProbeTests {
  /// Half to four times the size: a quarter to two pixels of the buffer for one on the screen.
  private static let scaler = FakeCard.Scaling(0x4000...0x2_0000)

  private func stage(
    _ scaling: FakeCard.Scaling?, _ change: (inout FakeCard.Traits) -> Void = { _ in }
  ) -> Stage {
    var traits = FakeCard.Traits()
    traits.scaling = scaling
    change(&traits)
    return Stage(traits)
  }

  private func probe(
    _ stage: Stage, _ kind: DisplayPlane.Kind = .primary, shownAs shown: Extent? = nil,
    in format: PixelFormat? = nil
  ) throws -> PlaneScaling {
    let card = try stage.card()
    let plane = try #require(card.planes().first { $0.kind == kind })
    return try card.probeScaling(of: plane, shownAs: shown, in: format)
  }

  private func limits(
    _ smallest: (Pixels, Pixels), _ largest: (Pixels, Pixels), endsBelow: Bool = true,
    endsAbove: Bool = true
  ) throws -> PlaneScaling.Limits {
    PlaneScaling.Limits(
      try #require(ScalingFactor(shown: smallest.0, source: smallest.1)),
      try #require(ScalingFactor(shown: largest.0, source: largest.1)), endsBelow: endsBelow,
      endsAbove: endsAbove)
  }

  /// Nothing is left of a probe, whatever became of it.
  private func expectNothingLeft(_ stage: Stage, _ note: String = "") {
    #expect(stage.screen.liveFramebuffers == 0, "\(note)")
    #expect(stage.screen.liveHandles == 0, "\(note)")
    #expect(stage.screen.liveBlobs == 0, "\(note)")
    #expect(!stage.screen.isMaster, "\(note)")
    #expect(stage.screen.shown.isEmpty, "\(note)")
    #expect(stage.kernel.openDescriptors.isEmpty, "\(note)")
  }

  @Test func `Limits of a driver are measured exactly, each axis by itself`() throws {
    let both = stage(Self.scaler)
    let scaling = try probe(both)
    #expect(scaling.horizontal == (try limits((1, 2), (4, 1))))
    #expect(scaling.vertical == scaling.horizontal)
    #expect(scaling.isGapless)
    #expect(scaling.shown == Stage.extent)
    #expect(scaling.format == .xrgb8888)
    #expect(
      scaling.evidence
        == Evidence(.probe, "test commits of plane 31 on HDMI-A-1, XR24 shown at 640x480"))
    expectNothingLeft(both)

    let uneven = try probe(stage(FakeCard.Scaling(0x1_0000...0x8_0000, 0x2000...0x1_0000)))
    #expect(uneven.horizontal == (try limits((1, 8), (1, 1))))
    #expect(uneven.vertical == (try limits((1, 1), (8, 1))))
    #expect(uneven.isGapless)
  }

  @Test func `A driver that does not scale is asked little`() throws {
    let stage = stage(FakeCard.Scaling())
    let scaling = try probe(stage)
    #expect(scaling.isFixed && scaling.isGapless)
    // In its own size, then smaller and larger, by the least and by twice, along both axes.
    #expect(stage.kernel.count(of: .ioctl(cdrm_MODE_ATOMIC)) == 9)
    #expect(stage.screen.testedCommits == 1)
    expectNothingLeft(stage)
  }

  @Test func `Where the card's framebuffers end first, that is no limit of the plane`() throws {
    let stage = stage(nil) { $0.framebuffers = (1, 2048) }
    let scaling = try probe(stage)
    let (across, down) = (
      try limits((640, 2048), (640, 1), endsBelow: false, endsAbove: false),
      try limits((480, 2048), (480, 1), endsBelow: false, endsAbove: false)
    )
    #expect(scaling.horizontal == across && scaling.vertical == down)
    #expect(stage.kernel.count(of: .ioctl(cdrm_MODE_ATOMIC)) < 100)
    #expect(scaling.sizes.contains(Extent(width: 4096, height: 4096)))
    expectNothingLeft(stage)
  }

  @Test func `Limits that do not hold for both axes at once are outer bounds`() throws {
    let scaling = try probe(
      stage(FakeCard.Scaling(0x4000...0x2_0000, scalesBoth: false)))
    #expect(scaling.horizontal == (try limits((1, 2), (4, 1))))
    #expect(!scaling.isGapless)
  }

  @Test func `Sizes with subsampled colours are tried in whole samples`() throws {
    // A little less than twice: 958 of 480 lines, and 1278 of 640 columns.
    let scaling = try probe(stage(FakeCard.Scaling(0x1_0000...0x1_ff7f)), in: .nv12)
    #expect(scaling.format == .nv12)
    #expect(scaling.horizontal == (try limits((640, 1278), (1, 1))))
    #expect(scaling.vertical == (try limits((480, 958), (1, 1))))
    let error = #expect(throws: DeviceError.self) {
      _ = try probe(
        stage(Self.scaler) { $0.modes = [(641, 480)] }, shownAs: Extent(width: 641, height: 480),
        in: .nv12)
    }
    #expect(error?.problem.contains("641x480 is no size of NV12 images") == true)
  }

  @Test func `An overlay is tried in the size that is told, over whatever is below it`() throws {
    let stage = stage(Self.scaler) { $0.hasOverlay = true }
    let scaling = try probe(stage, .overlay, shownAs: Extent(width: 100, height: 60))
    #expect(
      scaling.sizes
        == SizeDomain(
          minimum: Extent(width: 25, height: 15), maximum: Extent(width: 200, height: 120)))
    #expect(scaling.evidence.source.contains("plane 32 on HDMI-A-1"))
    expectNothingLeft(stage)
  }

  @Test func `A driver that shows no overlay without a picture below it gets one`() throws {
    let stage = stage(Self.scaler) {
      $0.hasOverlay = true
      $0.needsPicture = true
    }
    #expect(try probe(stage, .overlay).horizontal == (try limits((1, 2), (4, 1))))
    expectNothingLeft(stage)
  }

  @Test func `Where another program holds the display, nothing is known or tried`() throws {
    let stage = stage(Self.scaler) { $0.isHeldByAnother = true }
    let error = #expect(throws: DeviceError.self) { _ = try probe(stage) }
    #expect(
      error?.description
        == "/scripted/card0: how plane 31 scales is not known: another program holds the display "
        + "(EBUSY). Stop that program, or start this one from a free virtual terminal.")
    #expect(stage.kernel.count(of: .ioctl(cdrm_MODE_ATOMIC)) == 0)
    expectNothingLeft(stage)
  }

  @Test(
    "A display that is lost in mid-probe leaves nothing known and nothing behind",
    arguments: [EACCES, EBUSY, ENOMEM, ENODEV, EIO])
  func lost(errno: CInt) throws {
    let stage = stage(Self.scaler)
    stage.kernel.fail(.ioctl(cdrm_MODE_ATOMIC), after: 7, with: errno)
    let error = #expect(throws: DeviceError.self) { _ = try probe(stage) }
    #expect(error?.problem.contains("how plane 31 scales is not known") == true)
    #expect((error?.advice != nil) == (errno == EACCES))
    #expect(stage.kernel.heal())
    expectNothingLeft(stage)
  }

  @Test func `Whichever call fails, nothing is left, and no limit is told that is none`() throws {
    // A failure to let go is the driver's: it ends with the open file.
    let lettingGo: [KernelCall] = [
      cdrm_MODE_DESTROYPROPBLOB, cdrm_MODE_RMFB, cdrm_GEM_CLOSE, cdrm_DROP_MASTER,
    ].map { .ioctl($0) }
    var number = 0
    var hasStruck = true
    while hasStruck {
      number += 1
      let stage = stage(FakeCard.Scaling()) { $0.hasOverlay = true }
      do {
        let card = try stage.card()
        let plane = try #require(card.planes().first { $0.kind == .overlay })
        let before = stage.kernel.calls.count
        stage.kernel.fail(callNumber: number, with: EIO)
        // A buffer that could not be made ends a search, and is no limit.
        let scaling = try? card.probeScaling(of: plane)
        for limits in [scaling?.horizontal, scaling?.vertical] {
          #expect(limits.map { $0.smallest == .one && $0.largest == .one } ?? true)
        }
        hasStruck = stage.kernel.heal()
        if hasStruck, lettingGo.contains(stage.kernel.calls[before + number - 1].call) { continue }
      }
      expectNothingLeft(stage, "call \(number)")
    }
    #expect(number > 100)
  }

  @Test func `A card that cannot try says why`() throws {
    func problem(
      shownAs shown: Extent? = nil, _ change: (inout FakeCard.Traits) -> Void
    ) -> String {
      let error = #expect(throws: DeviceError.self) {
        _ = try probe(stage(Self.scaler, change), shownAs: shown)
      }
      return error?.problem ?? ""
    }
    #expect(problem { $0.isAtomic = false }.contains("fake has no commits that only test"))
    #expect(problem { $0.isConnected = false }.contains("no screen is connected"))
    #expect(problem { $0.depths = [] }.contains("fake makes no buffers"))
    #expect(
      problem(shownAs: Extent(width: 100, height: 100)) { _ in }
        .contains("HDMI-A-1 has no mode of 100x100"))
    #expect(
      problem { $0.scaling = FakeCard.Scaling(0x4000...0x8000) }
        .contains("does not show XR24 of 640x480 in its own size"))
  }

  @Test func `A plane that does not scale takes buffers of the size that it shows`() throws {
    let stage = stage(FakeCard.Scaling())
    let card = try stage.card()
    let plane = try #require(card.planes().first)
    let scaling = try card.probeScaling(of: plane)
    func negotiation(_ extent: Extent) throws -> Negotiation {
      var participant = card.participant(scanningOut: plane, named: "plane", scaling: [scaling])
      participant.offers[0].constraints.append(
        Constraint(
          .formats(FormatTable([FormatModifier(.xrgb8888, .linear)])), Evidence(.user, "test")))
      return Negotiation(
        Problem(
          extent: extent, participants: [participant],
          allocators: [try #require(card.dumbAllocator).production]))
    }
    var fitting = try negotiation(Stage.extent)
    #expect(throws: Never.self) { _ = try fitting.next() }
    var other = try negotiation(Extent(width: 320, height: 240))
    let conflict = #expect(throws: Conflict.self) { _ = try other.next() }
    #expect(
      conflict?.members.contains { $0.constraint.evidence == scaling.evidence } == true,
      "\(conflict.map { "\($0)" } ?? "")")
  }

  @Test func `What is shown in another size is tried in it`() throws {
    func verify(_ scaling: FakeCard.Scaling) throws -> Verification {
      let card = try stage(scaling).card()
      let plane = try #require(card.planes().first)
      let maker = try #require(card.dumbAllocator)
      var negotiation = Negotiation(
        Problem(
          extent: Extent(width: 320, height: 240),
          participants: [card.participant(scanningOut: plane, named: "plane")],
          allocators: [maker.production]))
      let importer = PlaneImporter(card, plane, named: "plane", shownAs: Stage.extent)
      defer { importer.release() }
      return try negotiation.verify(upTo: .tested, with: [maker], importers: [importer])
    }
    #expect(try verify(Self.scaler).proofs.map(\.level) == [.tested])
    let error = #expect(throws: SettlementError.self) { _ = try verify(FakeCard.Scaling()) }
    #expect(error?.refusals.first?.reason.contains("ERANGE") == true)
  }
}
