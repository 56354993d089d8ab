import Testing
import TesseraFormats
import TesseraNegotiation

/// What was worked out once answers like what is worked out anew.
@Suite struct PreparedProblemTests {
  @Test func `For every size it answers what a negotiation answers`() throws {
    let seed: UInt64 = 3101
    var random = SplitMix(seed: seed)
    var (agreed, refused) = (0, 0)
    for round in 0..<300 {
      var problem = RandomProblem(&random).problem
      var prepared = PreparedProblem(problem)
      for _ in 0..<4 {
        problem.extent = Extent(
          UInt64.random(in: 1...6, using: &random) * 8, UInt64.random(in: 1...4, using: &random) * 4
        )
        var negotiation = Negotiation(problem)
        let expected = try? negotiation.next()
        let comment: Comment = "seed \(seed), round \(round): \(problem)"
        #expect(prepared.agreement(for: problem.extent) == expected, comment)
        let image = prepared.image(for: problem.extent)
        #expect(image?.pair == expected?.pair, comment)
        #expect(image?.allocator == expected?.allocator, comment)
        #expect(image?.topology == expected?.topology, comment)
        #expect(image?.cost == expected?.cost.total, comment)
        #expect(image?.bufferCount == expected?.bufferCount, comment)
        #expect(image?.layout.map { Array($0.planes) } == expected?.layout.planes, comment)
        #expect(image?.layout.map { Array($0.sizes) } == expected?.layout.sizes, comment)
        if expected == nil { refused += 1 } else { agreed += 1 }
      }
    }
    #expect(agreed > 200)
    #expect(refused > 100)
  }

  @Test func `Where there is no agreement a negotiation about the size tells why`() {
    let problem = Problem(
      64, 64, Participant("camera", .takes(.nv12), .size(SizeDomain(maximum: Extent(64, 64)))))
    var prepared = PreparedProblem(problem)
    #expect(prepared.image(for: Extent(64, 64))?.pair.format == .nv12)
    #expect(prepared.image(for: Extent(128, 64)) == nil)
    var negotiation = prepared.negotiation(for: Extent(128, 64))
    let conflict = #expect(throws: Conflict.self) { try negotiation.next() }
    #expect(
      conflict?.members.map(\.constraint.term) == [.size(SizeDomain(maximum: Extent(64, 64)))])
  }
}
