import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// Groups of alternatives that do not concern each other add up and do not multiply: each of these
/// has 2 to the 63rd combinations, so that only a search that does not try them all ends.
@Suite struct ManyGroupsTests {
  /// One participant of two offers for each of 63 groups.
  private func groups(
    _ count: Int = 63, _ offers: (Int) -> (first: [Term], second: [Term])
  ) -> [Participant] {
    (0..<count).map { index in
      let (first, second) = offers(index)
      return Participant(
        Name("p\(index)"), device: nil,
        offers: [Offer("first", terms: first), Offer("second", terms: second)])
    }
  }

  private func survey(_ participants: [Participant], _ allocators: [Production]) -> Survey {
    Problem(extent: Extent(9, 4), participants: participants, allocators: allocators).survey()
  }

  @Test func `Groups that differ in formats add up`() {
    let participants = groups { index in
      ([.takes(.nv12)], [index.isMultiple(of: 2) ? .takes(.xrgb8888) : .takes(.yuyv)])
    }
    let survey = survey(participants, [.system])
    #expect(Set(survey.agreements.map(\.format)) == [.nv12])
    #expect(survey.agreements.allSatisfy { Set($0.offers.values) == ["first"] })
  }

  @Test func `Groups that differ in the strides they take add up`() throws {
    let participants = groups { _ in
      (
        [.takes(.r8), .stride(StrideDomain(multipleOf: 2), plane: nil)],
        [.takes(.r8), .stride(StrideDomain(multipleOf: 3), plane: nil)]
      )
    }
    // 9 bytes a row are 10 of twos; contiguous memory costs every byte.
    let survey = survey(participants, [Production("wide", isContiguous: true, evidence: .assumed)])
    let best = try #require(survey.agreements.first)
    #expect(best.strides == [9])
    #expect(Set(best.offers.values) == ["second"])
  }

  @Test func `Groups that differ in whose buffers they take add up`() {
    let makers: [Production] = ["a", "b", "c"].map { name in
      Production(Name(name), isContiguous: false, evidence: .assumed)
    }
    let participants = groups { index in
      (
        [.takes(.nv12), .imports(ImportRule(only: index == 62 ? ["c"] : ["a"]))],
        [.takes(.nv12), .imports(ImportRule(only: ["b"]))]
      )
    }
    #expect(Set(survey(participants, makers).agreements.map(\.allocator)) == ["b"])
  }

  @Test func `Groups that differ in how many buffers they keep add up`() throws {
    let participants = groups { _ in
      (
        [.takes(.nv12), .count(BufferCount(held: 2))],
        [.takes(.nv12), .count(BufferCount(held: 1))]
      )
    }
    var limited = participants
    limited.append(Participant("z", .takes(.nv12), .count(BufferCount(maximum: 64))))
    // One of 63 may keep two; the earlier offers decide which.
    let best = try #require(survey(limited, [.system]).agreements.first)
    #expect((63...64).contains(best.bufferCount))
  }

  @Test func `Groups that prefer their first offers add up`() throws {
    let participants = groups { index in
      ([.takes(.nv12), .preference(index % 3)], [.takes(.nv12), .preference(1)])
    }
    let best = try #require(survey(participants, [.system]).agreements.first)
    #expect(best.cost.penalties.map(\.bytes) == [Bytes(42 * 56)])
  }

  @Test func `Groups that all need room for other sizes add up`() throws {
    let participants = groups(40) { index in
      let size = UInt64(index)
      return (
        [.takes(.nv12), .requiredSizes(RequiredSizes([Extent(64 + size, 400 - size)]))],
        [.takes(.nv12), .requiredSizes(RequiredSizes([Extent(130 + size, 200 - size)]))]
      )
    }
    let best = try #require(survey(participants, [.system]).agreements.first)
    // The least room for all of them is what group 35 needs for 165x165: 165 × 165 + 166 × 83.
    #expect(best.layout.size == 41_003)
  }

  @Test func `Groups whose strides have nothing in common add up`() throws {
    let primes: [UInt64] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53]
    let participants = (0..<15).map { index in
      Participant(
        Name("p\(index)"), device: nil,
        offers: [
          Offer(
            "wide",
            terms: [
              .takes(.r8), .stride(StrideDomain(multipleOf: Bytes(primes[index + 1])), plane: nil),
            ]),
          Offer("even", terms: [.takes(.r8), .stride(StrideDomain(multipleOf: 2), plane: nil)]),
        ])
    }
    let wide = Production("wide", isContiguous: true, evidence: .assumed)
    let best = try #require(survey(participants, [wide]).agreements.first)
    #expect(best.strides == [10])
  }

  @Test func `A bound changes no answer`() {
    let seed: UInt64 = 3201
    var random = SplitMix(seed: seed)
    for round in 0..<200 {
      let problem = RandomProblem(&random).problem
      var bounded = Search(problem, model: TrafficCostModel())
      bounded.manyChoices = 1
      #expect(
        bounded.survey().agreements == problem.survey().agreements,
        "seed \(seed), round \(round): \(problem)")
    }
  }

  @Test func `A limit on choices ends what would not end, and says so`() throws {
    // Every choice is another multiple, and the least of all is one more than is taken.
    let primes: [UInt64] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43]
    var participants = stride(from: 0, to: 14, by: 2).map { index in
      Participant(
        Name("p\(index)"), device: nil,
        offers: [primes[index], primes[index + 1]].map { prime in
          Offer(
            "\(prime)",
            terms: [.takes(.r8), .stride(StrideDomain(multipleOf: Bytes(prime)), plane: nil)])
        })
    }
    participants.append(
      Participant(
        "z", .takes(.r8), .stride(StrideDomain(maximum: 54665709), plane: nil)))
    var negotiation = Negotiation(
      Problem(extent: Extent(9, 4), participants: participants, allocators: [.system]))
    negotiation.choiceLimit = 70
    let conflict = #expect(throws: Conflict.self) { try negotiation.next() }
    #expect(conflict?.isProven == false)
    #expect(conflict?.description.contains("within the limit") == true)
  }
}
