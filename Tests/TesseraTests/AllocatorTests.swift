import CLinux
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct AllocatorTests {
  @Test(
    "A buffer is what was planned", arguments: Maker.allCases,
    [PixelFormat.nv12, .yuyv, .xrgb8888, .yuv420])
  func planned(maker: Maker, format: PixelFormat) throws {
    let stage = Stage()
    let (allocator, _) = try maker.allocator(on: stage)
    let agreement = try agreement(format, from: allocator.production)
    let buffer = try allocator.allocate(BufferPlan(agreement, name: "preview"))
    #expect(buffer.agreement == agreement)
    #expect(buffer.planes == agreement.layout.planes)
    #expect(buffer.planes.count == format.info?.planeCount)
    #expect(buffer.allocator == allocator.production.name)
    #expect(buffer.dmaBufferCount == 1)
    let end = try #require(buffer.planes.last.flatMap { $0.offset.adding($0.size) })
    #expect(buffer.size(ofDMABuffer: 0) >= end)
    #expect(buffer.size(ofDMABuffer: 0).isMultiple(of: Bytes(UInt64(MemoryFile.pageSize))))
    #expect(stage.kernel.bufferNames == (maker.makesDMABuffers ? ["preview"] : []))
    #expect(stage.kernel.areAllCloseOnExec)
  }

  @Test(
    "Each plane has a buffer of its own where that was agreed",
    arguments: [Maker.heap, .udmabuf, .sharedMemory])
  func perPlane(maker: Maker) throws {
    let stage = Stage()
    let (allocator, _) = try maker.allocator(on: stage)
    let agreement = try agreement(.yuv420, from: allocator.production, .bufferPerPlane)
    let before = DescriptorCensus(of: stage.kernel)
    let buffer = try allocator.allocate(BufferPlan(agreement))
    #expect(buffer.dmaBufferCount == 3)
    #expect(buffer.planes.map(\.buffer) == [0, 1, 2])
    #expect(buffer.planes.map(\.offset) == [0, 0, 0])
    #expect(DescriptorCensus(of: stage.kernel).descriptors == before.descriptors + 3)
  }

  @Test func `What one allocator made of a plan is not another's`() throws {
    let stage = Stage()
    let heap = try stage.heapAllocator()
    let dumb = try #require(try stage.card().dumbAllocator)
    let shared = BufferPlan(try agreement(.yuv420, from: heap.production, .bufferPerPlane))
    for _ in 0..<2 {
      #expect(try heap.allocate(shared).dmaBufferCount == 3)
      let error = #expect(throws: AllocationError.self) { try dumb.allocate(shared) }
      #expect(error?.code == .unsupportedLayout)
    }
    let single = BufferPlan(try agreement(.nv12, from: dumb.production))
    let allocators: [any Allocator] = [dumb, heap, try stage.udmabufAllocator()]
    for allocator in allocators + allocators {
      let buffer = try allocator.allocate(single)
      #expect(buffer.planes == single.agreement.layout.planes)
      #expect(buffer.allocator == allocator.production.name)
    }
    var changed = single
    changed.agreement = try agreement(
      .nv12, Extent(width: 320, height: 240), from: dumb.production)
    #expect(try dumb.allocate(changed).planes == changed.agreement.layout.planes)
  }

  @Test("A buffer outlives its allocator and its device", arguments: Maker.allCases)
  func outlives(maker: Maker) throws {
    let stage = Stage()
    let before = DescriptorCensus(of: stage.kernel)
    do {
      let buffer: Buffer
      do {
        let (allocator, _) = try maker.allocator(on: stage)
        buffer = try allocator.allocate(
          BufferPlan(try agreement(.nv12, from: allocator.production)))
      }
      try buffer.withMutableBytes(ofPlane: 1) { span in
        span.storeBytes(of: UInt8(7), toByteOffset: 0, as: UInt8.self)
      }
      let first = try buffer.withBytes(ofPlane: 1) { span in
        unsafe span.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
      }
      #expect(first == 7)
      #expect(DescriptorCensus(of: stage.kernel) != before)
    }
    #expect(DescriptorCensus(of: stage.kernel) == before)
    #expect(stage.screen.liveHandles == 0)
  }

  @Test func `A dumb buffer needs no handle, and keeps its device open`() throws {
    let stage = Stage()
    var card: DRMDevice? = try stage.card()
    weak let node = card?.node
    var allocator = card?.dumbAllocator
    let production = try #require(allocator).production
    var buffer = try allocator?.allocate(BufferPlan(try agreement(.xrgb8888, from: production)))
    #expect(stage.screen.liveHandles == 0)
    #expect(buffer?.allocator == "dumb:card0")
    (card, allocator) = (nil, nil)
    #expect(node != nil)
    try buffer?.withMutableBytes(ofPlane: 0) { $0.storeBytes(of: 1, as: UInt8.self) }
    buffer = nil
    #expect(node == nil)
  }

  @Test("A dumb allocator knows its driver's stride", arguments: [1, 16, 64, 256] as [UInt32])
  func granule(granule: UInt32) throws {
    var traits = FakeCard.Traits()
    traits.strideGranule = granule
    let stage = Stage(traits)
    let allocator = try #require(try stage.card().dumbAllocator)
    #expect(allocator.production.strides.multiple == Bytes(UInt64(granule)))
    let odd = try agreement(
      .xrgb8888, Extent(width: 333, height: 7), from: allocator.production)
    let buffer = try allocator.allocate(BufferPlan(odd))
    let stride = try #require(buffer.planes.first?.stride)
    #expect(stride >= 1332)
    #expect(stride.isMultiple(of: Bytes(UInt64(granule))))
  }

  @Test func `A card that makes no dumb buffers has no allocator for them`() throws {
    var traits = FakeCard.Traits()
    traits.depths = []
    #expect(try Stage(traits).card().dumbAllocator == nil)
  }

  @Test func `A card that makes few depths offers the formats of these`() throws {
    var traits = FakeCard.Traits()
    traits.depths = [32]
    let allocator = try #require(try Stage(traits).card().dumbAllocator)
    #expect(allocator.production.formats.contains(FormatModifier(.xrgb8888, .linear)))
    #expect(!allocator.production.formats.contains(FormatModifier(.nv12, .linear)))
    #expect(!allocator.production.formats.contains(FormatModifier(.rgb565, .linear)))
  }

  @Test func `udmabuf says its limit, and makes nothing above it`() throws {
    let stage = Stage()
    let allocator = try stage.udmabufAllocator()
    #expect(allocator.production.largestBuffer == Bytes(64 << 20))
    var unlimited = allocator.production
    unlimited.largestBuffer = nil
    let huge = try agreement(
      .xrgb8888, Extent(width: 8192, height: 4096), from: unlimited)
    let calls = stage.kernel.count(of: .createMemoryFile)
    let error = #expect(throws: AllocationError.self) {
      _ = try allocator.allocate(BufferPlan(huge))
    }
    #expect(error?.code == .tooLarge)
    #expect(error?.path?.hasSuffix("size_limit_mb") == true)
    #expect(error?.description.contains("size_limit_mb") == true)
    #expect(stage.kernel.count(of: .createMemoryFile) == calls)
  }

  @Test("A layout that a driver keeps to itself cannot be planned", arguments: Maker.allCases)
  func byDriver(maker: Maker) throws {
    let stage = Stage()
    let (allocator, _) = try maker.allocator(on: stage)
    var agreement = try agreement(.xrgb8888, from: allocator.production)
    agreement.layout = .byDriver
    let error = #expect(throws: AllocationError.self) {
      _ = try allocator.allocate(BufferPlan(agreement))
    }
    #expect(error?.code == .unsupportedLayout)
  }
}
