import Testing
import TesseraTestSupport

@testable import Tessera

/// What an allocator would make, told without making it.
@Suite struct PreviewTests {
  @Test("A preview is what is made then, and asks no driver", arguments: Maker.allCases)
  func asMade(maker: Maker) throws {
    let stage = Stage()
    let (allocator, _) = try maker.allocator(on: stage)
    let plan = BufferPlan(try agreement(.nv12, from: allocator.production))
    let calls = stage.kernel.calls.count
    let preview = try allocator.preview(plan)
    #expect(stage.kernel.calls.count == calls)
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

  // How large a queue's images may be is known to its driver alone.
  @Test(
    "A preview refuses what allocating would", arguments: Maker.allCases.filter { $0 != .video })
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
