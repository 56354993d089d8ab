import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Memory of a V4L2 queue, and what becomes of the queue.
@Suite struct VideoAllocatorTests {
  private func stage(_ change: (inout FakeCamera.Traits) -> Void = { _ in }) -> Stage {
    var traits = FakeCamera.Traits.recorder
    change(&traits)
    return Stage(recorder: traits)
  }

  private func plan(
    _ allocator: VideoAllocator, _ format: PixelFormat = .nv12, _ topology: Topology = .oneBuffer,
    name: String = "tessera"
  ) throws -> BufferPlan {
    BufferPlan(
      try agreement(format, from: allocator.production, topology), name: name)
  }

  @Test func `A buffer is cut loose at once, and the queue is free for everybody`() throws {
    let stage = stage()
    let allocator = try stage.videoAllocator()
    #expect(!allocator.keepsSlots)
    let before = DescriptorCensus(of: stage.kernel)
    let buffers = try (0..<3).map { try allocator.allocate(plan(allocator, name: "f\($0)")) }
    #expect(stage.recorder.ownBuffers == 0)
    #expect(stage.recorder.timesFreed == 4)  // One of them while asking who the memory is from.
    #expect(DescriptorCensus(of: stage.kernel).descriptors == before.descriptors + 3)
    #expect(stage.kernel.bufferNames == ["f0", "f1", "f2"])
    for (index, buffer) in buffers.enumerated() {
      try buffer.withMutableBytes(ofPlane: 0) { span in
        span.storeBytes(of: UInt8(index), toByteOffset: 0, as: UInt8.self)
      }
    }
    for (index, buffer) in buffers.enumerated() {
      let byte = try buffer.withBytes(ofPlane: 0) { span in
        unsafe span.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
      }
      #expect(byte == UInt8(index), "each has memory of its own")
    }
  }

  @Test(
    "Who is cast brings the memory of its own queue, and works in it where it takes no other",
    arguments: [true, false])
  func brought(isImporting: Bool) throws {
    let stage = stage { traits in if !isImporting { traits.queue &= ~4 } }
    let camera = try Camera(path: Stage.recorderPath, kernel: stage.kernel)
    #expect(camera.takesDMABuffers == isImporting)
    let roster = Roster([.init(camera), .init(try stage.card())])
    let requests = roster.members.map { Roster.Request($0.name) }
    let alone = try roster.cast(requests, extent: Stage.extent, allocators: [])
    #expect(alone.problem.allocators.isEmpty && alone.ownAllocators.isEmpty)
    let cast = try roster.cast(
      requests, extent: Stage.extent, allocators: [], bringingOwn: true)
    #expect(cast.ownAllocators.first?.production.name == "v4l2:video1")
    #expect(cast.problem.allocators == cast.ownAllocators.map(\.production))
    var negotiation = Negotiation(cast.problem)
    let importers = cast.importers
    let settlement = try negotiation.settle(with: cast.ownAllocators, importers: importers)
    #expect(settlement.agreement.allocator.rawValue.hasPrefix("v4l2:video1"))
    #expect(settlement.refusals.isEmpty && settlement.failures.isEmpty)
    // Slots that are kept are the queue's own still.
    #expect((stage.recorder.ownBuffers > 0) == !isImporting)
  }

  @Test func `A camera that takes only its own memory is not led into another's`() throws {
    let stage = stage { $0.queue &= ~4 }
    let camera = try Camera(path: Stage.recorderPath, kernel: stage.kernel)
    let other = try VideoAllocator(
      path: Stage.cameraPath, extent: Stage.extent, keepingSlots: true, kernel: stage.kernel)
    let own = try #require(camera.ownAllocators(of: Stage.extent).first)
    let importer = CameraImporter(camera, named: "camera", among: [other, own])
    let slot = try own.allocate(try plan(own))
    try importer.take([slot], under: slot.agreement)
    let foreign = CameraImporter(camera, named: "camera", among: [other])
    #expect(throws: Refusal.self) { try foreign.take([slot], under: slot.agreement) }
  }

  @Test func `A camera settles on memory that its own queue made`() throws {
    let stage = stage()
    let allocator = try stage.videoAllocator()
    let camera = try Camera(path: Stage.recorderPath, kernel: stage.kernel)
    let card = try stage.card()
    let pair = try CameraToDisplay(
      camera, card, extent: Stage.extent, allocators: [allocator])
    let source = CameraImporter(camera, named: CameraToDisplay.cameraName)
    let sink = DisplayImporter(try #require(pair.display), named: CameraToDisplay.displayName)
    var negotiation = Negotiation(pair.problem)
    let settlement = try negotiation.settle(with: [allocator], importers: [source, sink])
    #expect(settlement.agreement.allocator == "v4l2:video1")
    #expect(settlement.refusals.isEmpty && settlement.failures.isEmpty)
    #expect(stage.recorder.attachedBuffers == settlement.buffers.count)
  }

  @Test func `Slots are kept where that is asked for, and given back one by one`() throws {
    let stage = stage()
    let allocator = try stage.videoAllocator(keepingSlots: true)
    #expect(allocator.keepsSlots)
    var buffers = try (0..<3).map { _ -> Buffer? in try allocator.allocate(plan(allocator)) }
    #expect(stage.recorder.ownBuffers == 3)
    buffers[1] = nil
    #expect(stage.recorder.removedSlots == [1])
    #expect(stage.recorder.ownBuffers == 2)
    buffers[1] = try allocator.allocate(plan(allocator))
    #expect(stage.recorder.ownBuffers == 3)
    buffers = []
    #expect(stage.recorder.ownBuffers == 0)
    // The last is freed together with the queue.
    #expect(stage.recorder.removedSlots.count == 3)
  }

  @Test func `A kernel without orphans keeps the slots, and the queue outlives its allocator`()
    throws
  {
    let stage = stage { $0.queue = 5 }
    var buffers: [Buffer] = []
    do {
      let allocator = try stage.videoAllocator()
      #expect(allocator.keepsSlots)
      buffers = try (0..<3).map { _ in try allocator.allocate(plan(allocator)) }
    }
    buffers.removeFirst()
    // Nothing can be removed singly here.
    #expect(stage.recorder.ownBuffers == 3)
    #expect(stage.recorder.removedSlots.isEmpty)
    #expect(!stage.kernel.openDescriptors.isEmpty)
    buffers = []
    #expect(stage.recorder.ownBuffers == 0)
    #expect(stage.kernel.openDescriptors.isEmpty)
  }

  @Test func `A queue that cannot grow is given all buffers at once, each handed out once`() throws
  {
    let stage = stage { traits in
      traits.queue = 5
      traits.growsSingly = false
    }
    let allocator = try stage.videoAllocator()
    var plan = try plan(allocator)
    plan.agreement.bufferCount = 3
    var buffers = try (0..<3).map { _ in try allocator.allocate(plan) }
    #expect(stage.recorder.ownBuffers == 3)
    // Its memory may still be in use somewhere: a slot that came back is not handed out again.
    buffers.removeLast()
    let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
    #expect(error?.code == .outOfMemory)
    #expect(error?.message.contains("all at once") == true)
    buffers = []
    #expect(stage.recorder.ownBuffers == 0)
    _ = try allocator.allocate(plan)
  }

  @Test func `A queue that gives fewer buffers than agreed says so with the first one missing`()
    throws
  {
    let stage = stage { traits in
      traits.queue = 5
      traits.growsSingly = false
      traits.mostBuffers = 2
    }
    let allocator = try stage.videoAllocator()
    var plan = try plan(allocator)
    plan.agreement.bufferCount = 4
    var held: [Buffer] = []
    let error = #expect(throws: AllocationError.self) {
      for _ in 0..<4 { held.append(try allocator.allocate(plan)) }
    }
    #expect(held.count == 2)
    #expect(error?.code == .outOfMemory)
    #expect(error?.message.contains("has 2 buffers, made all at once") == true)
  }

  @Test func `Buffers that a queue gives unasked are handed out before it grows`() throws {
    let stage = stage { traits in
      traits.queue = 5
      traits.growsSingly = false
      traits.leastBuffers = 4
    }
    let allocator = try stage.videoAllocator()
    var plan = try plan(allocator)
    plan.agreement.bufferCount = 1
    let buffers = try (0..<4).map { _ in try allocator.allocate(plan) }
    #expect(stage.recorder.ownBuffers == 4)
    #expect(Set(buffers).count == 4)
  }

  @Test func `A queue has one format at a time`() throws {
    let stage = stage()
    let allocator = try stage.videoAllocator(keepingSlots: true)
    var buffer: Buffer? = try allocator.allocate(plan(allocator, .nv12))
    let error = #expect(throws: AllocationError.self) {
      _ = try allocator.allocate(plan(allocator, .xrgb8888))
    }
    #expect(error?.code == .busy)
    #expect(error?.message.contains("640x480 NV12") == true)
    #expect(buffer != nil)
    buffer = nil
    _ = try allocator.allocate(plan(allocator, .xrgb8888))
  }

  @Test func `Threads that want different formats at once all get their buffers`() async throws {
    let stage = stage()
    let allocator = try stage.videoAllocator()
    let plans = try [PixelFormat.nv12, .xrgb8888, .yuyv, .yuv420].map { try plan(allocator, $0) }
    let before = DescriptorCensus(of: stage.kernel)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        group.addTask {
          for round in 0..<20 {
            let plan = plans[(worker + round) % plans.count]
            let buffer = try allocator.allocate(plan)
            #expect(buffer.planes == plan.agreement.layout.planes)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(stage.recorder.ownBuffers == 0)
    #expect(DescriptorCensus(of: stage.kernel) == before)
  }

  @Test func `An importer's queue makes nothing, and the error says who holds it`() throws {
    let stage = stage()
    let allocator = try stage.videoAllocator()
    let camera = try Camera(path: Stage.recorderPath, kernel: stage.kernel)
    let importer = CameraImporter(camera, named: "camera")
    let heap = try stage.heapAllocator()
    let agreed = try agreement(.nv12, from: heap.production)
    try importer.take([try heap.allocate(BufferPlan(agreed))], under: agreed)
    let error = #expect(throws: AllocationError.self) {
      _ = try allocator.allocate(plan(allocator))
    }
    #expect(error?.code == .busy)
    #expect(error?.cause?.errno == .resourceBusy)
    #expect(error?.message == "the queue of /scripted/video1 is in use")
    #expect(error?.hint?.contains("fuser -v /scripted/video1") == true)
    #expect(error?.hint?.contains("release the importer") == true)
    #expect(error?.step == .allocate)
    importer.release()
    _ = try allocator.allocate(plan(allocator))
  }

  @Test func `A driver that sets another stride makes no buffer`() throws {
    let stage = stage { $0.stride = { _, tight in tight + 64 } }
    let allocator = try stage.videoAllocator()
    // What it makes is known, and kept to; an agreement from elsewhere may not be.
    #expect(allocator.production.strides.listed?.contains(704) == true)
    var unaware = allocator.production
    unaware.strides = .any
    let foreign = BufferPlan(try agreement(.nv12, from: unaware))
    let calls = stage.kernel.count(of: .ioctl(clinux_VIDIOC_CREATE_BUFS))
    let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(foreign) }
    #expect(error?.code == .unsupportedLayout)
    #expect(error?.message.contains("stride 640 B") == true)
    #expect(error?.message.contains("stride 704 B") == true)
    #expect(stage.kernel.count(of: .ioctl(clinux_VIDIOC_CREATE_BUFS)) == calls)
    #expect(try allocator.allocate(plan(allocator)).planes[0].stride == 704)
  }

  @Test func `A buffer that is smaller than it was to be is not handed out`() throws {
    let stage = stage { $0.shortage = 8192 }
    let allocator = try stage.videoAllocator()
    let before = DescriptorCensus(of: stage.kernel)
    let error = #expect(throws: AllocationError.self) {
      _ = try allocator.allocate(plan(allocator))
    }
    #expect(error?.code == .unexpectedResult)
    #expect(stage.recorder.ownBuffers == 0)
    #expect(DescriptorCensus(of: stage.kernel) == before)
  }

  @Test func `Bytes that were agreed on behind the image are there`() throws {
    let stage = stage()
    let allocator = try stage.videoAllocator()
    var plan = try plan(allocator)
    guard case .planned(let planes, let sizes) = plan.agreement.layout else {
      Issue.record("a linear layout is planned")
      return
    }
    plan.agreement.layout = .planned(planes, sizes: sizes.map { Bytes($0.value + 100_000) })
    let buffer = try allocator.allocate(plan)
    #expect(buffer.size(ofDMABuffer: 0) >= Bytes(sizes[0].value + 100_000))
  }

  @Test func `Layouts that V4L2 has no words for are refused before any call`() throws {
    let stage = stage()
    let allocator = try stage.videoAllocator()
    let good = try plan(allocator)
    guard case .planned(let planes, let sizes) = good.agreement.layout else {
      Issue.record("a linear layout is planned")
      return
    }
    var gap = planes
    gap[1].offset = Bytes(gap[1].offset.value + 4096)
    var wide = planes
    wide[1].stride = 1024
    wide[1].size = Bytes(1024 * 240)
    let roomy = sizes.map { Bytes($0.value + 200_000) }
    let calls = stage.kernel.calls.count
    for planes in [gap, wide] {
      var plan = good
      plan.agreement.layout = .planned(planes, sizes: roomy)
      let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
      #expect(error?.code == .unsupportedLayout)
    }
    var other = good
    other.agreement.extent = Extent(width: 320, height: 240)
    let error = #expect(throws: AllocationError.self) { _ = try allocator.allocate(other) }
    #expect(error?.message.contains("makes images of 640x480") == true)
    #expect(stage.kernel.calls.count == calls)
  }

  @Test func `A multi-planar queue makes a buffer for each plane, or one for all`() throws {
    let stage = stage { traits in
      traits.capabilities = 0x0400_1000
      traits.formats = [0x3231_4d4e, 0x3231_564e]  // NM12 NV12
    }
    let allocator = try stage.videoAllocator(topology: .any)
    let apart = try allocator.allocate(plan(allocator, .nv12, .bufferPerPlane))
    #expect(apart.dmaBufferCount == 2)
    #expect(apart.planes.map(\.buffer) == [0, 1])
    #expect(apart.size(ofDMABuffer: 0) >= Bytes(640 * 480))
    #expect(apart.size(ofDMABuffer: 1) >= Bytes(640 * 240))
    let together = try allocator.allocate(plan(allocator, .nv12))
    #expect(together.dmaBufferCount == 1)
    #expect(stage.recorder.ownBuffers == 0)
  }

  @Test func `Memory that is not coherent is asked for only where there is a choice`() throws {
    let choice = stage()
    #expect(try choice.videoAllocator(coherent: false).isCoherent == false)
    #expect(try choice.videoAllocator().isCoherent)
    let none = stage { $0.queue = 0x19f }
    #expect(try none.videoAllocator(coherent: false).isCoherent)
  }

  @Test func `What could not be freed is freed before the next buffer is made`() throws {
    let stage = stage()
    let allocator = try stage.videoAllocator()
    stage.kernel.fail(.ioctl(clinux_VIDIOC_REQBUFS), with: EIO)
    _ = try allocator.allocate(plan(allocator, .nv12))
    #expect(stage.recorder.ownBuffers == 1)
    stage.kernel.fail(.ioctl(clinux_VIDIOC_REQBUFS), with: EIO)
    let error = #expect(throws: AllocationError.self) {
      _ = try allocator.allocate(plan(allocator, .xrgb8888))
    }
    #expect(error?.cause?.call == "VIDIOC_REQBUFS")
    _ = try allocator.allocate(plan(allocator, .xrgb8888))
    #expect(stage.recorder.ownBuffers == 0)
  }
}
