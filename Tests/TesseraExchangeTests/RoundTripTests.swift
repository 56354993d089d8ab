import Testing
import TesseraFormats
import TesseraNegotiation

@testable import TesseraExchange

struct RoundTripTests {
  @Test("What is written reads back the same: problems with every kind of term")
  func problems() throws {
    for seed in 0..<2000 {
      var random = SplitMix(seed: UInt64(seed))
      let problem = random.problem()
      #expect(try Problem(json: problem.json()) == problem, "seed \(seed)")
      #expect(try Problem(json: problem.json(.compact)) == problem, "seed \(seed)")
    }
  }

  @Test("Every kind of term reads back the same", arguments: 0..<SplitMix.termKinds)
  func terms(kind: Int) throws {
    for seed in 0..<100 {
      var random = SplitMix(seed: UInt64(seed))
      let constraint = random.constraint(kind)
      let node = JSONNode(value: JSON(constraint), path: JSONPath())
      #expect(try node.constraint() == constraint, "seed \(seed)")
    }
  }

  @Test("What merging makes reads back the same too")
  func merged() throws {
    for seed in 0..<2000 {
      var random = SplitMix(seed: UInt64(seed))
      let table = random.table().merged(with: random.table())
      let node = JSONNode(value: JSON(table), path: JSONPath())
      #expect(try node.formatTable() == table, "seed \(seed)")
    }
  }

  @Test("Every kind of term has a word of its own")
  func words() {
    var random = SplitMix(seed: 1)
    let words = (0..<SplitMix.termKinds).map { random.term($0).word }
    #expect(Set(words).count == SplitMix.termKinds)
  }

  @Test("What is written reads back the same: profiles")
  func profiles() throws {
    for seed in 0..<300 {
      var random = SplitMix(seed: UInt64(seed))
      let problem = random.problem()
      let profile = Profile(
        device: .init(
          name: random.text(), driver: random.text(), kind: random.text(),
          version: random.maybe { $0.text() }, source: random.text(), evidence: random.text(),
          notes: random.maybe { $0.text() }),
        participants: problem.participants, allocators: problem.allocators)
      #expect(try Profile(json: profile.json()) == profile, "seed \(seed)")
    }
  }

  @Test("What is written reads back the same: agreements and refusals")
  func agreements() throws {
    let lessons: [Refusal.Lesson] = [.allocator, .foreign, .contiguousOnly, .pair, .unavailable]
    for seed in 0..<300 {
      var random = SplitMix(seed: UInt64(seed))
      let agreement = try random.agreement()
      #expect(try Agreement(json: agreement.json()) == agreement, "seed \(seed)")
      let refusal = Refusal(
        by: Name(random.text()), of: agreement, because: random.text(),
        lesson: random.pick(lessons), device: seed % 2 == 0 ? Device(random.text()) : nil,
        allocatorDevice: seed % 3 == 0 ? Device(random.text()) : nil)
      #expect(try Refusal(json: refusal.json(.compact)) == refusal, "seed \(seed)")
      let experience = Experience(
        refusals: [refusal],
        failures: [
          .init(
            Name(random.text()), of: agreement, because: random.text(), device: refusal.device)
        ])
      #expect(try Experience(json: experience.json()) == experience, "seed \(seed)")
    }
  }

  @Test("What is written reads back the same: conflicts with every obstacle")
  func conflicts() throws {
    for seed in 0..<300 {
      var random = SplitMix(seed: UInt64(seed))
      let conflict = random.conflict()
      #expect(try Conflict(json: conflict.json()) == conflict, "seed \(seed)")
    }
  }

  @Test("The same value gives the same bytes")
  func deterministic() throws {
    for seed in 0..<100 {
      var random = SplitMix(seed: UInt64(seed))
      let problem = random.problem()
      let text = problem.json()
      #expect(try Problem(json: text).json() == text, "seed \(seed)")
    }
  }
}
