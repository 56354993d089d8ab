import CDRM
import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct TimelineTests {
  private let stage = Stage()

  private func timeline() throws -> (Timeline, DRMDevice) {
    let card = try stage.card()
    return (try Timeline(on: card), card)
  }

  @Test func `A point is reached from the CPU, and all before it`() throws {
    let (timeline, _) = try timeline()
    #expect(try timeline.reachedPoint() == 0)
    try timeline.reach(3)
    #expect(try timeline.reachedPoint() == 3)
    try timeline.wait(for: 2)
    try timeline.wait(for: 3, within: .zero)
    let error = #expect(throws: SyncError.self) {
      try timeline.wait(for: 4, within: .milliseconds(2))
    }
    #expect(error?.code == .timedOut)
  }

  @Test func `A point is reached with a fence, and has one`() throws {
    let (timeline, _) = try timeline()
    let fake = FakeFence()
    try timeline.reach(7, with: Fence(verifying: fake.descriptor(), kernel: stage.kernel))
    #expect(try timeline.submittedPoint() == 7)
    #expect(try timeline.reachedPoint() == 0)
    let fence = try timeline.fence(at: 7)
    #expect(try !fence.isSignalled())
    fake.signal()
    try fence.wait()
    #expect(try timeline.reachedPoint() == 7)
    let error = #expect(throws: SyncError.self) { _ = try timeline.fence(at: 8) }
    #expect(error?.code == .invalid)
  }

  @Test func `A point is awaited before anybody works towards it`() async throws {
    let (timeline, _) = try timeline()
    let task = Task { try await timeline.reached(2, within: .seconds(60)) }
    try timeline.reach(1)
    try timeline.reach(2)
    try await task.value
    let error = await #expect(throws: SyncError.self) {
      try await timeline.reached(3, within: .milliseconds(1))
    }
    #expect(error?.code == .timedOut)
    let cancelled = Task { try await timeline.reached(3) }
    cancelled.cancel()
    #expect(await #expect(throws: SyncError.self) { try await cancelled.value }?.code == .cancelled)
  }

  @Test func `A timeline is tied to another`() throws {
    let card = try stage.card()
    let (one, other) = (try Timeline(on: card), try Timeline(on: card))
    try one.reach(5)
    try other.reach(1, with: one, at: 5)
    #expect(try other.reachedPoint() == 1)
  }

  @Test func `A timeline that is handed out is the same one`() throws {
    let (timeline, card) = try timeline()
    let descriptor = try timeline.exportedDescriptor()
    let same = try Timeline(descriptor, on: card)
    try same.reach(9)
    #expect(try timeline.reachedPoint() == 9)
  }

  @Test func `Everything goes with the timelines`() throws {
    do {
      let (timeline, _) = try timeline()
      try timeline.reach(1)
      _ = try timeline.fence(at: 1)
    }
    #expect(stage.screen.liveSyncObjects == 0)
  }

  @Test func `A driver without timelines says so`() throws {
    var traits = FakeCard.Traits()
    traits.hasTimelines = false
    let error = #expect(throws: SyncError.self) {
      _ = try Timeline(on: try Stage(traits).card())
    }
    #expect(error?.code == .notSupported)
    #expect(error?.message.contains(Stage.cardPath) == true)
  }

  @Test func `A timeline on a card by its path leaves the display to others`() throws {
    let node = try Timeline.node(opening: Stage.cardPath, kernel: stage.kernel)
    #expect(!stage.screen.isMaster)
    _ = try Timeline(on: node)
  }

  @Test func `A kernel that announces no points says so`() async throws {
    var traits = FakeCard.Traits()
    traits.raisesEventCounters = false
    let timeline = try Timeline(on: try Stage(traits).card())
    try timeline.reach(1)
    let error = await #expect(throws: SyncError.self) { try await timeline.reached(1) }
    #expect(error?.code == .notSupported)
  }

  @Test(
    "A call that fails is told with its cause",
    arguments: [
      cdrm_SYNCOBJ_CREATE, cdrm_SYNCOBJ_HANDLE_TO_FD, cdrm_SYNCOBJ_TIMELINE_WAIT,
      cdrm_SYNCOBJ_TIMELINE_SIGNAL, cdrm_SYNCOBJ_QUERY, cdrm_SYNCOBJ_TRANSFER,
      cdrm_SYNCOBJ_EVENTFD, cdrm_GET_CAP,
    ])
  func failures(request: UInt) async throws {
    let (timeline, card) = try timeline()
    stage.kernel.fail(.ioctl(request), times: .max, with: ENODEV)
    let error = await #expect(throws: SyncError.self) {
      _ = try Timeline(on: card)
      try timeline.reach(1)
      try timeline.wait(for: 1)
      _ = try timeline.reachedPoint()
      try await timeline.reached(1)
      _ = try timeline.exportedDescriptor()
      _ = try timeline.fence(at: 1)
    }
    #expect(error?.cause?.errno == .operationNotSupportedByDevice)
    #expect(error?.cause?.path == Stage.cardPath)
  }
}
