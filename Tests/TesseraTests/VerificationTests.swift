import CDRM
import CLinux
import SystemPackage
import TesseraKernel
import TesseraTestSupport
import Synchronization
import Testing

@testable import Tessera

/// How far everybody is tried, and what a refusal teaches.
@Suite struct VerificationTests {
  /// A camera, a plane and the CPU that are about to be tried.
  struct Meeting {
    let stage: Stage
    let allocators: [any Allocator]
    let problem: Problem
    let importers: [any Importer]

    init(_ stage: Stage = Stage(), withCPU: Bool = false) throws {
      self.stage = stage
      let card = try stage.card()
      let camera = try stage.camera()
      let display = try Display(card)
      allocators = [
        try stage.heapAllocator(), try stage.udmabufAllocator(), try #require(card.dumbAllocator),
      ]
      var participants = [
        try camera.participant(named: "camera", extent: Stage.extent),
        display.participant(named: "plane"),
      ]
      var importers: [any Importer] = [
        CameraImporter(camera, named: "camera"), PlaneImporter(card, display.plane, named: "plane"),
      ]
      if withCPU {
        participants.append(.cpu(named: "cpu", .often))
        importers.append(MappingImporter(named: "cpu"))
      }
      problem = Problem(
        extent: Stage.extent, participants: participants,
        allocators: allocators.map(\.production))
      self.importers = importers
    }

    func verify(_ level: ProofLevel) throws -> Verification {
      var negotiation = Negotiation(problem)
      return try negotiation.verify(upTo: level, with: allocators, importers: importers)
    }
  }

  @Test func `Levels are in order, have words, and only the highest is called verified`() {
    let levels: [ProofLevel] = [.none, .imported, .tested, .pattern]
    #expect(levels == levels.sorted())
    #expect(levels.map { ProofLevel($0.description) } == levels)
    #expect(levels.filter { $0.outcome.contains("verified") } == [.pattern])
    #expect(ProofLevel("proved") == nil)
  }

  @Test func `At no level buffers are made and nobody is asked`() throws {
    let meeting = try Meeting()
    let verification = try meeting.verify(.none)
    #expect(verification.settlement.buffers.count == 4)
    #expect(verification.proofs.map(\.level) == [.none, .none])
    #expect(verification.proofs.allSatisfy { $0.limit == nil })
    #expect(meeting.stage.sensor.attachedBuffers == 0)
    #expect(meeting.stage.screen.liveFramebuffers == 0)
  }

  @Test func `Imports are accepted by everybody, and no display is taken for them`() throws {
    let meeting = try Meeting()
    let verification = try meeting.verify(.imported)
    #expect(verification.proofs.map(\.level) == [.imported, .imported])
    #expect(verification.level == .imported)
    #expect(meeting.stage.sensor.attachedBuffers == 4)
    #expect(meeting.stage.screen.liveFramebuffers == 4)
    #expect(meeting.stage.kernel.count(of: .ioctl(cdrm_MODE_ATOMIC)) == 0)
  }

  @Test func `A test commit is made where the display can be had, and leaves nothing`() throws {
    let meeting = try Meeting()
    let verification = try meeting.verify(.tested)
    #expect(verification.proofs.map(\.level) == [.imported, .tested])
    #expect(verification.proofs[0].limit?.contains("no test between") == true)
    #expect(verification.proofs[1].limit == nil)
    #expect(meeting.stage.kernel.count(of: .ioctl(cdrm_MODE_ATOMIC)) == 1)
    #expect(meeting.stage.screen.liveBlobs == 0)
    #expect(!meeting.stage.screen.isMaster)
  }

  @Test func `Where another program holds the display the import counts, and it is told`() throws {
    var traits = FakeCard.Traits()
    traits.isHeldByAnother = true
    let verification = try Meeting(Stage(traits)).verify(.tested)
    #expect(verification.settlement.refusals.isEmpty)
    #expect(verification.proofs[1].level == .imported)
    #expect(verification.proofs[1].limit?.contains("another program holds the display") == true)
  }

  @Test func `A plane's refusal in a test commit leads to the next agreement`() throws {
    let meeting = try Meeting()
    meeting.stage.kernel.fail(.ioctl(cdrm_MODE_ATOMIC), with: EINVAL)
    let verification = try meeting.verify(.tested)
    #expect(verification.settlement.refusals.map(\.participant) == ["plane"])
    #expect(verification.settlement.agreement.format == .yuyv)
    #expect(verification.proofs[1].level == .tested)
  }

  @Test func `What one mapping writes another reads: the CPU is verified`() throws {
    let meeting = try Meeting(withCPU: true)
    let cpu = try #require(meeting.importers.last)
    var negotiation = Negotiation(meeting.problem)
    let verification = try negotiation.verify(
      upTo: .pattern, with: meeting.allocators, importers: [cpu])
    #expect(verification.proofs.last?.level == .pattern)
    #expect(verification.proofs.last?.limit == nil)
    #expect(verification.proofs.dropLast().allSatisfy { $0.level == .none && $0.limit != nil })
  }

  @Test func `A camera that leaves rows unwritten refuses the layout`() throws {
    let meeting = try Meeting()
    // This camera delivers frames and writes nothing at all, in any format.
    let error = #expect(throws: SettlementError.self) { _ = try meeting.verify(.pattern) }
    let refusal = try #require(error?.refusals.first)
    #expect(refusal.participant == "camera")
    #expect(refusal.lesson == .pair)
    #expect(refusal.reason.contains("left 1440 of 1440 ends of rows"), "\(refusal.reason)")
    #expect(error?.conflict.members.contains { $0.participant == "camera" } == true)
    #expect(meeting.stage.sensor.attachedBuffers == 0)
    #expect(meeting.stage.screen.liveFramebuffers == 0)
  }

  @Test func `A camera whose data begins late refuses the layout, and is not streamed`() throws {
    var traits = FakeCamera.Traits()
    traits.capabilities = 0x0400_1000
    traits.formats = [0x3231_4d4e]  // NM12
    traits.lateness = 128
    let stage = Stage(.init(), traits)
    let meeting = try Meeting(stage)
    let error = #expect(throws: SettlementError.self) { _ = try meeting.verify(.pattern) }
    let refusal = try #require(error?.refusals.first)
    #expect(refusal.reason == "its data begins 128 B later than its planes")
    #expect(refusal.lesson == .pair)

    let camera = CameraImporter(try stage.camera(), named: "camera")
    let display = DisplayImporter(try Display(try stage.card()), named: "plane")
    var negotiation = Negotiation(meeting.problem)
    let settlement = try negotiation.settle(
      with: meeting.allocators, importers: [camera, display])
    let stream = FrameStream(settlement, from: camera, to: display)
    let failure = #expect(throws: DeviceError.self) { _ = try stream.run(frames: 1) }
    #expect(failure?.problem.contains("begins 128 B later") == true)
  }

  @Test func `What was learned once is not tried again`() throws {
    let meeting = try Meeting()
    meeting.stage.kernel.fail(.ioctl(cdrm_PRIME_FD_TO_HANDLE), with: ENODEV)
    let first = try meeting.verify(.imported)
    #expect(first.settlement.refusals.map(\.lesson) == [.foreign])
    #expect(first.settlement.agreement.allocator == "dumb:card0")

    let learned = try Experience(json: first.settlement.experience.json())
    let again = try Meeting()
    var negotiation = Negotiation(again.problem)
    negotiation.learn(learned)
    let second = try negotiation.verify(
      upTo: .imported, with: again.allocators, importers: again.importers)
    #expect(second.settlement.agreement == first.settlement.agreement)
    #expect(second.settlement.refusals == first.settlement.refusals)
    #expect(again.stage.kernel.count(of: .ioctl(cdrm_MODE_ADDFB2)) == 4)
  }

  @Test func `An allocator that failed is left out from the start the next time`() throws {
    let meeting = try Meeting()
    meeting.stage.kernel.fail(.ioctl(clinux_DMA_HEAP_IOCTL_ALLOC), with: ENOMEM)
    let first = try meeting.verify(.imported)
    let learned = first.settlement.experience
    #expect(learned.failures.map(\.allocator) == ["heap:system"])
    #expect(learned.failures.first?.reason.contains("ENOMEM") == true)
    var negotiation = Negotiation(try Meeting().problem)
    negotiation.learn(learned)
    #expect(try negotiation.next().allocator == first.settlement.agreement.allocator)
  }

  @Test func `Who joins late takes the buffers that there are`() throws {
    let meeting = try Meeting()
    var negotiation = Negotiation(meeting.problem)
    let running = try negotiation.verify(
      upTo: .imported, with: meeting.allocators, importers: meeting.importers)
    let admission = try negotiation.admit(
      .cpu(named: "cpu", .rarely), by: MappingImporter(named: "cpu"), to: running.settlement)
    guard case .joined(let agreement, let more) = admission else {
      Issue.record("\(admission)")
      return
    }
    #expect(more == 1)
    #expect(agreement.layout == running.settlement.agreement.layout)
  }

  @Test func `Who cannot join as it is costs new buffers, and it is told what changes`() throws {
    let meeting = try Meeting()
    var negotiation = Negotiation(meeting.problem)
    let running = try negotiation.verify(
      upTo: .imported, with: meeting.allocators, importers: meeting.importers)
    var picky = Participant.cpu(named: "picky", .rarely)
    picky.offers[0].constraints.append(
      Constraint(.stride(StrideDomain(multipleOf: 4096), plane: nil), Evidence(.user, "test")))
    let admission = try negotiation.admit(picky, by: nil, to: running.settlement)
    guard case .moved(let change) = admission else {
      Issue.record("\(admission)")
      return
    }
    #expect(change.changes.map(\.topic).contains("stride"))
    #expect(change.bufferCount == 5)
    #expect(
      change.bytes == change.after.layout.size?.multiplied(by: UInt64(change.bufferCount)))
  }

  @Test func `Who refuses the buffers that there are costs new ones, as was learned`() throws {
    struct Refuser: Importer {
      let name: Name<Participant> = "late"
      func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
        throw Refusal(by: name, of: agreement, because: "not these", lesson: .allocator)
      }
      func release() {}
    }
    let meeting = try Meeting()
    var negotiation = Negotiation(meeting.problem)
    let running = try negotiation.verify(
      upTo: .imported, with: meeting.allocators, importers: meeting.importers)
    let admission = try negotiation.admit(
      .cpu(named: "late", .rarely), by: Refuser(), to: running.settlement)
    guard case .moved(let change) = admission else {
      Issue.record("\(admission)")
      return
    }
    #expect(change.changes.map(\.topic) == ["memory", "buffers"])
    #expect(negotiation.refusals.map(\.participant) == ["late"])
  }

  @Test(
    "Who refuses what its lesson does not rule out is asked once",
    arguments: [("late", Refusal.Lesson.contiguousOnly), ("another", .allocator)]
      as [(Name<Participant>, Refusal.Lesson)])
  func lessons(refuser: Name<Participant>, lesson: Refusal.Lesson) throws {
    final class Refuser: Importer {
      let name: Name<Participant>
      let lesson: Refusal.Lesson
      let asked = Mutex<[Agreement]>([])
      init(_ name: Name<Participant>, _ lesson: Refusal.Lesson) {
        (self.name, self.lesson) = (name, lesson)
      }
      func take(_ buffers: [Buffer], under agreement: Agreement) throws(Refusal) {
        asked.withLock { $0.append(agreement) }
        throw Refusal(by: name, of: agreement, because: "not these", lesson: lesson)
      }
      func release() {}
    }
    let meeting = try Meeting()
    var negotiation = Negotiation(meeting.problem)
    let running = try negotiation.verify(
      upTo: .imported, with: meeting.allocators, importers: meeting.importers)
    var late = Participant.cpu(named: "late", .rarely)
    late.offers[0].constraints.append(
      Constraint(.behindIOMMU, Evidence(.user, "scattered memory is contiguous to it")))
    let importer = Refuser(refuser, lesson)
    let admission = try negotiation.admit(late, by: importer, to: running.settlement)
    let asked = importer.asked.withLock { $0 }
    #expect(asked.count == Set(asked).count)
    guard case .moved(let change) = admission else {
      Issue.record("\(admission)")
      return
    }
    #expect(!asked.contains(change.after))
  }
}
