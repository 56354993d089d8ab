import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// Who could take part is found by name, and a mistake is answered with what there is.
@Suite struct RosterTests {
  private let roster: Roster
  private let inventory: Inventory

  init() {
    let kernel = ScriptedMachine.computer()
    inventory = Inventory.find(kernel: kernel)
    roster = Roster(inventory, kernel: kernel)
  }

  @Test func `Nodes are members by their names, in the order of their numbers`() {
    #expect(
      roster.members.map(\.name).filter { $0 != "renderD128" } == [
        "card0", "video0", "video10", "cpu",
      ])
  }

  @Test(
    "A name, a role and traits find one role",
    arguments: [
      (Roster.Request("card0"), "scanout"),
      (Roster.Request("/dev/dri/card0"), "scanout"),
      (Roster.Request("card0", role: "scanout"), "scanout"),
      (Roster.Request("card0", traits: [.init("plane", "primary")]), "scanout"),
      (Roster.Request("video0"), "capture"),
      (Roster.Request("cpu", traits: [.init("read", "often")]), "access"),
    ])
  func finds(_ request: Roster.Request, _ role: String) throws {
    #expect(try roster.find(request).role.name == role)
  }

  @Test(
    "A mistake is told in one sentence, with what there is instead",
    arguments: [
      (Roster.Request("card7"), "card7: there is no 'card7' here; there are: card0, "),
      (
        Roster.Request("video0", role: "scanout"),
        "video0:scanout: video0 has no role 'scanout'; it has: capture"
      ),
      (
        Roster.Request("card0", traits: [.init("plane", "sideways")]),
        "card0:plane=sideways: card0 has no plane=sideways; plane is one of: "
      ),
      (
        Roster.Request("card0", traits: [.init("read", "often")]),
        "card0:read=often: card0 is not told apart by 'read'; it takes: crtc, plane"
      ),
      (
        Roster.Request("video0", traits: [.init("plane", "1")]),
        "video0:plane=1: video0 is not told apart by 'plane'; it takes no key=value"
      ),
      (
        Roster.Request("cpu", traits: [.init("read", "hourly")]),
        "cpu:read=hourly: cpu has no read=hourly; read is one of: often, rarely, never"
      ),
      (
        Roster.Request("video0", shown: Extent(width: 8, height: 8)),
        "video0:shown=8x8: video0 cannot be told the size that it shows; shown= is for planes"
      ),
    ])
  func mistakes(_ request: Roster.Request, _ sentence: String) {
    let error = #expect(throws: RosterError.self) { try roster.find(request) }
    #expect(error?.description.hasPrefix(sentence) == true, "\(String(describing: error))")
    #expect(error?.cause == nil)
  }

  @Test func `Who is there and cannot be used is answered with the device's own reason`() {
    var broken = inventory
    broken.problems.append(
      DeviceError(path: "/dev/video7", problem: "this user may not open it"))
    let error = #expect(throws: RosterError.self) {
      try Roster(broken, kernel: ScriptedMachine.computer()).find(.init("video7"))
    }
    #expect(error?.description == "/dev/video7: this user may not open it.")
    #expect(error?.cause?.path == "/dev/video7")
  }

  @Test func `Those who are cast pose the problem that a camera and a display do`() throws {
    let allocators = inventory.allocators.map(\.production)
    let cast = try roster.cast(
      [.init("/dev/video0"), .init("card0", traits: [.init("plane", "primary")])],
      allocators: allocators)
    #expect(cast.entries.map(\.name) == ["video0", "card0:plane=primary"])
    let pair = try CameraToDisplay(
      inventory.cameras[0], inventory.cards[0], allocators: inventory.allocators)
    #expect(cast.problem.extent == pair.problem.extent)
    #expect(cast.problem.participants.map(\.offers) == pair.problem.participants.map(\.offers))
    #expect(cast.importers.map(\.name) == cast.entries.map(\.name))
  }

  @Test(
    "A plane shows images in the size that is asked for, as far as it scales",
    arguments: [
      (Extent(width: 640, height: 480), true), (Extent(width: 320, height: 240), true),
      (Extent(width: 1280, height: 960), true), (Extent(width: 1400, height: 960), false),
      (Extent(width: 640, height: 100), false),
    ])
  func scaled(extent: Extent, isTaken: Bool) throws {
    var traits = FakeCard.Traits()
    traits.scaling = FakeCard.Scaling(0x4000...0x2_0000)
    let card = try Stage(traits).card()
    let request = Roster.Request(
      "card0", traits: [.init("plane", "primary")], shown: Stage.extent)
    let cast = try Roster([.init(card), .cpu]).cast(
      [request, .init("cpu")], extent: extent, only: [.xrgb8888],
      allocators: [try #require(card.dumbAllocator).production])
    #expect(cast.entries[0].name == "card0:plane=primary:shown=640x480")
    let importer = try #require(cast.importers.first as? PlaneImporter)
    #expect(importer.shown == Stage.extent)
    var negotiation = Negotiation(cast.problem)
    if isTaken {
      #expect(try negotiation.next().extent == extent)
    } else {
      let conflict = #expect(throws: Conflict.self) { try negotiation.next() }
      #expect(conflict?.explanation.contains("test commits of plane") == true)
    }
  }

  @Test func `Without a size of their own images have the one that is shown`() throws {
    var traits = FakeCard.Traits()
    traits.hasOverlay = true
    let card = try Stage(traits).card()
    let shown = Extent(width: 320, height: 240)
    let overlay = Roster.Request("card0", traits: [.init("plane", "overlay")], shown: shown)
    let cast = try Roster([.init(card), .cpu]).cast([overlay, .init("cpu")], allocators: [])
    #expect(cast.problem.extent == shown)
  }

  @Test func `A plane that cannot be tried says why`() throws {
    var traits = FakeCard.Traits()
    traits.isAtomic = false
    let card = try Stage(traits).card()
    let error = #expect(throws: RosterError.self) {
      try Roster([.init(card)]).cast([.init("card0", shown: Stage.extent)], allocators: [])
    }
    #expect(error?.cause?.problem.contains("no commits that only test") == true)
  }

  @Test func `The CPU takes part in how often it reads and writes`() throws {
    let cast = try roster.cast(
      [.init("video0"), .init("cpu", traits: [.init("read", "often")])],
      allocators: inventory.allocators.map(\.production))
    let terms = cast.problem.participants[1].offers[0].constraints.map(\.term)
    #expect(terms.contains(.cpuAccess(.often)))
    #expect(cast.problem.flaws.isEmpty)
  }

  @Test func `Nobody takes part twice under one name, and in two roles anybody may`() throws {
    #expect(throws: RosterError.self) {
      try roster.cast([.init("card0"), .init("/dev/dri/card0")], allocators: [])
    }
    let twice = try roster.cast(
      [
        .init("cpu", traits: [.init("read", "often")]),
        .init("cpu", traits: [.init("write", "rarely")]),
      ],
      allocators: [])
    #expect(twice.entries.count == 2)
  }

  @Test func `A wish for formats is told once, and where no queue knows it to the first`() throws {
    let cast = try roster.cast(
      [.init("card0"), .init("cpu")], only: [.nv12], allocators: [])
    let wishes = cast.problem.participants.map { participant in
      participant.offers[0].constraints.count {
        $0.evidence.kind == .user && $0.evidence.source == "--format"
      }
    }
    #expect(wishes == [1, 0])
  }

  @Test func `Terms that were read somewhere take part as devices do, under their own names`()
    throws
  {
    let known = Participant.cpu(named: "card9:scanout", .rarely)
    var roster = roster
    roster.members.append(.init(known))
    let cast = try roster.cast([.init("card9", role: "scanout")], allocators: [])
    #expect(cast.problem.participants == [known])
    #expect(cast.importers.isEmpty)
  }
}
