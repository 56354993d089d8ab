import CDRM
import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// What becomes of points, for threads and loops of events.
@Suite struct TimelineEventTests {
  private let stage = Stage()

  private func counter() throws -> OwnedFileDescriptor {
    OwnedFileDescriptor(rawValue: CInt(try checked(LinuxKernel().createEventCounter(), "eventfd")))
  }

  private func isRaised(_ counter: borrowing OwnedFileDescriptor) throws -> Bool {
    try LinuxKernel().isReady(counter.rawValue, for: .readable)
  }

  @Test func `Submission is waited for apart from the work`() throws {
    let timeline = try Timeline(on: try stage.card())
    let error = #expect(throws: SyncError.self) {
      try timeline.waitForSubmission(of: 2, within: .milliseconds(2))
    }
    #expect(error?.code == .timedOut)
    let fake = FakeFence()
    try timeline.reach(2, with: Fence(verifying: fake.descriptor(), kernel: stage.kernel))
    try timeline.waitForSubmission(of: 2)
    #expect(try timeline.reachedPoint() == 0)
    let early = #expect(throws: SyncError.self) {
      try timeline.wait(for: 2, within: .milliseconds(2))
    }
    #expect(early?.code == .timedOut)
    fake.signal()
    try timeline.wait(for: 2)
  }

  @Test func `A loop of events is told when a point is submitted, and when it is reached`() throws {
    let timeline = try Timeline(on: try stage.card())
    let submitted = try counter()
    let reached = try counter()
    try timeline.announce(
      .submitted, of: 3, on: FileDescriptor(rawValue: submitted.rawValue))
    try timeline.announce(.reached, of: 3, on: FileDescriptor(rawValue: reached.rawValue))
    let isEarly = try isRaised(submitted) || isRaised(reached)
    #expect(!isEarly)
    let fake = FakeFence()
    try timeline.reach(3, with: Fence(verifying: fake.descriptor(), kernel: stage.kernel))
    let isSubmitted = try isRaised(submitted)
    let isOver = try isRaised(reached)
    #expect(isSubmitted && !isOver)
    fake.signal()
    let isReached = try isRaised(reached)
    #expect(isReached)
  }

  @Test func `A kernel that announces no points says so`() throws {
    var traits = FakeCard.Traits()
    traits.raisesEventCounters = false
    let timeline = try Timeline(on: try Stage(traits).card())
    let counter = try counter()
    let error = #expect(throws: SyncError.self) {
      try timeline.announce(.reached, of: 1, on: FileDescriptor(rawValue: counter.rawValue))
    }
    #expect(error?.code == .notSupported)
  }

  @Test func `A timeline is taken from a descriptor that stays the caller's`() throws {
    let card = try stage.card()
    let timeline = try Timeline(on: card)
    let descriptor = try timeline.exportedDescriptor()
    let same = try Timeline(FileDescriptor(rawValue: descriptor.rawValue), on: card)
    try same.reach(4)
    #expect(try timeline.reachedPoint() == 4)
    #expect(LinuxKernel().control(descriptor.rawValue, F_GETFD, 0) >= 0)
  }
}
