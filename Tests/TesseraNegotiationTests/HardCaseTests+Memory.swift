import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// Where memory is, who reaches it, and what the CPU sees of it.
extension HardCaseTests {
  @Test func `Case 25: planes in buffers of their own do not reach who takes one buffer`() throws {
    let camera = Participant("camera", .takes(.nv12, .nv16), .topology(.bufferPerPlane))
    let importer = Participant("importer", .takes(.nv12, .nv16), .topology(.oneBuffer))
    let conflict = try #require(Problem(64, 64, camera, importer).conflict())
    // A format of one plane would have served both.
    #expect(
      conflict.terms == [
        .topology(.bufferPerPlane), .takes(.nv12, .nv16), .topology(.oneBuffer),
      ])

    let either = Participant(
      "camera", device: nil,
      offers: camera.offers + [Offer("single", terms: [.takes(.nv12), .topology(.oneBuffer)])])
    let agreement = try Problem(64, 64, either, importer).best()
    #expect(agreement.offers == ["camera": "single", "importer": "only"])
    #expect(agreement.topology == .oneBuffer)
    #expect(agreement.layout.planes?.map(\.offset) == [0, Bytes(4096)])
  }

  @Test func `Case 26: who cannot gather pages gets contiguous memory that everybody imports`()
    throws
  {
    let render = Participant("v3d", .takes(.xrgb8888))
    let scanout = Participant("vc4", .takes(.xrgb8888), .contiguous)
    #expect(try Problem(64, 64, render).best().allocator == "system")
    let agreement = try Problem(64, 64, render, scanout).best()
    #expect(agreement.allocator == "cma")
    #expect(agreement.isContiguous)
    #expect(agreement.cost.penalties == [])
  }

  @Test func `Case 32: permitted allocators meet alike in both orders`() throws {
    func maker(_ name: Name<Production>) -> Production {
      Production(name, isContiguous: false, evidence: .assumed)
    }
    let first = Participant("first", .takes(.nv12), .imports(ImportRule(only: ["a", "b", "c"])))
    let second = Participant("second", .takes(.nv12), .imports(ImportRule(only: ["b", "c"])))
    let makers = ["a", "b", "c"].map { maker(Name($0)) }
    for (participants, allocators) in [
      ([first, second], makers), ([second, first], makers.reversed()),
    ] {
      let problem = Problem(
        extent: Extent(64, 64), participants: participants, allocators: allocators)
      #expect(try problem.best().allocator == "b")
    }
  }

  /// A contiguous heap below 2 to some power.
  private func heap(_ name: Name<Production>, below bits: Int) -> Production {
    Production(name, isContiguous: true, addressBits: bits, evidence: .assumed)
  }

  @Test func `Case 27: memory that may lie above what a device reaches is not picked by luck`()
    throws
  {
    var problem = Problem(
      64, 64, Participant("rga", .takes(.xrgb8888), .addresses(AddressLimit(bits: 32))),
      Participant("screen", .takes(.xrgb8888)))
    problem.allocators = [heap("cma", below: 64), heap("cma-dma32", below: 32)]
    #expect(try problem.best().allocator == "cma-dma32")
    problem.allocators.removeLast()
    let conflict = try #require(problem.conflict())
    #expect(conflict.terms == [.addresses(AddressLimit(bits: 32))])
    #expect(Set(conflict.refutations.map(\.obstacle)) == [.outOfReach(bits: 32)])
    // The nearest reach of all decides.
    problem.participants.append(
      Participant("hvs", .takes(.xrgb8888), .addresses(AddressLimit(bits: 30))))
    problem.allocators = [heap("below 4 GiB", below: 32), heap("below 1 GiB", below: 30)]
    #expect(try problem.best().allocator == "below 1 GiB")
  }

  @Test func `Case 28: regions are the same by what they are, not by a heap's name`() throws {
    let region = Placement.region("memory@42000000")
    let device = Participant("npu", .takes(.nv12), .reach(Reach(only: [region])))
    var problem = Problem(64, 64, device)
    #expect(Set(problem.conflict()?.refutations.map(\.obstacle) ?? []) == [.misplaced])
    problem.allocators.append(
      Production("reserved", isContiguous: true, placement: region, evidence: .assumed))
    #expect(try problem.best().allocator == "reserved")
  }

  @Test func `Case 29: a device that does not see the caches is told so, never silently`() throws {
    let camera = Participant("camera", .takes(.nv12), .cpuAccess(.often))
    let encoder = Participant("encoder", .takes(.nv12), .notCoherent)
    var problem = Problem(64, 64, camera, encoder)
    let cached = try problem.best()
    #expect(cached.needsSynchronisation)
    #expect(cached.cacheModes == .cached)
    #expect(cached.cost.penalties.map(\.reason) == ["cache maintenance"])
    #expect(try !Problem(64, 64, camera).best().needsSynchronisation)
    // Who takes uncached memory only does not get the cached heap.
    problem.participants.append(
      Participant("strict", .takes(.nv12), .cacheModes(.uncached)))
    #expect(Set(problem.survey().refutations.map(\.obstacle)) == [.cacheMode])
    problem.allocators.append(
      Production("uncached", isContiguous: false, cacheModes: .uncached, evidence: .assumed))
    #expect(try problem.best().allocator == "uncached")
  }

  @Test func `Case 30: a peer that cannot reach a card's memory gets the system's`() throws {
    let card = Device("nvidia")
    let render = Participant("render", on: card, .takes(.xrgb8888))
    let peer = Participant("scanout", .takes(.xrgb8888), .reach(Reach(only: [.system])))
    var problem = Problem(64, 64, render, peer)
    let vram = Production(
      "vram", device: card, isContiguous: true, placement: .local(card), evidence: .assumed)
    problem.allocators = [vram]
    let conflict = try #require(problem.conflict())
    #expect(conflict.terms == [.reach(Reach(only: [.system]))])
    problem.allocators = [vram, .system]
    #expect(Set(problem.survey().agreements.map(\.allocator)) == ["system"])
  }

  @Test func `Case 33: protected content and a CPU that reads it do not go together`() throws {
    let secure = Production(
      "secure", isContiguous: true, cacheModes: [], isProtected: true, evidence: .assumed)
    let video = Participant("decoder", .takes(.nv12), .protection(.required))
    var problem = Problem(64, 64, video)
    problem.allocators = [secure, .system]
    let agreement = try problem.best()
    #expect(agreement.allocator == "secure")
    #expect(agreement.cacheModes == [])
    var reading = problem
    reading.participants.append(Participant("reader", .takes(.nv12), .cpuAccess(.rarely)))
    #expect(reading.conflict()?.names == ["decoder", "reader"])
    // A peer that cannot list that heap is named.
    var peer = problem
    peer.participants.append(
      Participant("screen", .takes(.nv12), .imports(ImportRule(not: ["secure"]))))
    #expect(peer.conflict()?.names == ["decoder", "screen"])
    var forbidding = problem
    forbidding.participants.append(
      Participant("screen", .takes(.nv12), .protection(.forbidden)))
    #expect(
      forbidding.conflict()?.terms == [.protection(.required), .protection(.forbidden)])
  }

  @Test func `Who is behind an IOMMU takes scattered memory, and nobody else does for it`() throws {
    let behind = Participant("gpu", .takes(.nv12), .contiguous, .behindIOMMU)
    #expect(try Problem(64, 64, behind).best().allocator == "system")
    let bare = Participant("vpu", .takes(.nv12), .contiguous)
    #expect(try Problem(64, 64, behind, bare).best().allocator == "cma")
  }

  @Test func `Buffers for their own device only go nowhere else`() throws {
    let gpu = Device("gpu")
    let own = Production(
      "own", device: gpu, isContiguous: false, isExportable: false, evidence: .assumed)
    let render = Participant("render", on: gpu, .takes(.nv12))
    var problem = Problem(64, 64, render)
    problem.allocators = [own]
    #expect(try problem.best().allocator == "own")
    problem.participants.append(Participant("cpu", .takes(.nv12)))
    #expect(Set(problem.survey().refutations.map(\.obstacle)) == [.notExported])
  }
}
