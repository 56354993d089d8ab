import CDRM
import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Negotiating, allocating and importing until everybody has really taken the buffers.
@Suite struct SettlementTests {
  /// A camera and a display that are about to settle.
  struct Meeting {
    let stage: Stage
    let card: DRMDevice
    let allocators: [any Allocator]
    let problem: Problem
    let source: CameraImporter
    let sink: DisplayImporter
    let before: DescriptorCensus

    init(_ stage: Stage = Stage()) throws {
      self.stage = stage
      card = try stage.card()
      let camera = try stage.camera()
      allocators = [
        try stage.heapAllocator(), try stage.contiguousAllocator(),
        try stage.udmabufAllocator(), try #require(card.dumbAllocator),
      ]
      let pair = try CameraToDisplay(
        camera, card, extent: Stage.extent, allocators: allocators)
      problem = pair.problem
      source = CameraImporter(camera, named: CameraToDisplay.cameraName)
      sink = DisplayImporter(try #require(pair.display), named: CameraToDisplay.displayName)
      before = DescriptorCensus(of: stage.kernel)
    }

    func settle() throws -> Settlement {
      var negotiation = Negotiation(problem)
      return try negotiation.settle(with: allocators, importers: [source, sink], name: "frame")
    }

    /// Looks whether anything stayed, once the importers have let go.
    func expectNothingIsLeft() {
      source.release()
      sink.release()
      expectNothingIsHeld()
    }

    /// Looks whether anything is held, as nothing is after a failure.
    func expectNothingIsHeld() {
      #expect(DescriptorCensus(of: stage.kernel) == before)
      #expect(card.node.liveHandles == 0)
      #expect(stage.screen.liveHandles == 0)
      #expect(stage.screen.liveFramebuffers == 0)
      #expect(stage.screen.liveBlobs == 0)
      #expect(stage.sensor.attachedBuffers == 0)
      #expect(!stage.screen.isMaster)
    }
  }

  @Test func `What is agreed is taken by everybody, under names that tell them apart`() throws {
    let meeting = try Meeting()
    do {
      let settlement = try meeting.settle()
      #expect(settlement.agreement.pair == FormatModifier(.nv12, .linear))
      #expect(settlement.agreement.allocator == "heap:system")
      #expect(settlement.buffers.count == 4)
      #expect(settlement.refusals.isEmpty && settlement.failures.isEmpty)
      #expect(meeting.stage.sensor.attachedBuffers == 4)
      #expect(meeting.stage.screen.liveFramebuffers == 4)
      #expect(meeting.stage.kernel.bufferNames == ["frame#0", "frame#1", "frame#2", "frame#3"])
      #expect(settlement.buffers.allSatisfy { $0.bytesTouchedByCPU == 0 })
      #expect(meeting.stage.kernel.areAllCloseOnExec)
    }
    meeting.expectNothingIsLeft()
  }

  @Test(
    "A refusal leads to the next agreement",
    arguments: [
      (cdrm_PRIME_FD_TO_HANDLE, EINVAL, "udmabuf", .nv12),
      (cdrm_PRIME_FD_TO_HANDLE, ENODEV, "dumb:card0", .nv12),
      (cdrm_MODE_ADDFB2, EINVAL, "heap:system", .yuyv),
      (cdrm_MODE_ATOMIC, EINVAL, "heap:system", .yuyv),
      (clinux_VIDIOC_QBUF, EINVAL, "udmabuf", .nv12),
      (clinux_VIDIOC_QBUF, EFAULT, "heap:default_cma_region", .nv12),
      (clinux_VIDIOC_S_FMT, EINVAL, "heap:system", .yuyv),
    ] as [(UInt, CInt, Name<Production>, PixelFormat)])
  func refusal(
    request: UInt, errno: CInt, allocator: Name<Production>, format: PixelFormat
  ) throws {
    let meeting = try Meeting()
    meeting.stage.kernel.fail(.ioctl(request), with: errno)
    do {
      let settlement = try meeting.settle()
      #expect(settlement.refusals.count == 1)
      #expect(settlement.refusals.first?.reason.contains(Errno(rawValue: errno).symbol) == true)
      #expect(settlement.agreement.allocator == allocator)
      #expect(settlement.agreement.format == format)
      #expect(meeting.stage.sensor.attachedBuffers == 4)
      #expect(meeting.stage.screen.liveFramebuffers == 4)
    }
    meeting.expectNothingIsLeft()
  }

  @Test("An allocator that fails is left out", arguments: 0...3)
  func failure(skipped: Int) throws {
    let meeting = try Meeting()
    meeting.stage.kernel.fail(
      .ioctl(clinux_DMA_HEAP_IOCTL_ALLOC), after: skipped, with: ENOMEM)
    do {
      let settlement = try meeting.settle()
      #expect(settlement.failures.map(\.agreement.allocator) == ["heap:system"])
      #expect(settlement.failures.first?.error.code == .outOfMemory)
      #expect(settlement.agreement.allocator == "udmabuf")
      #expect(settlement.buffers.count == 4)
    }
    meeting.expectNothingIsLeft()
  }

  @Test func `A camera that reaches contiguous memory only gets it`() throws {
    let pool = FakeHeap()
    var traits = FakeCamera.Traits()
    traits.reaches = { pool.made($0) }
    let meeting = try Meeting(Stage(.init(), traits, contiguous: pool))
    do {
      let settlement = try meeting.settle()
      #expect(settlement.agreement.allocator == "heap:default_cma_region")
      #expect(settlement.agreement.isContiguous)
      #expect(settlement.refusals.map(\.lesson) == [.contiguousOnly])
    }
    meeting.expectNothingIsLeft()
  }

  @Test func `When nobody can allocate, everything that was tried is told`() throws {
    let meeting = try Meeting()
    for request in [
      clinux_DMA_HEAP_IOCTL_ALLOC, clinux_UDMABUF_CREATE, cdrm_MODE_CREATE_DUMB,
    ] {
      meeting.stage.kernel.fail(.ioctl(request), times: .max, with: ENOMEM)
    }
    let error = #expect(throws: SettlementError.self) { _ = try meeting.settle() }
    #expect(error?.failures.count == 4)
    #expect(error?.conflict.description.contains("nobody to allocate") == true)
    #expect(error?.description.contains("ENOMEM") == true)
    meeting.expectNothingIsHeld()
  }

  @Test func `When a display takes nothing after all, the refusals end in a conflict`() throws {
    let meeting = try Meeting()
    meeting.stage.kernel.fail(.ioctl(cdrm_MODE_ADDFB2), times: .max, with: EINVAL)
    let error = #expect(throws: SettlementError.self) { _ = try meeting.settle() }
    // One for each format that both know.
    #expect(error?.refusals.count == 2)
    #expect(error?.conflict.members.contains { $0.participant == "display" } == true)
    #expect(error?.description.contains("DRM_IOCTL_MODE_ADDFB2") == true)
    meeting.expectNothingIsHeld()
  }

  @Test func `An allocator that was not handed in counts as one that failed`() throws {
    let meeting = try Meeting()
    var negotiation = Negotiation(meeting.problem)
    do {
      let settlement = try negotiation.settle(
        with: Array(meeting.allocators.dropFirst()), importers: [meeting.source, meeting.sink])
      #expect(settlement.failures.map(\.error.code) == [.unsupportedLayout])
      #expect(settlement.agreement.allocator == "udmabuf")
    }
    meeting.expectNothingIsLeft()
  }

  @Test func `A display that another program holds ends in a conflict that says so`() throws {
    var traits = FakeCard.Traits()
    traits.isHeldByAnother = true
    let meeting = try Meeting(Stage(traits))
    let error = #expect(throws: SettlementError.self) { _ = try meeting.settle() }
    #expect(error?.refusals.map(\.lesson) == [.unavailable])
    #expect(error?.conflict.description.contains("display takes nothing now") == true)
    #expect(error?.description.contains("another program holds the display") == true)
    meeting.expectNothingIsHeld()
  }

  @Test func `A card that shows nothing ends in a conflict that says so`() throws {
    var traits = FakeCard.Traits()
    traits.hasModeSetting = false
    let stage = Stage(traits)
    let heap = try stage.heapAllocator()
    let pair = try CameraToDisplay(
      try stage.camera(), try stage.card(), extent: Stage.extent, allocators: [heap])
    #expect(pair.display == nil)
    var negotiation = Negotiation(pair.problem)
    let error = #expect(throws: SettlementError.self) {
      _ = try negotiation.settle(with: pair.allocators, importers: [])
    }
    #expect(
      error?.conflict.description
        == "No agreement: display cannot show anything: "
        + "fake has no displays: it does no mode setting.")
    #expect(stage.kernel.count(of: .ioctl(clinux_DMA_HEAP_IOCTL_ALLOC)) == 0)
  }

  @Test func `A screen that was pulled out ends in a conflict that says so`() throws {
    var traits = FakeCard.Traits()
    traits.isConnected = false
    let stage = Stage(traits)
    let pair = try CameraToDisplay(
      try stage.camera(), try stage.card(), extent: Stage.extent,
      allocators: [try stage.heapAllocator()])
    var negotiation = Negotiation(pair.problem)
    let conflict = #expect(throws: Conflict.self) { _ = try negotiation.next() }
    #expect(conflict?.description.contains("no screen is connected") == true)
  }

  @Test func `Without a wish the size is one that both have`() throws {
    var camera = FakeCamera.Traits()
    camera.sizes = [(1280, 720), (320, 240), (160, 120)]
    let stage = Stage(.init(), camera)
    let pair = try CameraToDisplay(
      try stage.camera(), try stage.card(), allocators: [try stage.heapAllocator()])
    #expect(pair.problem.extent == Extent(width: 320, height: 240))
  }
}
