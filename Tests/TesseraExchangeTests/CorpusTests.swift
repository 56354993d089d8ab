import Testing
import TesseraExchange
import TesseraFormats
import TesseraNegotiation

struct CorpusTests {
  @Test("Every device of the corpus reads, names its source, and writes back the same")
  func profiles() throws {
    #expect(Corpus.profiles.count == 133)
    for (name, result) in Corpus.profiles {
      let profile = try result.get()
      #expect(!profile.device.source.isEmpty, "\(name)")
      #expect(!profile.participants.isEmpty, "\(name)")
      #expect(try Profile(json: profile.json()) == profile, "\(name)")
    }
  }

  @Test("Devices have in common what was worked out, and nothing else")
  func pipelines() throws {
    let pipelines = try Corpus.pipelines("pipelines.json")
    #expect(pipelines.count == 24)
    for pipeline in pipelines { try check(pipeline) }
  }

  @Test("Strides, planes, allocators and sizes are as the notes say")
  func workedCases() throws {
    let cases = try Corpus.pipelines("worked-cases.json")
    #expect(cases.count >= 30)
    for pipeline in cases { try check(pipeline) }
  }

  @Test("A pipeline's problem crosses the wire and gives the same answer")
  func exchanged() throws {
    for pipeline in try Corpus.pipelines("worked-cases.json") {
      let problem = try Problem(json: pipeline.problem.json(.compact))
      #expect(problem == pipeline.problem, "\(pipeline.name)")
      #expect(Self.answer(problem) == Self.answer(pipeline.problem), "\(pipeline.name)")
      switch Self.answer(problem) {
      case .success(let agreement): #expect(try Agreement(json: agreement.json()) == agreement)
      case .failure(let conflict): #expect(try Conflict(json: conflict.json()) == conflict)
      }
    }
  }

  @Test("Quirks that tables know of change no answer that was worked out with them")
  func quirks() throws {
    let pipelines =
      try Corpus.pipelines("pipelines.json") + Corpus.pipelines("worked-cases.json")
    var changed = 0
    for pipeline in pipelines {
      let problem = pipeline.problem(with: .standard)
      if problem != pipeline.problem { changed += 1 }
      try check(pipeline, problem)
    }
    #expect(changed > pipelines.count / 2)
  }

  private static func answer(_ problem: Problem) -> Result<Agreement, Conflict> {
    var negotiation = Negotiation(problem)
    do {
      return .success(try negotiation.next())
    } catch {
      return .failure(error)
    }
  }

  private func check(_ pipeline: Pipeline) throws { try check(pipeline, pipeline.problem) }

  private func check(_ pipeline: Pipeline, _ problem: Problem) throws {
    if let expected = pipeline.pairs {
      var seen: Set<FormatModifier> = []
      let found = Negotiation(problem).survey().agreements.map(\.pair)
        .filter { seen.insert($0).inserted }
      if pipeline.isOrdered {
        let formats = Set(expected.map(\.format))
        #expect(found.filter { formats.contains($0.format) } == expected, "\(pipeline.name)")
      } else {
        let asked = found.filter { !pipeline.isVideoOnly || $0.format.info?.isYUV == true }
        #expect(Set(asked) == Set(expected), "\(pipeline.name)")
      }
    }
    let answer = Self.answer(problem)
    if let expected = pipeline.answer {
      let agreement = try answer.get()
      #expect(agreement.pair == expected.pair, "\(pipeline.name)")
      let planes = agreement.layout.planes
      if let topology = expected.topology {
        #expect(agreement.topology == topology, "\(pipeline.name)")
      }
      if let strides = expected.strides {
        #expect(planes?.map(\.stride) == strides, "\(pipeline.name)")
      }
      if let offsets = expected.offsets {
        #expect(planes?.map(\.offset) == offsets, "\(pipeline.name)")
      }
      if let sizes = expected.sizes { #expect(agreement.layout.sizes == sizes, "\(pipeline.name)") }
      if let name = expected.allocator { #expect(agreement.allocator == name, "\(pipeline.name)") }
    } else if pipeline.pairs?.isEmpty == true {
      guard case .failure(let conflict) = answer else {
        Issue.record("\(pipeline.name): there is an agreement")
        return
      }
      #expect(!conflict.members.isEmpty, "\(pipeline.name)")
    }
  }
}
