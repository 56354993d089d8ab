import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct ConflictTests {
  /// The problem with these constraints only.
  private func reduced(_ problem: Problem, to members: [Conflict.Member]) -> Problem {
    let kept = Set(members)
    var problem = problem
    for index in problem.participants.indices {
      let name = problem.participants[index].name
      for offer in problem.participants[index].offers.indices {
        problem.participants[index].offers[offer].constraints.removeAll { constraint in
          !kept.contains(Conflict.Member(participant: name, constraint: constraint))
        }
      }
    }
    return problem
  }

  private func isFeasible(_ problem: Problem) -> Bool {
    !problem.survey().agreements.isEmpty
  }

  // MARK: irreducible

  @Test(arguments: [3001, 3002] as [UInt64])
  func `Without any one of its members there would be an agreement`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var several = 0
    for round in 0..<200 {
      let problem = RandomProblem(&random, isAnchored: random.chance(70)).problem
      guard let conflict = problem.conflict() else { continue }
      #expect(
        !isFeasible(reduced(problem, to: conflict.members)),
        "seed \(seed), round \(round): \(conflict) of \(problem)")
      for index in conflict.members.indices {
        var others = conflict.members
        let dropped = others.remove(at: index)
        #expect(
          isFeasible(reduced(problem, to: others)),
          "seed \(seed), round \(round): \(dropped) is idle in \(conflict) of \(problem)")
      }
      several += conflict.members.count > 1 ? 1 : 0
    }
    #expect(several > 8)
  }

  // MARK: single conflicts

  @Test func `A conflict names only the participants that matter`() throws {
    let problem = Problem(
      16, 16,
      Participant("camera", .takes(.nv12, .yuyv), .strideMultiple(64)),
      Participant("display", .takes(.nv12), .stride(StrideDomain(maximum: 63), plane: 0)),
      Participant("encoder", .takes(.nv12), .contiguous, .strideMultiple(16)),
      Participant("viewer", .takes(.nv12, .yuyv)))
    let conflict = try #require(problem.conflict())
    #expect(conflict.names == ["camera", "display"])
    #expect(
      conflict.terms
        == [.strideMultiple(64), .stride(StrideDomain(maximum: 63), plane: 0)])
  }

  @Test func `A format that nobody shares names both sides' formats`() throws {
    let problem = Problem(
      64, 64, Participant("camera", .takes(.yuyv), .strideMultiple(64)),
      Participant("display", .takes(.xrgb8888), .contiguous),
      Participant("encoder", .takes(.yuyv, .xrgb8888)))
    let conflict = try #require(problem.conflict())
    #expect(conflict.names == ["camera", "display"])
    #expect(conflict.terms == [.takes(.yuyv), .takes(.xrgb8888)])
    #expect(
      conflict.description
        == "No agreement: camera takes YUYV in LINEAR; but display takes XR24 in LINEAR.")
  }

  @Test func `Who takes nothing at all is named alone`() throws {
    let problem = Problem(
      64, 64, Participant("camera", .takes(.yuyv, .nv12), .strideMultiple(64)),
      Participant("display", .takes(.nv12), .contiguous, .impossible("is not connected")))
    let conflict = try #require(problem.conflict())
    #expect(conflict.names == ["display"])
    #expect(conflict.description == "No agreement: display is not connected.")
    #expect(Set(conflict.refutations.map(\.obstacle)) == [.impossible])
  }

  @Test func `Three that conflict only together are all named`() throws {
    let problem = Problem(
      64, 64,
      Participant("a", .takes(.xrgb8888), .strideMultiple(3)),
      Participant("b", .takes(.xrgb8888), .strideMultiple(256)),
      Participant("c", .takes(.xrgb8888), .stride(StrideDomain(maximum: 767), plane: nil)))
    let conflict = try #require(problem.conflict())
    #expect(conflict.names.filter { $0 != "c" } == ["a", "b"])
    #expect(conflict.terms.contains(.stride(StrideDomain(maximum: 767), plane: nil)))
  }

  @Test func `Where there is a choice formats are told, for people know them best`() throws {
    let problem = Problem(
      16, 16, Participant("a", .takes(.yuyv), .strideMultiple(64)),
      Participant("b", .takes(.xrgb8888), .stride(StrideDomain(maximum: 63), plane: nil)))
    let conflict = try #require(problem.conflict())
    #expect(conflict.terms == [.takes(.yuyv), .takes(.xrgb8888)])
  }

  @Test func `A constraint of several offers is one member`() throws {
    let narrow = Constraint(.stride(StrideDomain(maximum: 10), plane: nil), .assumed)
    let camera = Participant(
      "camera", device: nil,
      offers: ["one", "two"].map { label in
        Offer(label, [Constraint(.takes(.xrgb8888), .assumed), narrow])
      })
    let conflict = try #require(Problem(64, 64, camera).conflict())
    #expect(conflict.members.map(\.constraint).filter { $0 == narrow } == [narrow])
  }

  // MARK: allocators

  @Test func `What an allocator could not do is told where another could do better`() throws {
    let scattered = Problem(
      extent: Extent(64, 64),
      participants: [Participant("display", .takes(.xrgb8888), .contiguous)],
      allocators: [.system])
    let conflict = try #require(scattered.conflict())
    #expect(conflict.terms == [.contiguous])
    #expect(
      conflict.explanation == """
        No agreement: display needs physically contiguous memory.
        These cannot hold together; without any one of them there is an agreement:
          display: needs physically contiguous memory [table: test]
        What each allocator could not do:
          system: its memory is scattered and somebody needs it contiguous
        """)
  }

  @Test func `Allocators are not blamed for what participants want of each other`() throws {
    let strides = Problem(
      64, 64, Participant("a", .takes(.xrgb8888), .strideMultiple(512)),
      Participant("b", .takes(.xrgb8888), .stride(StrideDomain(maximum: 511), plane: nil)))
    let explanation = try #require(strides.conflict()).explanation
    #expect(!explanation.contains("allocator"))
    #expect(explanation.contains("a: needs a stride of a multiple of 512 B [table: test]"))
    #expect(explanation.contains("b: needs a stride of at most 511 B [table: test]"))
  }

  @Test func `Allocators are not blamed for how participants spread planes`() throws {
    let conflict = try #require(
      Problem(
        64, 64, Participant("a", .takes(.nv12), .topology(.bufferPerPlane)),
        Participant("b", .takes(.nv12), .topology(.oneBuffer))
      ).conflict())
    #expect(!conflict.explanation.contains("allocator"))
  }

  @Test func `Without an allocator nobody else is named`() throws {
    let problem = Problem(
      extent: Extent(64, 64), participants: [Participant("camera", .takes(.nv12))], allocators: [])
    let conflict = try #require(problem.conflict())
    #expect(conflict.members == [])
    #expect(
      conflict.description == "No agreement: there is nobody to allocate the buffers.")
  }

  @Test func `Allocators that make no such image conflict with nobody`() throws {
    let problem = Problem(
      extent: Extent(64, 64),
      participants: [Participant("camera", .takes(.nv12)), Participant("display", .takes(.nv12))],
      allocators: [
        Production(
          "small", sizes: SizeDomain(maximum: Extent(32, 32)), isContiguous: true,
          evidence: .assumed)
      ])
    let conflict = try #require(problem.conflict())
    #expect(conflict.members == [])
    #expect(
      conflict.explanation == """
        No agreement: none of the allocators can make such a buffer.
        What each allocator could not do:
          small: it does not make images of this size
        """)
  }

  @Test func `A conflict keeps every allocator and its obstacle`() throws {
    let problem = Problem(
      extent: Extent(64, 64),
      participants: [
        Participant("camera", .takes(.nv12), .imports(ImportRule(not: ["cma"]))),
        Participant("display", .takes(.nv12), .contiguous),
      ], allocators: [.system, .cma])
    let conflict = try #require(problem.conflict())
    #expect(conflict.names == ["camera", "display"])
    #expect(Set(conflict.allocators.map(\.name)) == ["system", "cma"])
    #expect(
      Set(conflict.refutations.filter { $0.allocator == "cma" }.map(\.obstacle))
        == [.notImported])
    #expect(
      Set(conflict.refutations.filter { $0.allocator == "system" }.map(\.obstacle))
        == [.scattered])
  }
}
