import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct CostModelTests {
  private func cost(
    _ format: PixelFormat, _ width: UInt64, _ height: UInt64, users: Int = 2,
    size: Bytes? = nil, isContiguous: Bool = false, needsContiguous: Bool = false
  ) -> Cost {
    TrafficCostModel().cost(
      of: CostedCandidate(
        extent: Extent(width, height), pair: FormatModifier(format, .linear),
        layout: size.map { .planned([], size: $0) } ?? .byDriver,
        allocator: Production("maker", isContiguous: isContiguous, evidence: .assumed),
        participantCount: users, needsContiguous: needsContiguous))
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
