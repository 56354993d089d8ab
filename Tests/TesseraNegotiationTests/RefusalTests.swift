import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct RefusalTests {
  private let gpu = Device("gpu")
  private let screen = Device("screen")

  /// Two formats, four allocators of three owners.
  private var problem: Problem {
    Problem(
      extent: Extent(64, 64),
      participants: [
        Participant("camera", .takes(.nv12, .xrgb8888)),
        Participant("display", on: screen, .takes(.nv12, .xrgb8888)),
      ],
      allocators: [
        .system, .cma,
        Production("dumb", device: screen, isContiguous: false, rank: 2, evidence: .assumed),
        Production("gbm", device: gpu, isContiguous: false, rank: 3, evidence: .assumed),
      ])
  }

  /// Everything that is possible, but for its cost, which may change with what is learned.
  private func keys(_ negotiation: Negotiation) -> Set<[String]> {
    Set(
      negotiation.survey().agreements.map { agreement in
        [agreement.allocator.rawValue, agreement.pair.description, agreement.topology.description]
          + agreement.offers.sorted { $0.key < $1.key }.map(\.value)
      })
  }

  /// What is left after the display refused the first agreement.
  private func afterRefusal(
    _ lesson: Refusal.Lesson, by name: Name<Participant> = "display"
  ) throws -> (before: Set<[String]>, after: Set<[String]>, first: Agreement) {
    var negotiation = Negotiation(problem)
    let first = try negotiation.next()
    let before = keys(negotiation)
    negotiation.learn(Refusal(by: name, of: first, because: "EINVAL", lesson: lesson))
    return (before, keys(negotiation), first)
  }

  @Test func `A lesson about an allocator ends that allocator only`() throws {
    let (before, after, first) = try afterRefusal(.allocator)
    #expect(first.allocator == "system")
    #expect(after == before.filter { $0[0] != "system" })
    #expect(Set(after.map { $0[0] }) == ["cma", "dumb", "gbm"])
  }

  @Test func `A lesson about foreign memory leaves the device's own`() throws {
    let (before, after, _) = try afterRefusal(.foreign)
    #expect(after == before.filter { $0[0] == "dumb" })
    #expect(!after.isEmpty)
  }

  @Test func `Who has no device and refuses foreign memory takes nothing`() throws {
    let (before, after, _) = try afterRefusal(.foreign, by: "camera")
    #expect(!before.isEmpty)
    #expect(after.isEmpty)
  }

  @Test func `A lesson about contiguity leaves what is contiguous`() throws {
    let (before, after, _) = try afterRefusal(.contiguousOnly)
    #expect(after == before.filter { $0[0] == "cma" })
    #expect(!after.isEmpty)
  }

  @Test func `A lesson about a pair ends that pair only`() throws {
    let (before, after, first) = try afterRefusal(.pair)
    #expect(first.pair == FormatModifier(.nv12, .linear))
    #expect(after == before.filter { $0[1] == "XR24 LINEAR" })
    #expect(!after.isEmpty)
  }

  @Test func `A lesson about a pair concerns the chosen offer only`() throws {
    var problem = problem
    problem.participants[1].offers = ["single", "multi"].map {
      Offer($0, terms: [.takes(.nv12, .xrgb8888)])
    }
    var negotiation = Negotiation(problem)
    let first = try negotiation.next()
    #expect(first.offers["display"] == "single")
    let before = keys(negotiation)
    negotiation.learn(Refusal(by: "display", of: first, because: "EINVAL", lesson: .pair))
    // The second name of the offers, in the order of names, is the display's.
    let expected = before.map { key in
      Array(key[..<4]) + [key[1] == "NV12 LINEAR" ? "multi" : key[4]]
    }
    #expect(keys(negotiation) == Set(expected))

    negotiation.learn(Refusal(by: "display", of: first, because: "EINVAL", lesson: .allocator))
    #expect(!keys(negotiation).contains { $0[0] == "system" })
  }

  @Test func `A stranger's refusal is kept and teaches nothing`() throws {
    var negotiation = Negotiation(problem)
    let refusal = Refusal(
      by: "nobody", of: try negotiation.next(), because: "ENODEV", lesson: .allocator)
    let before = keys(negotiation)
    negotiation.learn(refusal)
    #expect(keys(negotiation) == before)
    #expect(negotiation.refusals == [refusal])
    #expect(refusal.description == "nobody refused NV12 LINEAR from system: ENODEV")
  }

  /// Two displays' allocators, under the names that they have now.
  private func problem(_ first: Device, _ second: Device) -> Problem {
    Problem(
      extent: Extent(64, 64),
      participants: [Participant("display", on: screen, .takes(.xrgb8888))],
      allocators: [
        Production("dumb:card0", device: first, isContiguous: false, evidence: .assumed),
        Production("dumb:card1", device: second, isContiguous: false, evidence: .assumed),
        Production("gbm:card0", device: first, isContiguous: false, evidence: .assumed),
      ])
  }

  private func allocators(_ problem: Problem, knowing experience: Experience) -> [String] {
    var negotiation = Negotiation(problem)
    negotiation.learn(experience)
    return Set(negotiation.survey().agreements.map(\.allocator.rawValue)).sorted()
  }

  /// What is learned of `dumb:card0` where that is the GPU's.
  private func experience(_ lesson: Refusal.Lesson) throws -> Experience {
    var negotiation = Negotiation(problem(gpu, screen))
    let agreement = try #require(
      negotiation.survey().agreements.first { $0.allocator == "dumb:card0" })
    negotiation.learn(
      Refusal(by: "display", of: agreement, because: "EINVAL", lesson: lesson))
    #expect(negotiation.refusals.map(\.device) == [screen])
    #expect(negotiation.refusals.map(\.allocatorDevice) == [gpu])
    return Experience(
      refusals: negotiation.refusals,
      failures: [.init("gbm:card0", of: agreement, because: "ENOMEM", device: gpu)])
  }

  @Test func `A lesson follows an allocator's device to the name that it has now`() throws {
    let learned = try experience(.allocator)
    #expect(allocators(problem(gpu, screen), knowing: learned) == ["dumb:card1"])
    #expect(allocators(problem(screen, gpu), knowing: learned) == ["dumb:card0", "gbm:card0"])
    // The GPU is gone, and somebody else has its names.
    let other = Device("other")
    #expect(
      allocators(problem(other, screen), knowing: learned)
        == ["dumb:card0", "dumb:card1", "gbm:card0"])
  }

  @Test func `A lesson about one device teaches nothing about another of its name`() throws {
    let learned = try experience(.contiguousOnly)
    #expect(allocators(problem(gpu, screen), knowing: learned).isEmpty)
    // Whose memory it was stays known, whoever has that allocator's name now.
    var renamed = Negotiation(problem(screen, Device("other")))
    renamed.learn(learned)
    #expect(renamed.refusals == learned.refusals)
    var moved = problem(gpu, screen)
    moved.participants[0].device = Device("other")
    #expect(allocators(moved, knowing: learned) == ["dumb:card0", "dumb:card1"])
    // It is kept for the next time all the same.
    var negotiation = Negotiation(moved)
    negotiation.learn(learned)
    #expect(negotiation.refusals == learned.refusals)
  }

  /// What is given where a display takes part under a name, with what was learned of `card0:plane=primary`.
  private func given(
    _ name: Name<Participant>, on device: Device?, knowing device0: Device?, as learned: String
  ) throws -> Bool {
    var first = problem(screen, gpu)
    first.participants[0].name = Name(learned)
    first.participants[0].device = device0
    var negotiation = Negotiation(first)
    let agreement = try negotiation.next()
    negotiation.learn(
      Refusal(by: Name(learned), of: agreement, because: "EINVAL", lesson: .unavailable))
    var second = problem(gpu, screen)
    second.participants[0].name = name
    second.participants[0].device = device
    var next = Negotiation(second)
    next.learn(Experience(refusals: negotiation.refusals))
    return (try? next.next()) != nil
  }

  @Test(
    "A lesson follows a card or a render node to the number that it has now, in the same use",
    arguments: [
      ("card0:plane=primary", "card1:plane=primary"), ("card0", "card12"),
      ("renderD128:sample:via=egl", "renderD129:sample:via=egl"),
    ])
  func renumbered(old: String, new: String) throws {
    #expect(try !given(Name(old), on: screen, knowing: screen, as: old))
    #expect(try !given(Name(new), on: screen, knowing: screen, as: old))
    #expect(try given(Name(new), on: gpu, knowing: screen, as: old))
    #expect(try given(Name(new), on: nil, knowing: nil, as: old))
  }

  @Test(
    "A lesson is not another use's, nor another node's of a device that may have several",
    arguments: [
      ("card0:plane=primary", "card1:plane=overlay"), ("card0:plane=primary", "card1"),
      ("card0", "renderD128"), ("video0:capture", "video1:capture"), ("cards", "cards1"),
      ("card", "card1"), ("display", "screen"),
    ])
  func otherUse(old: String, new: String) throws {
    #expect(try given(Name(new), on: screen, knowing: screen, as: old))
  }

  @Test func `What names its devices replaces what was known by name alone`() throws {
    let learned = try experience(.allocator)
    var nameless = learned
    nameless.refusals[0].device = nil
    nameless.refusals[0].allocatorDevice = nil
    nameless.failures[0].device = nil
    #expect(nameless.joined(with: learned) == learned)
    #expect(learned.joined(with: nameless) == learned)
    #expect(learned.joined(with: learned) == learned)
    var other = learned
    other.refusals[0].device = gpu
    #expect(learned.joined(with: other).refusals == learned.refusals + other.refusals)
  }

  @Test func `The next agreement is never one that was given`() throws {
    var negotiation = Negotiation(problem)
    let ranked = negotiation.survey().agreements
    var given: [Agreement] = []
    while given.count <= ranked.count, let agreement = try? negotiation.next() {
      given.append(agreement)
    }
    #expect(given == ranked)
    #expect(Set(given).count == ranked.count)
  }

  @Test func `What was given is not given again because it costs otherwise now`() throws {
    var negotiation = Negotiation(
      Problem(64, 64, Participant("a", .takes(.xrgb8888)), Participant("b", .takes(.xrgb8888))))
    let first = try negotiation.next()
    let second = try negotiation.next()
    #expect(second.allocator == "cma")
    negotiation.learn(Refusal(by: "a", of: first, because: "EINVAL", lesson: .contiguousOnly))
    #expect(throws: Conflict.self) { try negotiation.next() }
  }

  @Test(arguments: [Refusal.Lesson.allocator, .pair])
  func `When all is refused the conflict says what was refused`(lesson: Refusal.Lesson) throws {
    var negotiation = Negotiation(problem)
    var rounds = 0
    var given: Set<Agreement> = []
    let conflict: Conflict = try {
      while true {
        do throws(Conflict) {
          let agreement = try negotiation.next()
          rounds += 1
          #expect(given.insert(agreement).inserted)
          negotiation.learn(
            Refusal(by: "display", of: agreement, because: "ioctl: EINVAL", lesson: lesson))
        } catch {
          return error
        }
        try #require(rounds < 100)
      }
    }()
    #expect(rounds == (lesson == .allocator ? 4 : 2))
    let refused = conflict.members.filter { $0.constraint.evidence.kind == .refusal }
    #expect(refused.count == rounds)
    #expect(Set(refused.map(\.participant)) == ["display"])
    #expect(Set(refused.map(\.constraint.evidence.source)) == ["ioctl: EINVAL"])
    #expect(conflict.explanation.contains("[refusal: ioctl: EINVAL]"))
  }

  @Test func `An allocator that was withdrawn makes nothing any more`() throws {
    var negotiation = Negotiation(problem)
    let before = keys(negotiation)
    negotiation.withdraw("system")
    #expect(keys(negotiation) == before.filter { $0[0] != "system" })
    #expect(try negotiation.next().allocator == "dumb")
  }
}
