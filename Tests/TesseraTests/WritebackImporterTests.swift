import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// A connector that should write pictures, on a card that writes none.
@Suite struct WritebackImporterTests {
  /// A connector that has taken two buffers in memory of a heap.
  private struct Scene {
    let stage: Stage
    let importer: WritebackImporter
    let buffers: [Buffer]
    let agreement: Agreement

    init(
      _ extent: Extent = Stage.extent, _ change: (inout FakeCard.Traits) -> Void = { _ in }
    ) throws {
      var traits = FakeCard.Traits()
      traits.writebackFormats = [0x3432_5258]
      change(&traits)
      stage = Stage(traits)
      let card = try stage.card()
      let connector = try #require(card.connectors().last)
      importer = WritebackImporter(card, connector, named: "recorder")
      let heap = try stage.heapAllocator()
      agreement = try TesseraTests.agreement(.xrgb8888, extent, from: heap.production)
      let plan = BufferPlan(agreement)
      buffers = [try heap.allocate(plan), try heap.allocate(plan)]
      try importer.take(buffers, under: agreement)
    }

    func prove(_ level: ProofLevel = .pattern, withCPU: Bool = true) throws(Refusal) -> Proof {
      try importer.prove(
        Trial(buffers, under: agreement, upTo: level, isTouchedByCPU: withCPU))
    }

    /// Whether the display is as it was.
    var isGivenBack: Bool {
      let screen = stage.screen
      return !screen.isMaster && screen.liveBlobs == 0 && screen.liveFramebuffers == 2
    }
  }

  @Test func `Below a pattern nothing is written, and the proof says how far it went`() throws {
    let scene = try Scene()
    #expect(try scene.prove(.imported).deed == "took 2 framebuffers")
    let tested = try scene.prove(.tested)
    #expect(tested.level == .tested)
    #expect(tested.limit == nil)
    #expect(tested.deed == "took 2 framebuffers, and one in a test commit on Writeback-1")
    #expect(scene.stage.screen.shown.isEmpty)
    #expect(scene.isGivenBack)
    scene.importer.release()
    #expect(scene.stage.screen.liveFramebuffers == 0)
  }

  @Test func `A picture that does not arrive refuses the memory, and the screen is off again`()
    throws
  {
    let scene = try Scene()
    let refusal = #expect(throws: Refusal.self) { try scene.prove() }
    #expect(refusal?.lesson == .allocator)
    #expect(
      refusal?.reason == "it left 960 of 960 ends of rows as they were when it wrote a picture, "
        + "and nothing of it arrives")
    #expect(scene.stage.screen.shown.count == 2)
    #expect(scene.stage.screen.shown.last == 0)
    #expect(scene.isGivenBack)
    let proof = try scene.prove(withCPU: false)
    #expect(proof.level == .tested)
    #expect(proof.limit?.hasSuffix("no CPU takes part") == true)
  }

  @Test func `A driver that fails to write is no refusal, and says why`() throws {
    let scene = try Scene { $0.writebackErrno = 5 }
    let proof = try scene.prove()
    #expect(proof.level == .tested)
    #expect(proof.limit?.hasPrefix("it wrote no picture: ") == true)
    #expect(proof.limit?.contains("EIO") == true)
    #expect(scene.isGivenBack)
  }

  @Test func `What cannot be tried is no refusal, and says why`() throws {
    let held = try Scene { $0.isHeldByAnother = true }
    #expect(try held.prove().level == .imported)
    #expect(try held.prove().limit?.hasPrefix("another program holds the display") == true)
    let odd = try Scene(Extent(width: 642, height: 480))
    #expect(try odd.prove().limit == "Writeback-1 has no mode of 642x480")
    let makesNothing = try Scene { $0.depths = [] }
    #expect(
      try makesNothing.prove().limit?.hasPrefix("the card makes no picture for plane 31") == true)
  }

  @Test func `Colours are told where they stand, and nowhere else`() throws {
    let heap = try Stage().heapAllocator()
    for (format, other) in [
      (PixelFormat.xrgb8888, PixelFormat.xbgr8888), (.argb8888, .abgr8888),
    ] {
      let colour = try #require(PackedColour(format))
      let colours = KnownColours(seed: 7, colour: colour)
      let extent = Extent(width: 20, height: 6)
      let image = try heap.allocate(
        BufferPlan(try TesseraTests.agreement(format, extent, from: heap.production)))
      #expect(try colours.count(in: image).all == 48)
      #expect(try colours.count(in: image).found < 4)
      try colours.draw(into: image)
      #expect(try colours.count(in: image) == (48, 48))
      #expect(try KnownColours(seed: 8, colour: colour).count(in: image).found < 4)
      try KnownColours(seed: 7, colour: try #require(PackedColour(other))).draw(into: image)
      #expect(try colours.count(in: image).found < 4)
    }
  }
}
