import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// What combinations, repetitions and meanings come to.
extension HardCaseTests {
  @Test func `Case 24: memory planes are counted alike or not shared`() throws {
    func sharing(_ mine: Int, _ theirs: Int) -> Problem {
      var problem = Problem(
        64, 64, Participant("render", .takes(.xrgb8888, in: .compressed), .planeCount(mine)),
        Participant("scanout", .takes(.xrgb8888, in: .compressed), .planeCount(theirs)))
      problem.allocators = [
        Production("gbm", formats: .any, isContiguous: false, evidence: .assumed)
      ]
      return problem
    }
    #expect(try sharing(2, 2).best().pair.modifier == .compressed)
    let conflict = try #require(sharing(2, 3).conflict())
    #expect(conflict.terms.contains(.planeCount(3)))
    #expect(Set(conflict.refutations.map(\.obstacle)).contains(.planeCount))
    // Of what nobody published, the participants' own numbers must be equal.
    let secret = LayoutModifier.implicit(on: display)
    let unknown = [2, 3].map { count in
      Participant(Name("p\(count)"), .takes(.xrgb8888, in: secret), .planeCount(count))
    }
    let maker = Production("gbm", formats: .any, isContiguous: false, evidence: .assumed)
    let problem = Problem(extent: Extent(64, 64), participants: unknown, allocators: [maker])
    #expect(problem.conflict()?.terms == [.planeCount(2), .planeCount(3)])
  }

  @Test(arguments: [7, 63])
  func `Case 35: of many groups of alternatives the last combination is found`(count: Int) throws {
    // Everybody prefers a stride of its own; only the second offers agree.
    let participants = (0..<count).map { index in
      Participant(
        Name("p\(index)"), device: nil,
        offers: [
          Offer(
            "own",
            terms: [.takes(.xrgb8888), .stride(.exactly(Bytes(UInt64(400 + index))), plane: nil)]),
          Offer("common", terms: [.takes(.xrgb8888), .stride(.exactly(320), plane: nil)]),
        ])
    }
    let survey = Problem(
      extent: Extent(64, 64), participants: participants, allocators: [.system]
    ).survey()
    #expect(survey.agreements.map { Set($0.offers.values) } == [["common"]])
    #expect(survey.refutations == [])
  }

  @Test func `Case 36: a participant that says nothing new changes nothing but the traffic`()
    throws
  {
    let camera = Participant("camera", .takes(.nv12, .yuyv), .strideMultiple(64), .contiguous)
    var twin = camera
    twin.name = "twin"
    let alone = try Problem(100, 64, camera).best()
    let twice = try Problem(100, 64, camera, twin).best()
    #expect(alone.pair == twice.pair)
    #expect(alone.layout == twice.layout)
    #expect(alone.allocator == twice.allocator)
    #expect(twice.cost.traffic == alone.cost.traffic.multiplied(by: 2))
  }

  @Test func `Case 37: alpha means the same to all, or nothing to those who do not care`() throws {
    func meaning(_ value: String) -> Term { .colour(Colour([.alpha: [value]])) }
    let blender = Participant("blender", .takes(.argb8888), meaning("premultiplied"))
    let indifferent = Participant("screen", .takes(.argb8888))
    let agreement = try Problem(64, 64, blender, indifferent).best()
    #expect(agreement.colour == [.alpha: "premultiplied"])
    #expect(try Problem(64, 64, indifferent).best().colour == [:])
    let opaque = Participant("other", .takes(.argb8888), meaning("ignored"))
    let problem = Problem(64, 64, blender, opaque)
    #expect(Set(problem.survey().refutations.map(\.obstacle)) == [.colour])
    #expect(
      try #require(problem.conflict()).terms == [meaning("premultiplied"), meaning("ignored")])
  }
}
