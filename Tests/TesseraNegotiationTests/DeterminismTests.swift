import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct DeterminismTests {
  /// The same problem with everything in another order whose order is not to matter.
  private func shuffled(_ problem: Problem, _ random: inout SplitMix) -> Problem {
    var problem = problem
    for participant in problem.participants.indices {
      for offer in problem.participants[participant].offers.indices {
        problem.participants[participant].offers[offer].constraints.shuffle(using: &random)
      }
    }
    problem.participants.shuffle(using: &random)
    problem.allocators.shuffle(using: &random)
    return problem
  }

  @Test func `Order never changes the survey`() {
    let seed: UInt64 = 2001
    var random = SplitMix(seed: seed)
    var several = 0
    for round in 0..<300 {
      let problem = RandomProblem(&random).problem
      let (first, second) = (problem.survey(), shuffled(problem, &random).survey())
      #expect(first.agreements == second.agreements, "seed \(seed), round \(round): \(problem)")
      #expect(
        Set(first.refutations) == Set(second.refutations),
        "seed \(seed), round \(round): \(problem)")
      #expect(first.candidateCount == second.candidateCount, "seed \(seed), round \(round)")
      several += first.agreements.count > 1 ? 1 : 0
    }
    #expect(several > 50)
  }

  @Test func `Order of allocators never changes a conflict that names them all`() {
    let names = ["m", "n"].map { name in
      Production(Name(name), isContiguous: false, evidence: .assumed)
    }
    let conflicts = [names, names.reversed()].map { allocators in
      Problem(
        extent: Extent(64, 64), participants: [Participant("a", .takes(.nv12), .contiguous)],
        allocators: allocators
      ).conflict()
    }
    #expect(conflicts[0] != nil)
    #expect(conflicts[0] == conflicts[1])
  }

  @Test func `Order never changes the conflict`() {
    let seed: UInt64 = 2002
    var random = SplitMix(seed: seed)
    var conflicts = 0
    for round in 0..<120 {
      let problem = RandomProblem(&random, participants: 2...3).problem
      let (first, second) = (problem.conflict(), shuffled(problem, &random).conflict())
      #expect(first?.members == second?.members, "seed \(seed), round \(round): \(problem)")
      #expect(
        first?.explanation == second?.explanation, "seed \(seed), round \(round): \(problem)")
      #expect(
        first.map { Set($0.refutations) } == second.map { Set($0.refutations) },
        "seed \(seed), round \(round): \(problem)")
      conflicts += first == nil ? 0 : 1
    }
    #expect(conflicts > 20)
  }

  @Test func `At equal cost rank, then name decide between allocators`() {
    func maker(_ name: Name<Production>, rank: Int) -> Production {
      Production(name, isContiguous: false, rank: rank, evidence: .assumed)
    }
    var problem = Problem(64, 64, Participant("camera", .takes(.xrgb8888)))
    problem.allocators = [maker("c", rank: 1), maker("b", rank: 1), maker("d", rank: 0)]
    #expect(problem.survey().agreements.map(\.allocator) == ["d", "b", "c"])
  }

  @Test func `At equal cost the offer that is preferred comes first`() throws {
    var camera = Participant("camera", .takes(.xrgb8888))
    camera.offers = ["z", "a"].map { Offer($0, terms: [.takes(.xrgb8888)]) }
    #expect(try Problem(64, 64, camera).best().offers == ["camera": "z"])
  }
}
