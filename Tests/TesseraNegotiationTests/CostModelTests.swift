import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct CostModelTests {
  private func cost(
    _ format: PixelFormat, _ width: UInt64, _ height: UInt64, users: Int = 2,
    size: Bytes? = nil, isContiguous: Bool = false, needsContiguous: Bool = false,
    cpuAccess: CPUAccess = .none, cacheModes: CacheModes = .cached,
    needsSynchronisation: Bool = false, preference: Int = 0
  ) -> Cost {
    TrafficCostModel().cost(
      of: CostedCandidate(
        extent: Extent(width, height), pair: FormatModifier(format, .linear),
        info: format.knownInfo, layout: size.map(layout), placement: .system,
        isContiguous: isContiguous, participantCount: users, needsContiguous: needsContiguous,
        cpuAccess: cpuAccess,
        cacheModes: cacheModes, needsSynchronisation: needsSynchronisation,
        preference: preference))
  }

  private func layout(_ size: Bytes) -> PlannedLayout {
    var layout = PlannedLayout(planeCount: 1)
    layout.sizes[0] = size
    return layout
  }

  private func penalty(_ reason: String, _ bytes: Bytes) -> Cost.Penalty {
    Cost.Penalty(reason, bytes)
  }

  @Test func `Everybody moves the whole image once and none of the padding`() {
    let cost = cost(.nv12, 64, 32, users: 3, size: 4672)
    #expect(cost.traffic == 9216)
    #expect(cost.penalties == [penalty("padding", 100)])
    #expect(cost.total == 9316)
  }

  @Test func `No colour loses against colour`() throws {
    #expect(cost(.r8, 64, 64).penalties == [penalty("no colour", 65_536)])
    let problem = Problem(
      64, 64, Participant("camera", .takes(.r8, .xrgb8888)),
      Participant("display", .takes(.r8, .xrgb8888)))
    #expect(try problem.best().format == .xrgb8888)
    #expect(cost(.r8, 64, 64).total > cost(.xrgb8888, 64, 64).total)
  }

  @Test func `Few bits lose against eight, and more cost nothing but their traffic`() {
    #expect(
      cost(.rgb565, 64, 64).penalties
        == [penalty("fewer than 8 bits per component", 32_768)])
    #expect(cost(.rgb565, 64, 64).total > cost(.xrgb8888, 64, 64).total)
    #expect(cost(.p010, 64, 64).penalties == [])
  }

  @Test func `Alpha that nobody asked for loses against none`() throws {
    #expect(cost(.argb8888, 64, 64).penalties == [penalty("an alpha channel to ignore", 256)])
    let problem = Problem(64, 64, Participant("camera", .takes(.argb8888, .xrgb8888)))
    #expect(try problem.best().format == .xrgb8888)
  }

  @Test func `Contiguous memory costs its size unless somebody needs it`() {
    let unneeded = cost(.xrgb8888, 64, 64, size: 16384, isContiguous: true)
    #expect(unneeded.penalties == [penalty("contiguous memory that nobody needs", 16384)])
    #expect(
      cost(.xrgb8888, 64, 64, size: 16384, isContiguous: true, needsContiguous: true).penalties
        == [])
    #expect(cost(.xrgb8888, 64, 64, size: 16384).penalties == [])
  }

  @Test func `A CPU that looks pays for memory that its caches do not keep`() {
    func penalties(_ access: CPUAccess, _ modes: CacheModes, isIncoherent: Bool = false) -> [Bytes]
    {
      cost(
        .xrgb8888, 64, 64, cpuAccess: access, cacheModes: modes, needsSynchronisation: isIncoherent
      ).penalties.map(\.bytes)
    }
    #expect(penalties(.often, .uncached) == [131_072])
    #expect(penalties(.often, .writeCombined) == [65536])
    #expect(penalties(.often, [.writeCombined, .uncached]) == [65536])
    #expect(penalties(.often, .cached) == [])
    #expect(penalties(.often, .any, isIncoherent: true) == [16384])
    #expect(penalties(.rarely, .uncached) == [16384])
    #expect(penalties(.rarely, .cached, isIncoherent: true) == [2048])
    #expect(penalties(.none, .uncached, isIncoherent: true) == [])
  }

  @Test func `Each step down an order of preference costs a frame`() {
    #expect(
      cost(.xrgb8888, 64, 64, preference: 3).penalties == [penalty("not preferred", 49152)])
    #expect(cost(.xrgb8888, 64, 64, preference: -3).penalties == [])
    #expect(cost(.xrgb8888, 64, 64, preference: .max).total == Bytes(.max))
    let problem = Problem(
      64, 64, Participant("a", .takes(.xrgb8888), .preference(.max)),
      Participant("b", .takes(.xrgb8888), .preference(1)))
    #expect(problem.survey().agreements.map(\.cost.total) == [Bytes(.max), Bytes(.max)])
  }

  @Test func `Compression halves the traffic`() {
    func traffic(_ modifier: LayoutModifier) -> Bytes {
      TrafficCostModel().cost(
        of: CostedCandidate(
          extent: Extent(64, 64), pair: FormatModifier(.xrgb8888, modifier),
          info: PixelFormat.xrgb8888.knownInfo, layout: nil, placement: .system,
          isContiguous: false,
          participantCount: 3, needsContiguous: false, cpuAccess: .none,
          cacheModes: .cached, needsSynchronisation: false, preference: 0)
      ).traffic
    }
    #expect(traffic(.compressed) == 24576)
    #expect(traffic(.yTiled) == 49152)
  }

  @Test func `A frame that overflows costs more than one that fits`() {
    func total(_ format: PixelFormat) -> Bytes { cost(format, 1 << 32, 1 << 31, users: 1).total }
    #expect(total(.xrgb8888) > total(.nv12))
  }

  @Test func `A cost that overflows is the greatest there is`() {
    #expect(cost(.xrgb8888, 1 << 32, 1 << 29, users: 2).traffic == Bytes(.max))
    #expect(cost(.r8, 1 << 32, 1 << 31, users: 1).total == Bytes(.max))
    let full = Cost(
      traffic: Bytes(.max - 1),
      penalties: [penalty("first", 1), penalty("second", 1), penalty("0", 0)])
    #expect(full.total == Bytes(.max))
    #expect(
      Cost(traffic: 1, penalties: [penalty("far", Bytes(.max)), penalty("near", 5)]).total
        == Bytes(.max))
  }

  @Test func `Another model ranks otherwise and permits the same`() throws {
    struct Contrary: CostModel {
      func cost(of candidate: CostedCandidate) -> Cost {
        let usual = TrafficCostModel().cost(of: candidate).total
        return Cost(traffic: Bytes(.max - usual.value))
      }
    }
    let problem = Problem(64, 64, Participant("camera", .takes(.nv12, .xrgb8888, .argb8888)))
    let contrary = Negotiation(problem, model: Contrary()).survey()
    let usual = problem.survey()
    #expect(usual.agreements.first?.format == .nv12)
    #expect(contrary.agreements.first?.format == .argb8888)
    #expect(contrary.candidateCount == usual.candidateCount)
    #expect(Set(contrary.agreements.map(\.pair)) == Set(usual.agreements.map(\.pair)))
  }
}
