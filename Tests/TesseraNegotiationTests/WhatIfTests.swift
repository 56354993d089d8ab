import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct WhatIfTests {
  private let display = Participant("display", .takes(.xrgb8888, .nv12), .strideMultiple(256))
  private let camera = Participant("camera", .takes(.xrgb8888, .nv12))

  @Test func `Without a participant there is what the others agree on`() throws {
    let problem = Problem(100, 64, camera, display)
    let answer = Negotiation(problem).without("display")
    #expect(answer.now == (try problem.best()))
    #expect(answer.then == (try Problem(100, 64, camera).best()))
    #expect(try #require(answer.extraCost) < 0)
    #expect(Negotiation(problem).without("nobody").then == answer.now)
    #expect(Negotiation(problem).without("nobody").extraCost == 0)
  }

  @Test func `With one more there is what all agree on, or nothing`() throws {
    let negotiation = Negotiation(Problem(100, 64, camera))
    let answer = negotiation.with(display)
    #expect(answer.then == (try Problem(100, 64, camera, display).best()))
    #expect(try #require(answer.extraCost) > 0)
    let impossible = negotiation.with(Participant("none", .impossible("is off")))
    #expect(impossible.now != nil)
    #expect(impossible.then == nil)
    #expect(impossible.extraCost == nil)
  }

  @Test func `A constraint is replaced or dropped, and nobody else's`() throws {
    let negotiation = Negotiation(Problem(100, 64, camera, display))
    let member = Conflict.Member(
      participant: "display", constraint: Constraint(.strideMultiple(256), .assumed))
    let narrower = Constraint(.strideMultiple(512), .assumed)
    #expect(negotiation.replacing(member, with: narrower).then?.strides.first == 512)
    #expect(negotiation.replacing(member, with: nil).then?.strides.first == 100)
    let other = Conflict.Member(participant: "camera", constraint: member.constraint)
    #expect(negotiation.replacing(other, with: narrower).extraCost == 0)
  }

  @Test func `Who alone forces a linear layout is named`() {
    let tiled = FormatTable([.xrgb8888: .only([.linear, .compressed])])
    func problem(_ names: String...) -> Problem {
      Problem(
        extent: Extent(64, 64),
        participants: [
          Participant("gpu", .formats(tiled)), Participant("screen", .formats(tiled)),
        ] + names.map { Participant(Name($0), .takes(.xrgb8888)) },
        allocators: [
          Production("gbm", formats: .any, isContiguous: false, evidence: .assumed)
        ])
    }
    #expect(Negotiation(problem()).participantsForcingLinear() == [])
    #expect(Negotiation(problem("encoder")).participantsForcingLinear() == ["encoder"])
    #expect(Negotiation(problem("encoder", "viewer")).participantsForcingLinear() == [])
  }
}
