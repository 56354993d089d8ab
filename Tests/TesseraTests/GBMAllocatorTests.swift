#if GBM
import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct GBMAllocatorTests {
  @Test func `What a table knows of a GPU's memory is told of all that GBM makes of it`() throws {
    let quirks = QuirkTable([
      Quirk(
        "whole", of: DeviceMatch(drivers: ["etnaviv"], roles: [.render]),
        [(.contiguous, .everything)], source: "here", level: .measured)
    ])
    let gpu = try GBMStage().allocator()
    let known = gpu.all(knownTo: quirks, of: DeviceModel(driver: "etnaviv"))
    #expect(known.count == 1 + gpu.others.count)
    #expect(known.allSatisfy { $0.production.isContiguous && $0.production.known.count == 1 })
    let other = gpu.all(knownTo: quirks, of: DeviceModel(driver: "v3d"))
    #expect(other.map(\.production) == ([gpu] + gpu.others).map(\.production))
  }

  @Test func `What it can produce was made once, and let go`() throws {
    let stage = GBMStage.tiling()
    let production = try stage.allocator().production
    #expect(production.name == "gbm:renderD128")
    #expect(production.device == GBMStage.gpu)
    #expect(production.strides == StrideDomain(multipleOf: 64))
    let xrgb = production.formats.layouts(of: .xrgb8888)
    #expect(
      xrgb
        == .only([
          .linear, .explicit(.intelYTiled), .explicit(.intelYTiledGen12RenderCCS),
          .implicit(on: GBMStage.gpu),
        ]))
    #expect(stage.library.liveBuffers == 0)
    #expect(stage.library.liveDevices == 0)
    #expect(stage.library.wrongs.isEmpty)
    #expect(stage.kernel.openDescriptors.isEmpty)
  }

  @Test func `A format that the driver claims and does not make is not offered`() throws {
    let stage = GBMStage { $0.unmade = [PixelFormat.r8.rawValue] }
    let formats = try stage.allocator().production.formats
    #expect(formats.layouts(of: .r8).isEmpty)
    #expect(!formats.layouts(of: .xrgb8888).isEmpty)
  }

  @Test func `Only layouts that the driver counts planes of are tried`() throws {
    let stage = GBMStage()
    _ = try stage.allocator()
    let tried = Set(stage.library.requests.flatMap(\.modifiers))
    #expect(tried == [0])
    // minigbm counts none, so each is tried.
    let other = GBMStage.tiling { $0.flavour = .minigbm }
    let formats = try other.allocator().production.formats
    #expect(formats.contains(FormatModifier(.xrgb8888, .explicit(.intelYTiled))))
  }

  @Test func `A driver without modifiers makes linear buffers by their usage`() throws {
    let stage = GBMStage { $0.takesModifiers = false }
    let allocator = try stage.allocator()
    #expect(
      allocator.production.formats.layouts(of: .xrgb8888)
        == .only([.linear, .implicit(on: GBMStage.gpu)]))
    let buffer = try allocator.allocate(
      BufferPlan(try stage.agreement(.linear, from: allocator)))
    #expect(stage.library.requests.last?.modifiers == [])
    #expect(stage.library.flags.last == 0b1_0101)
    #expect(buffer.planes.first?.stride == 448)
  }

  @Test func `A linear buffer is what was planned, whatever stride that is`() throws {
    let stage = GBMStage()
    let allocator = try stage.allocator()
    var agreement = try stage.agreement(.linear, from: allocator)
    for (stride, width) in [(448, 112), (512, 128), (1024, 256)] as [(UInt64, UInt32)] {
      let plane = AgreedPlane(
        buffer: 0, offset: 0, stride: Bytes(stride), rows: 40, size: Bytes(stride * 40))
      agreement.layout = .planned([plane], sizes: [Bytes(stride * 40)])
      let buffer = try allocator.allocate(BufferPlan(agreement, name: "frame"))
      #expect(buffer.planes == [plane])
      #expect(buffer.agreement == agreement)
      #expect(buffer.allocator == "gbm:renderD128")
      #expect(stage.library.requests.last?.width == width)
      #expect(stage.library.requests.last?.modifiers == [0])
      #expect(stage.kernel.bufferNames.last == "frame")
      #expect(stage.kernel.areAllCloseOnExec)
    }
  }

  @Test func `Formats whose rows have multiples of their own have an allocator of their own`()
    throws
  {
    // 64 pixels: 256 B of the usual formats, 512 B and 192 B of these.
    let stage = GBMStage { traits in
      traits.granule = 64
      traits.formats.formUnion([PixelFormat.abgr16161616F, .rgb888].map(\.rawValue))
    }
    let gpu = try stage.allocator()
    #expect(gpu.production.strides == StrideDomain(multipleOf: 256))
    #expect(
      gpu.production.formats.layouts(of: .abgr16161616F) == .only([.implicit(on: GBMStage.gpu)]))
    #expect(
      gpu.others.map(\.production.name) == ["gbm:renderD128:rows-192", "gbm:renderD128:rows-512"])
    #expect(gpu.others.map(\.production.strides.multiple.value) == [192, 512])
    for (allocator, format) in zip(gpu.others, [PixelFormat.rgb888, .abgr16161616F]) {
      #expect(allocator.production.formats.pairs == [FormatModifier(format, .linear)])
      let agreement = try stage.agreement(.linear, format, from: allocator)
      let buffer = try allocator.allocate(BufferPlan(agreement))
      #expect(buffer.planes == agreement.layout.planes)
      #expect(buffer.allocator == allocator.production.name)
    }
    #expect(stage.library.liveBuffers == 0)
  }

  @Test func `Eight bytes a pixel cannot have every stride that four can`() throws {
    let stage = GBMStage { traits in
      traits.granule = 1
      traits.formats.insert(PixelFormat.abgr16161616F.rawValue)
    }
    let gpu = try stage.allocator()
    #expect(gpu.production.strides.multiple == 4)
    #expect(!gpu.production.formats.contains(FormatModifier(.abgr16161616F, .linear)))
    #expect(gpu.others.map(\.production.strides.multiple.value) == [8])
  }

  @Test func `An image of two planes is made as planned where the driver makes it so`() throws {
    let stage = GBMStage { $0.formats.insert(PixelFormat.nv12.rawValue) }
    let gpu = try stage.allocator()
    #expect(gpu.production.formats.contains(FormatModifier(.nv12, .linear)))
    let agreement = try stage.agreement(
      .linear, .nv12, Extent(width: 101, height: 41), from: gpu)
    let buffer = try gpu.allocate(BufferPlan(agreement))
    #expect(buffer.planes == agreement.layout.planes)
    #expect(buffer.planes.map(\.stride.value) == [128, 128])
    #expect(buffer.planes.map(\.offset.value) == [0, 128 * 41])
    #expect(buffer.dmaBufferCount == 1)
  }

  @Test("Planes that the driver would put elsewhere are not offered", arguments: [1, 64])
  func elsewhere(rows: UInt32) throws {
    let stage = GBMStage { traits in
      traits.rowGranule = rows
      traits.formats.formUnion([PixelFormat.nv12, .yuv420].map(\.rawValue))
    }
    let gpu = try stage.allocator()
    let formats = ([gpu] + gpu.others).map(\.production.formats)
    // Planes of half the stride have half its granule: no multiple is true for all of them.
    #expect(!formats.contains { $0.contains(FormatModifier(.yuv420, .linear)) })
    #expect(formats.contains { $0.contains(FormatModifier(.nv12, .linear)) } == (rows == 1))
  }

  @Test func `A tiled buffer's planes lie where the driver put them`() throws {
    let stage = GBMStage.tiling { $0.offset = 4096 }
    let allocator = try stage.allocator()
    let agreement = try stage.agreement(
      .explicit(.intelYTiledGen12RenderCCS), from: allocator)
    #expect(agreement.layout == .byDriver)
    let buffer = try allocator.allocate(BufferPlan(agreement))
    let second = Bytes(4096 + 448 * 40 + 4096)
    #expect(buffer.planes.map(\.offset) == [4096, second])
    #expect(buffer.planes.map(\.stride) == [448, 448])
    #expect(buffer.planes.map(\.buffer) == [0, 0])
    #expect(buffer.dmaBufferCount == 1)
    #expect(stage.kernel.openDescriptors.count == 3, "the node, the fake's memory, one dma-buf")
    // Planes do not overlap, and end with the dma-buf at last.
    let ends = buffer.planes.compactMap { $0.offset.adding($0.size) }
    #expect(ends[0] <= buffer.planes[1].offset)
    #expect(ends[1] <= buffer.size(ofDMABuffer: 0))
    #expect(buffer.planes.allSatisfy { $0.stride.multiplied(by: $0.rows.value) == $0.size })
    #expect(stage.library.requests.last?.modifiers == [Modifier.intelYTiledGen12RenderCCS.rawValue])
  }

  @Test func `Planes in dma-bufs of their own are shared one by one where that was agreed`() throws
  {
    let stage = GBMStage.tiling()
    let allocator = try stage.allocator()
    var agreement = try stage.agreement(.explicit(.intelYTiledGen12RenderCCS), from: allocator)
    agreement.topology = .bufferPerPlane
    stage.library.misbehave(.disjoint)
    let buffer = try allocator.allocate(BufferPlan(agreement))
    #expect(buffer.dmaBufferCount == 2)
    #expect(buffer.planes.map(\.buffer) == [0, 1])
    #expect(buffer.planes.map(\.offset) == [.zero, .zero])
    #expect(try buffer.identity(ofDMABuffer: 0) != buffer.identity(ofDMABuffer: 1))
    let fence = FakeFence()
    stage.library.clear(until: fence)
    let initial = try #require(try allocator.allocate(BufferPlan(agreement)).initialFence)
    #expect(try !initial.isSignalled())
    fence.signal()
    #expect(try initial.isSignalled())
  }

  @Test func `What a driver makes with a dma-buf for each plane is agreed on as such`() throws {
    let stage = GBMStage { traits in
      traits.formats = [PixelFormat.xrgb8888.rawValue, PixelFormat.nv12.rawValue]
      traits.modifiers = [(Modifier.intelYTiled.rawValue, 2), (0, 1)]
      traits.isDisjoint = true
    }
    let allocator = try stage.allocator()
    let tiled = [PixelFormat.xrgb8888, .nv12].map { FormatModifier($0, .explicit(.intelYTiled)) }
    #expect(!tiled.contains { allocator.production.formats.contains($0) })
    let apart = try #require(allocator.others.last)
    #expect(apart.production.name == "gbm:renderD128:planes")
    #expect(tiled.map { apart.production.formats.contains($0) } == [false, true])
    let agreement = try stage.agreement(.explicit(.intelYTiled), .nv12, from: apart)
    #expect(agreement.topology == .bufferPerPlane)
    #expect(try apart.allocate(BufferPlan(agreement)).dmaBufferCount == 2)
  }

  @Test(
    "What the driver still does to new memory is the buffer's initial fence",
    arguments: [LayoutModifier.linear, .explicit(.intelYTiled)])
  func clearing(layout: LayoutModifier) throws {
    let stage = GBMStage.tiling()
    let allocator = try stage.allocator()
    let plan = BufferPlan(try stage.agreement(layout, from: allocator))
    #expect(try allocator.allocate(plan).initialFence == nil)
    let fence = FakeFence()
    stage.library.clear(until: fence)
    let buffer = try allocator.allocate(plan)
    let initial = try #require(buffer.initialFence)
    #expect(try !initial.isSignalled())
    #expect(throws: AllocationError.self) {
      try buffer.withBytes(ofPlane: 0, within: .milliseconds(1)) { _ in }
    }
    fence.signal()
    #expect(try initial.isSignalled())
    stage.kernel.fences.forgetSyncFiles()
    let older = FakeFence()
    stage.library.clear(until: older)
    let polled = try #require(try allocator.allocate(plan).initialFence)
    #expect(try !polled.isSignalled())
    older.signal()
    #expect(try polled.isSignalled())
  }

  @Test func `A preview tells the planned planes, and nothing of a layout of the driver's`() throws
  {
    let stage = GBMStage.tiling()
    let allocator = try stage.allocator()
    let calls = stage.library.calls
    let plan = BufferPlan(try stage.agreement(.linear, from: allocator))
    let preview = try allocator.preview(plan)
    let tiled = BufferPlan(try stage.agreement(.explicit(.intelYTiled), from: allocator))
    #expect(throws: AllocationError.self) { _ = try allocator.preview(tiled) }
    #expect(stage.library.calls == calls)
    let buffer = try allocator.allocate(plan)
    #expect(preview.planes == buffer.planes)
    #expect(preview.sizes[0] <= buffer.size(ofDMABuffer: 0))
  }

  @Test func `A layout of the driver's own choice is asked for by saying nothing`() throws {
    let stage = GBMStage()
    let allocator = try stage.allocator()
    let implicit = LayoutModifier.implicit(on: GBMStage.gpu)
    let buffer = try allocator.allocate(
      BufferPlan(try stage.agreement(implicit, from: allocator)))
    #expect(buffer.planes.count == 1)
    #expect(buffer.agreement.pair.modifier == implicit)
    #expect(stage.library.requests.last?.modifiers == [])
    var foreign = buffer.agreement
    foreign.pair.modifier = .implicit(on: Device("elsewhere"))
    let calls = stage.library.calls
    let error = #expect(throws: AllocationError.self) {
      _ = try allocator.allocate(BufferPlan(foreign))
    }
    #expect(error?.code == .unsupportedLayout)
    #expect(stage.library.calls == calls)
  }

  @Test func `A buffer outlives its allocator, and its device ends after it`() throws {
    let stage = GBMStage()
    do {
      let buffer: Buffer
      do {
        let allocator = try stage.allocator()
        buffer = try allocator.allocate(
          BufferPlan(try stage.agreement(.linear, from: allocator)))
      }
      #expect(stage.library.liveDevices == 1)
      try buffer.withMutableBytes(ofPlane: 0) { span in
        span.storeBytes(of: UInt8(7), toByteOffset: 0, as: UInt8.self)
      }
      let first = try buffer.withBytes(ofPlane: 0) { unsafe $0.unsafeLoad(as: UInt8.self) }
      #expect(first == 7)
    }
    #expect(stage.library.liveBuffers == 0)
    #expect(stage.library.liveDevices == 0)
    #expect(stage.library.wrongs.isEmpty)
    #expect(stage.kernel.openDescriptors.isEmpty)
  }

  @Test func `A node that GBM makes nothing on says so, after one trial`() throws {
    let stage = GBMStage()
    stage.library.fail(.create, times: .max, with: EACCES)
    let error = #expect(throws: DeviceError.self) { _ = try stage.allocator() }
    #expect(error?.path == GBMStage.path)
    #expect(error?.cause?.errno == .permissionDenied)
    #expect(error?.description.contains("GBM makes no buffers on it (EACCES)") == true)
    #expect(stage.library.requests.count == 1)
    let silent = GBMStage { $0.unmade = $0.formats }
    let silence = #expect(throws: DeviceError.self) { _ = try silent.allocator() }
    #expect(silence?.description.contains("claims 4 formats") == true)
    #expect(silent.kernel.openDescriptors.isEmpty)
  }

  @Test("A node that GBM does not take says why, if it knows", arguments: [0, ENOENT, ENODEV])
  func unusable(errno: CInt) throws {
    let stage = GBMStage()
    stage.library.fail(.createDevice, with: errno)
    let error = #expect(throws: DeviceError.self) { _ = try stage.allocator() }
    #expect(error?.cause?.errno.rawValue == (errno == 0 ? nil : errno))
    #expect(error?.description.contains("gave no reason") == (errno == 0))
    stage.kernel.fail(.open, with: EACCES)
    let closed = #expect(throws: DeviceError.self) { _ = try stage.allocator() }
    #expect(closed?.advice?.contains("usermod -aG render") == true)
  }
}
#endif
