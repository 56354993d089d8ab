import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct SolverTests {
  /// Problems that were compared, and what they were like.
  private struct Tally {
    var feasible = 0
    var infeasible = 0
    var implicit = 0
    var severalOffers = 0
    var separate = 0
  }

  @Test(arguments: [1001, 1002, 1003, 1004] as [UInt64])
  func `The engine finds what trying everything finds, and nothing else`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var tally = Tally()
    for round in 0..<800 {
      let sample = RandomProblem(&random)
      let expected = BruteForce(problem: sample.problem, universe: sample.universe).answers()
      let ranked = sample.problem.survey().agreements
      let found = ranked.map { Answer($0) }

      let missing = expected.subtracting(found)
      let invented = Set(found).subtracting(expected)
      #expect(
        missing.isEmpty && invented.isEmpty && found.count == expected.count,
        """
        seed \(seed), round \(round): \(missing.count) of \(expected.count) missing, such as \
        \(missing.first.map { "\($0)" } ?? "none"); \(invented.count) of \(found.count) invented, \
        such as \(invented.first.map { "\($0)" } ?? "none") in \(sample.problem)
        """)
      #expect(
        found.first?.cost == expected.map(\.cost).min(), "seed \(seed), round \(round): not best")
      #expect(
        zip(ranked, ranked.dropFirst()).allSatisfy { $0.cost.total <= $1.cost.total },
        "seed \(seed), round \(round): not in the order of cost")

      if expected.isEmpty { tally.infeasible += 1 } else { tally.feasible += 1 }
      tally.implicit += found.contains { $0.pair.modifier.explicitModifier == nil } ? 1 : 0
      tally.severalOffers += Set(found.map(\.offers)).count > 1 ? 1 : 0
      tally.separate += found.contains { $0.topology == .bufferPerPlane } ? 1 : 0
    }
    // Problems of every kind must have been among them.
    #expect(tally.feasible > 150)
    #expect(tally.infeasible > 150)
    #expect(tally.implicit > 20)
    #expect(tally.severalOffers > 20)
    #expect(tally.separate > 20)
  }
}
