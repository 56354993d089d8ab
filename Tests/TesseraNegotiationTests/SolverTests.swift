import Foundation
import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// The engine against a solver that tries every combination of offers and merges nothing: what is
/// dominated may be left out, and nothing else.
@Suite struct SolverTests {
  /// How many problems of each seed are compared: a fifth of what `Scripts/test` asks for, which
  /// compares 10,000 in all.
  private static let rounds =
    ProcessInfo.processInfo.environment["TESSERA_SOLVER_ROUNDS"].flatMap(Int.init) ?? 500

  /// Problems that were compared, and what they were like.
  private struct Tally {
    var feasible = 0
    var infeasible = 0
    var implicit = 0
    var chosen = 0
    var separate = 0
  }

  @Test(arguments: [1001, 1002, 1003, 1004] as [UInt64])
  func `Every candidate has the cheapest answer that trying everything finds`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var tally = Tally()
    for round in 0..<Self.rounds {
      let sample = RandomProblem(&random)
      let expected = BruteForce(problem: sample.problem, universe: sample.universe).answers()
      let ranked = sample.problem.survey().agreements
      let found = ranked.map { Answer($0) }

      let candidates = Set(found.map(\.candidate))
      let (missing, invented) = (
        Set(expected.keys).subtracting(candidates), candidates.subtracting(expected.keys)
      )
      #expect(
        missing.isEmpty && invented.isEmpty && found.count == candidates.count,
        """
        seed \(seed), round \(round): \(missing.count) of \(expected.count) missing, such as \
        \(missing.first.map { "\($0)" } ?? "none"); \(invented.count) of \(found.count) invented, \
        such as \(invented.first.map { "\($0)" } ?? "none") in \(sample.problem)
        """)
      for answer in found {
        guard let known = expected[answer.candidate] else { continue }
        let least = known.map(\.cost).min()
        #expect(
          answer.cost == least && known.contains(answer),
          "seed \(seed), round \(round): \(answer) is not among \(known) in \(sample.problem)")
        // At equal cost the earlier offers are told, participants by name.
        let first = known.first { $0.cost == least }
        #expect(
          answer.offers == first?.offers,
          "seed \(seed), round \(round): \(answer) instead of \(first.map { "\($0)" } ?? "none")")
        tally.chosen += Set(known.map(\.cost)).count > 1 ? 1 : 0
      }
      #expect(
        zip(ranked, ranked.dropFirst()).allSatisfy { $0.cost.total <= $1.cost.total },
        "seed \(seed), round \(round): not in the order of cost")

      if expected.isEmpty { tally.infeasible += 1 } else { tally.feasible += 1 }
      tally.implicit += found.contains { $0.pair.modifier.explicitModifier == nil } ? 1 : 0
      tally.separate += found.contains { $0.topology == .bufferPerPlane } ? 1 : 0
    }
    // Problems of every kind must have been among them.
    #expect(tally.feasible > 100)
    #expect(tally.infeasible > 100)
    #expect(tally.implicit > 20)
    #expect(tally.chosen > 20)
    #expect(tally.separate > 20)
  }

  @Test func `Under any model of cost the first answer is the survey's first`() {
    struct Contrary: CostModel {
      func cost(of candidate: CostedCandidate) -> Cost {
        let usual = TrafficCostModel().cost(of: candidate).total
        return Cost(traffic: Bytes(1 << 40 - usual.value))
      }
    }
    let seed: UInt64 = 1201
    var random = SplitMix(seed: seed)
    var several = 0
    for round in 0..<150 {
      let problem = RandomProblem(&random).problem
      let ranked = Negotiation(problem, model: Contrary()).survey().agreements
      var negotiation = Negotiation(problem, model: Contrary())
      for expected in ranked.prefix(2) {
        #expect((try? negotiation.next()) == expected, "seed \(seed), round \(round): \(problem)")
      }
      several += ranked.count > 1 ? 1 : 0
    }
    #expect(several > 30)
  }

  @Test func `One answer after the other is the survey, best first`() {
    let seed: UInt64 = 1101
    var random = SplitMix(seed: seed)
    var several = 0
    for round in 0..<120 {
      let problem = RandomProblem(&random).problem
      let ranked = problem.survey().agreements
      var negotiation = Negotiation(problem)
      for (index, expected) in ranked.prefix(6).enumerated() {
        #expect(
          (try? negotiation.next()) == expected,
          "seed \(seed), round \(round), answer \(index) of \(problem)")
      }
      if ranked.count <= 6, round.isMultiple(of: 5) {
        #expect((try? negotiation.next()) == nil, "seed \(seed), round \(round): \(problem)")
      }
      several += ranked.count > 3 ? 1 : 0
    }
    #expect(several > 25)
  }
}
