import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// Which pairs are tried at all.
@Suite struct CandidatePairTests {
  private func maker(
    _ name: Name<Production>, _ formats: FormatTable = .everyFormat(in: .only([.linear]))
  ) -> Production {
    Production(name, formats: formats, isContiguous: false, evidence: .assumed)
  }

  private func survey(_ participant: Participant, _ allocators: Production...) -> Survey {
    Problem(extent: Extent(64, 64), participants: [participant], allocators: allocators).survey()
  }

  @Test func `Other formats are tried beside those with rows of their own`() {
    let table = FormatTable([.nv12: .only([.xTiled])], otherFormats: .only([.linear]))
    let formats = Set(
      survey(Participant("a", .formats(table)), maker("m")).agreements.map(\.format))
    #expect(formats.contains(.xrgb8888))
    #expect(!formats.contains(.nv12))
  }

  @Test func `Everything but one format is nearly everything`() {
    let table = FormatTable([.nv12: .only([])], otherFormats: .any)
    let formats = Set(
      survey(Participant("a", .formats(table)), maker("m")).agreements.map(\.format))
    #expect(formats.isSuperset(of: [.yuyv, .xrgb8888]))
    #expect(!formats.contains(.nv12))
  }

  @Test func `Linear is tried where somebody makes anything`() {
    let constraints = [
      Constraint(.formats(FormatTable([.xrgb8888: .any])), .assumed),
      Constraint(.impossible("no tiles"), for: .init(modifier: .xTiled), .assumed),
    ]
    let participant = Participant("a", device: nil, offers: [Offer("only", constraints)])
    let survey = survey(
      participant, maker("any", .any), maker("tiler", .everyFormat(in: .only([.xTiled]))))
    #expect(survey.agreements.map(\.pair) == [FormatModifier(.xrgb8888, .linear)])
    #expect(survey.agreements.map(\.allocator) == ["any"])
  }

  @Test func `A table for one format leaves the others alone`() {
    let constraints = [
      Constraint(.takes(.nv12, .xrgb8888), .assumed),
      Constraint(.takes(.nv12), for: .init(format: .nv12), .assumed),
    ]
    let participant = Participant("a", device: nil, offers: [Offer("only", constraints)])
    #expect(
      Set(survey(participant, maker("m")).agreements.map(\.format)) == [.nv12, .xrgb8888])
  }

  @Test func `What two offers take is tried, whichever takes it`() {
    let participant = Participant(
      "a", device: nil,
      offers: [Offer("0", terms: [.takes(.nv12)]), Offer("1", terms: [.takes(.yuyv)])])
    #expect(
      Set(survey(participant, maker("m")).agreements.map(\.format)) == [.nv12, .yuyv])
  }
}
