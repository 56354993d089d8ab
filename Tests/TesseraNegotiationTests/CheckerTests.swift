import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct CheckerTests {
  @Test(arguments: [4001, 4002] as [UInt64])
  func `What the engine agrees to passes`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var checked = 0
    for round in 0..<300 {
      let problem = RandomProblem(&random).problem
      let checker = Checker(problem)
      for agreement in problem.survey().agreements {
        let violations = checker.violations(of: agreement)
        #expect(
          violations == [], "seed \(seed), round \(round): \(agreement) of \(problem)")
        checked += 1
      }
    }
    #expect(checked > 400)
  }

  @Test(arguments: [4101, 4102] as [UInt64])
  func `What breaks a term is refused, and nothing else`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var tally: [String: (refused: Int, passed: Int)] = [:]
    for round in 0..<150 {
      let sample = RandomProblem(&random)
      let context = "seed \(seed), round \(round)"
      let (checker, naive) = (Checker(sample.problem), NaiveVerdict(problem: sample.problem))
      let agreements = sample.problem.survey().agreements
      for agreement in [agreements.first, agreements.last].compactMap(\.self) {
        #expect(
          naive.violation(of: agreement) == nil,
          "seed \(seed), round \(round): \(agreement) of \(sample.problem)")
        for (what, mutant) in agreement.mutations(in: sample.problem, universe: sample.universe) {
          let violations = checker.violations(of: mutant)
          if let wrong = naive.violation(of: mutant) {
            #expect(
              violations != [],
              "\(context): \(what) breaks \(wrong): \(mutant) of \(sample.problem)")
            tally[what, default: (0, 0)].refused += 1
          } else {
            #expect(
              violations == [],
              "\(context): \(what) breaks nothing: \(mutant) of \(sample.problem)")
            tally[what, default: (0, 0)].passed += 1
          }
        }
      }
    }
    // Each of these must have been refused somewhere.
    for what in [
      "stride -1", "stride 1 with room", "offset 1 with room", "size -1", "other allocator",
      "other pair", "fewer buffers", "other offer", "topology", "one plane less", "row less",
      "no offer", "stranger", "extent", "synchronisation", "no colour", "planes reversed",
    ] {
      #expect((tally[what]?.refused ?? 0) > 0, "seed \(seed): \(what)")
    }
    #expect((tally["size 65536"]?.passed ?? 0) > 0)
    #expect((tally["other offer"]?.passed ?? 0) > 0)
  }

  @Test func `A violation says whose term it is, and the numbers`() throws {
    let problem = Problem(
      100, 4, Participant("camera", .takes(.xrgb8888)),
      Participant("display", .takes(.xrgb8888), .strideMultiple(256)))
    var agreement = try problem.best()
    #expect(agreement.strides == [512])
    let plane = AgreedPlane(buffer: 0, offset: 0, stride: 400, rows: 4, size: 1600)
    agreement.layout = .planned([plane], sizes: [1600])
    let violations = Checker(problem).violations(of: agreement)
    #expect(violations.map(\.participant) == ["display"])
    #expect(violations.map(\.constraint?.term) == [.strideMultiple(256)])
    #expect(
      violations.map(\.description) == [
        "display: plane 0 has a stride of 400 B (needs a stride of a multiple of 256 B [table: test])"
      ])
  }

  @Test func `Numbers that a peer made up do not stop the checker`() throws {
    let problem = Problem(64, 64, Participant("camera", .takes(.nv12)))
    var agreement = try problem.best()
    let end = Bytes(UInt64.max)
    let planes = (0..<2).map { index in
      AgreedPlane(buffer: index - 1, offset: end, stride: end, rows: Rows(.max), size: end)
    }
    agreement.layout = .planned(planes, sizes: [end, end])
    agreement.bufferCount = .min
    #expect(Checker(problem).violations(of: agreement) != [])
    agreement.layout = .planned([], sizes: [])
    #expect(Checker(problem).violations(of: agreement) != [])
  }
}
