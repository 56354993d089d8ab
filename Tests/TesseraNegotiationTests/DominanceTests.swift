import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// A choice of offers may be left out when another allows all that it allows, and never else.
@Suite struct DominanceTests {
  private func requirements(_ terms: Term...) throws -> Requirements {
    let info = try #require(PixelFormat.nv12.info)
    return try OfferAtPair(
      0, of: 0, terms.map { Constraint($0, .assumed) }, pair: FormatModifier(.nv12, .linear),
      info: info,
      extent: Extent(64, 64)
    ).requirements
  }

  @Test func `Who takes more strides dominates, at no higher preference`() throws {
    let (all, even) = (try requirements(), try requirements(.strideMultiple(2)))
    #expect(all.dominates(even))
    #expect(!even.dominates(all))
    #expect(try !requirements(.preference(1)).dominates(even))
    #expect(try requirements(.preference(1)).dominates(requirements(.preference(1))))
    #expect(try !requirements(.strideMultiple(3)).dominates(even))
    #expect(try requirements(.strideMultiple(3)).dominates(requirements(.strideMultiple(6))))
  }

  @Test func `Who asks for nothing dominates who asks, and never the other way`() throws {
    let nothing = try requirements()
    for term in [
      .notCoherent, .cpuAccess(.rarely), .planeCount(2), .cacheModes(.cached),
      .colour(Colour([.range: ["full"]])), .count(BufferCount(held: 1)),
      .count(BufferCount(maximum: 9)), .memorySize(SizeInMemory(tail: 1)),
      .memorySize(SizeInMemory(rowPadding: 1)), .memorySize(SizeInMemory(maximum: 65536)),
      .arrangement(PlaneArrangement(isAdjacent: true)), .size(SizeDomain(maximumArea: 1 << 20)),
      .arrangement(PlaneArrangement(hasEqualStrides: true)), .preference(1),
      .requiredSizes(RequiredSizes([Extent(2, 2)])), .strideMultiple(2),
    ] as [Term] {
      #expect(try !requirements(term).dominates(nothing), "\(term)")
    }
    #expect(try nothing.dominates(requirements(.preference(1))))
    // Needing contiguous memory is more, and costs less where memory is contiguous anyway.
    #expect(try !nothing.dominates(requirements(.contiguous)))
    #expect(try !requirements(.contiguous).dominates(nothing))
  }

  @Test func `What dominates has no costlier layout wherever the other has one`() throws {
    let seed: UInt64 = 2202
    var random = SplitMix(seed: seed)
    let (info, extent) = (try #require(PixelFormat.nv12.info), Extent(37, 11))
    var pairs = 0
    func draw() -> Requirements? {
      var maker = RandomMaker(
        formats: [.nv12], modifiers: [.linear], extent: extent, random: random)
      let terms = (0..<Int.random(in: 0...3, using: &maker.random)).map { _ in maker.term() }
      random = maker.random
      return try? OfferAtPair(
        0, of: 0, terms.map { Constraint($0, .assumed) }, pair: FormatModifier(.nv12, .linear),
        info: info, extent: extent
      ).requirements
    }
    for round in 0..<6000 {
      // The second asks for more than the first asks, or for something else.
      guard let a = draw(), let more = draw(), let third = draw(),
        let b = random.chance(70) ? try? a.merged(with: more) : more,
        a.dominates(b), let theirs = try? b.merged(with: third)
      else { continue }
      // Whatever others demand as well.
      let mine = try? a.merged(with: third)
      #expect(mine != nil, "seed \(seed), round \(round): \(a) and \(b) with \(third)")
      guard let mine else { continue }
      for topology in [Topology.oneBuffer, .bufferPerPlane] {
        func size(_ requirements: Requirements) -> Bytes? {
          try? LayoutPlanner(
            info: info, extent: extent, requirements: requirements, topology: topology
          ).plan().size
        }
        guard let other = size(theirs) else { continue }
        let own = size(mine)
        #expect(
          own.map { $0 <= other } == true,
          "seed \(seed), round \(round): \(a) and \(b) with \(third), \(topology)")
        pairs += 1
      }
    }
    #expect(pairs > 300)
  }

  @Test func `A set of strides knows its subsets`() {
    let seed: UInt64 = 2201
    var random = SplitMix(seed: seed)
    var subsets = 0
    func domain() -> StrideDomain {
      StrideDomain(
        multipleOf: random.pick([1, 2, 3, 4, 6, 12]), minimum: random.pick([0, 0, 5, 12]),
        maximum: random.pick([nil, nil, 24, 60]),
        listed: random.chance(30) ? Set(random.some(3, of: [0, 6, 12, 24, 36, 60])) : nil)
    }
    for round in 0..<3000 {
      let (a, b) = (domain(), domain())
      let claimed = a.isSuperset(of: b)
      // Beyond 200 nothing changes but by multiples.
      let counter = (0...200).first { b.contains(Bytes($0)) && !a.contains(Bytes($0)) }
      #expect(
        !claimed || counter == nil,
        "seed \(seed), round \(round): \(a) was said to hold \(b), but for \(counter ?? 0)")
      subsets += claimed ? 1 : 0
    }
    #expect((100..<2900).contains(subsets))
  }

  @Test func `The tighter stride that only the later offer has is found`() throws {
    let either = Participant(
      "either", device: nil,
      offers: [
        Offer("sixteen", terms: [.takes(.r8), .strideMultiple(16)]),
        Offer("ten", terms: [.takes(.r8), .strideMultiple(10)]),
      ])
    #expect(try Problem(10, 8, either).best().offers == ["either": "ten"])
    #expect(try Problem(16, 8, either).best().offers == ["either": "sixteen"])
    #expect(
      try Problem(10, 8, either, Participant("other", .takes(.r8), .strideMultiple(32))).best()
        .offers["either"] == "sixteen")
  }
}
