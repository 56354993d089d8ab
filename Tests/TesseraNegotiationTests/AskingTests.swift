import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// What a negotiation says of conflicts beyond the first: all of them, and the ways out.
@Suite struct AskingTests {
  /// Without some constraints.
  private func reduced(_ problem: Problem, without givenUp: Set<Conflict.Member>) -> Problem {
    var problem = problem
    for index in problem.participants.indices {
      let name = problem.participants[index].name
      for offer in problem.participants[index].offers.indices {
        problem.participants[index].offers[offer].constraints.removeAll {
          givenUp.contains(Conflict.Member(participant: name, constraint: $0))
        }
      }
    }
    return problem
  }

  private func members(_ problem: Problem) -> [Conflict.Member] {
    var members: Set<Conflict.Member> = []
    for participant in problem.participants {
      for constraint in participant.offers.flatMap(\.constraints) {
        members.insert(Conflict.Member(participant: participant.name, constraint: constraint))
      }
    }
    return Array(members)
  }

  /// Problems without an agreement, of a few constraints and two formats.
  private func conflicting(
    seed: UInt64, count: Int, _ body: (Problem, [Conflict.Member], String) -> Void
  ) {
    var random = SplitMix(seed: seed)
    var found = 0
    for round in 0..<3000 where found < count {
      var problem = RandomProblem(&random, participants: 2...3).problem
      for index in problem.allocators.indices {
        problem.allocators[index].formats = FormatTable(
          [PixelFormat.nv12, .xrgb8888].map { FormatModifier($0, .linear) })
      }
      let members = members(problem)
      guard (2...7).contains(members.count), problem.survey().agreements.isEmpty else { continue }
      found += 1
      body(problem, members, "seed \(seed), round \(round): \(problem)")
    }
    #expect(found == count)
  }

  /// Every set of members, by the bits of a number.
  private func subset(_ members: [Conflict.Member], _ bits: Int) -> Set<Conflict.Member> {
    Set(members.indices.filter { bits >> $0 & 1 == 1 }.map { members[$0] })
  }

  /// The sets that hold no other of them.
  private func minimal(_ sets: [Set<Conflict.Member>]) -> Set<Set<Conflict.Member>> {
    Set(sets.filter { set in !sets.contains { $0.isStrictSubset(of: set) } })
  }

  @Test func `All conflicts are all irreducible ones, each once, smallest first`() {
    var several = 0
    conflicting(seed: 5001, count: 20) { problem, members, context in
      let every = Set(members)
      let infeasible = (0..<1 << members.count).map { subset(members, $0) }.filter {
        reduced(problem, without: every.subtracting($0)).survey().agreements.isEmpty
      }
      let told = Negotiation(problem).conflicts(limit: 1000)
      #expect(Set(told.map { Set($0) }) == minimal(infeasible), "\(context)")
      #expect(Set(told).count == told.count, "\(context)")
      #expect(told.map(\.count) == told.map(\.count).sorted(), "\(context)")
      several += told.count > 1 ? 1 : 0
    }
    #expect(several > 2)
  }

  @Test func `All relaxations are all smallest ways out, and buy what they say`() {
    var several = 0
    conflicting(seed: 5002, count: 20) { problem, members, context in
      let feasible = (0..<1 << members.count).map { subset(members, $0) }.filter {
        !reduced(problem, without: $0).survey().agreements.isEmpty
      }
      let told = Negotiation(problem).relaxations(limit: 1000)
      #expect(Set(told.map { Set($0.givenUp) }) == minimal(feasible), "\(context)")
      #expect(Set(told.map(\.givenUp)).count == told.count, "\(context)")
      for relaxation in told {
        #expect(
          relaxation.agreement
            == reduced(problem, without: Set(relaxation.givenUp)).survey().agreements.first,
          "\(context)")
      }
      several += told.count > 1 ? 1 : 0
    }
    #expect(several > 2)
  }

  @Test func `A limit ends the search early and where there is agreement there is no way out`()
    throws
  {
    let pair = [
      Participant("a", .takes(.nv12), .strideMultiple(512), .contiguous),
      Participant("b", .takes(.nv12), .stride(StrideDomain(maximum: 511), plane: nil)),
    ]
    let problem = Problem(
      extent: Extent(64, 64), participants: pair, allocators: [.system])
    let negotiation = Negotiation(problem)
    #expect(negotiation.conflicts().count > 1)
    #expect(negotiation.conflicts(limit: 1).count == 1)
    #expect(negotiation.relaxations(limit: 1).count == 1)
    let agreed = Negotiation(Problem(64, 64, pair[0]))
    #expect(agreed.conflicts() == [])
    #expect(agreed.relaxations() == [])
    #expect(agreed.waysOut() == [])
  }

  @Test func `A relaxation says what would have to be different`() throws {
    let formula = Term.strideFormula(StrideFormula(tightRoundedUpTo: [32]), plane: nil)
    let problem = Problem(
      1896, 1080, Participant("gl", .takes(.xrgb8888), formula),
      Participant("display", .takes(.xrgb8888), .strideMultiple(256)))
    let told = Negotiation(problem).relaxations()
    let display = try #require(told.first { $0.givenUp.map(\.participant) == ["display"] })
    #expect(display.agreement.strides == [7584])
    #expect(display.description.hasPrefix("If display took a stride of 7584 B: 1896x1080 XR24"))
    let gl = try #require(told.first { $0.givenUp.map(\.constraint.term) == [formula] })
    #expect(gl.agreement.strides == [7680])
  }

  @Test func `Whoever cannot take part is left out or given a buffer of its own`() throws {
    let camera = Participant("camera", .takes(.nv12))
    let broken = Participant("broken", .impossible("is broken"))
    let screen = Participant("screen", .takes(.xrgb8888))
    let left = Negotiation(Problem(64, 64, camera, broken)).waysOut()
    #expect(
      left.contains { way in
        if case .without("broken", let agreement) = way { agreement.format == .nv12 } else { false }
      })
    let converted = Negotiation(Problem(64, 64, camera, screen)).waysOut()
    #expect(
      converted.contains { way in
        guard case .conversion(of: "screen", let own, let others) = way else { return false }
        return own.format == .xrgb8888 && others.format == .nv12
      })
  }
}
