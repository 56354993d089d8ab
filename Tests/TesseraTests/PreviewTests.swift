import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// What an allocator would make, told without making it.
@Suite struct PreviewTests {
  @Test("A preview is what is made then, and makes nothing", arguments: Maker.allCases)
  func asMade(maker: Maker) throws {
    let stage = Stage()
    let (allocator, _) = try maker.allocator(on: stage)
    let plan = BufferPlan(try agreement(.nv12, from: allocator.production))
    let calls = stage.kernel.calls.count
    let preview = try allocator.preview(plan)
    // A queue is asked what it would make of the format (VIDIOC_TRY_FMT), which changes nothing.
    #expect(stage.kernel.calls.count == calls + (maker == .video ? 1 : 0))
    let buffer = try allocator.allocate(plan)
    #expect(preview.planes == buffer.planes)
    #expect(preview.production == allocator.production)
    #expect(preview.sizes.count == buffer.dmaBufferCount)
    // A card and a queue round up as they like.
    #expect(
      maker == .dumb || maker == .video
        ? preview.sizes[0] <= buffer.size(ofDMABuffer: 0)
        : preview.sizes[0] == buffer.size(ofDMABuffer: 0))
  }

  @Test("A preview refuses what allocating would", arguments: Maker.allCases)
  func refused(maker: Maker) throws {
    let stage = Stage()
    let (allocator, _) = try maker.allocator(on: stage)
    var plan = BufferPlan(try agreement(.xrgb8888, from: allocator.production))
    plan.agreement.layout = .planned(
      plan.agreement.layout.planes ?? [], sizes: [Bytes(.max)])
    func drivers() -> Int {
      stage.kernel.calls.count { $0.call != .contents }
    }
    let calls = drivers()
    let told = #expect(throws: AllocationError.self) { _ = try allocator.preview(plan) }
    let made = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
    #expect(told?.code == made?.code)
    #expect(drivers() == calls)
    plan.agreement.layout = .byDriver
    #expect(throws: AllocationError.self) { _ = try allocator.preview(plan) }
  }

  @Test func `A queue's preview is what its driver would make now`() throws {
    var traits = FakeCamera.Traits.recorder
    traits.stride = { _, tight in tight }
    let stage = Stage(recorder: traits)
    let allocator = try stage.videoAllocator()
    var plan = BufferPlan(try agreement(.xrgb8888, from: allocator.production))
    let freed = stage.recorder.timesFreed
    _ = try allocator.preview(plan)
    stage.kernel.fail(.ioctl(clinux_VIDIOC_TRY_FMT), with: ENODEV)
    let gone = #expect(throws: AllocationError.self) { _ = try allocator.preview(plan) }
    #expect(gone?.cause?.errno == .operationNotSupportedByDevice)
    let first = try #require(plan.agreement.layout.planes?.first)
    let wide = AgreedPlane(
      buffer: 0, offset: 0, stride: 8192, rows: first.rows, size: Bytes(8192 * first.rows.value))
    plan.agreement.layout = .planned([wide], sizes: [wide.size])
    let told = #expect(throws: AllocationError.self) { _ = try allocator.preview(plan) }
    #expect(told?.message.contains("its driver made") == true)
    #expect(stage.recorder.ownBuffers == 0)
    #expect(stage.recorder.timesFreed == freed)
    let made = #expect(throws: AllocationError.self) { _ = try allocator.allocate(plan) }
    #expect(told?.message == made?.message)
  }

  @Test func `An allocator of somebody else has a preview of what was planned`() throws {
    struct Foreign: Allocator {
      let production = Production(
        "foreign", isContiguous: false, largestBuffer: 4096, evidence: Evidence(.user, "test"))
      func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
        throw AllocationError(.outOfMemory, "none is ever left")
      }
    }
    let small = BufferPlan(
      try agreement(.xrgb8888, Extent(width: 8, height: 8), from: Foreign().production))
    #expect(try Foreign().preview(small).planes == small.agreement.layout.planes)
    var large = small
    large.agreement.layout = .planned(small.agreement.layout.planes ?? [], sizes: [8192])
    let error = #expect(throws: AllocationError.self) { _ = try Foreign().preview(large) }
    #expect(error?.code == .tooLarge)
  }
}
