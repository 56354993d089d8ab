import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// What a V4L2 queue says that it can make.
@Suite struct VideoProductionTests {
  private func production(
    _ change: (inout FakeCamera.Traits) -> Void = { _ in }
  ) throws -> Production {
    var traits = FakeCamera.Traits.recorder
    change(&traits)
    return try Stage(recorder: traits).videoAllocator().production
  }

  @Test func `It is named after its node, and is its device's`() throws {
    let made = try production()
    #expect(made.name == "v4l2:video1")
    #expect(made.device == Device("platform:fake"))
    let output = try VideoAllocator(
      path: Stage.recorderPath, .output, extent: Stage.extent,
      kernel: Stage(recorder: outputs).kernel
    ).production
    #expect(output.name == "v4l2:video1:output")
  }

  private var outputs: FakeCamera.Traits {
    var traits = FakeCamera.Traits.recorder
    traits.capabilities = 0x0400_0002
    return traits
  }

  @Test func `It makes the linear formats that its driver lists, in the size it was asked about`()
    throws
  {
    let made = try production()
    #expect(
      made.formats.pairs.map(\.format).sorted()
        == [PixelFormat.yuyv, .nv12, .xrgb8888, .yuv420].sorted())
    #expect(made.sizes == SizeDomain(discrete: [Stage.extent]))
    #expect(made.topology == .oneBuffer)
    #expect(made.isExportable)
  }

  @Test func `Strides are what all formats take where the driver takes what it is asked for`()
    throws
  {
    let free = try production()
    #expect(free.strides.multiple == 1)
    #expect(free.strides.listed == nil)
    let granular = try production { traits in
      traits.stride = { max(($0.addingReportingOverflow(63).partialValue) / 64 * 64, $1) }
    }
    #expect(granular.strides.multiple == 64)
    #expect(granular.strides.least(from: 641) == 704)
  }

  @Test func `Strides are the least ones where the driver knows no others`() throws {
    let fixed = try production { $0.stride = { _, tight in tight } }
    // NV12 and YU12 by their luma, YU12 by its chroma, YUYV and XR24.
    #expect(fixed.strides.listed == [320, 640, 1280, 2560])
  }

  @Test func `Every format can be made in the strides that are promised`() throws {
    let rules: [@Sendable (UInt32, UInt32) -> UInt32] = [
      { max($0, $1) }, { $1 }, { $1 + 64 },
      { max(($0.addingReportingOverflow(15).partialValue) / 16 * 16, $1) },
    ]
    for rule in rules {
      var traits = FakeCamera.Traits.recorder
      traits.stride = rule
      let stage = Stage(recorder: traits)
      let allocator = try stage.videoAllocator()
      for pair in allocator.production.formats.pairs {
        let plan = BufferPlan(try agreement(pair.format, from: allocator.production))
        #expect(try allocator.allocate(plan).agreement.format == pair.format)
      }
    }
  }

  @Test func `A format is promised in every number of dma-bufs that is asked for, or not at all`()
    throws
  {
    var traits = FakeCamera.Traits.recorder
    traits.capabilities = 0x0400_1000
    traits.formats = [0x3231_4d4e, 0x3231_564e, 0x3231_4d59, 0x5659_5559]  // NM12 NV12 YM12 YUYV
    let stage = Stage(recorder: traits)
    func formats(_ topology: Topology) throws -> Set<PixelFormat> {
      Set(try stage.videoAllocator(topology: topology).production.formats.formats)
    }
    #expect(try formats(.oneBuffer) == [.nv12, .yuyv])
    #expect(try formats(.bufferPerPlane) == [.nv12, .yuv420, .yuyv])
    #expect(try formats(.any) == [.nv12, .yuyv])
    #expect(
      try stage.videoAllocator(topology: .bufferPerPlane).production.name == "v4l2:video1:planes")
  }

  @Test func `Contiguity is learned from who exports its memory`() throws {
    #expect(try !production().isContiguous)
    let contiguous = try production { $0.exporter = "videobuf2_dma_contig" }
    #expect(contiguous.isContiguous)
    #expect(contiguous.evidence.source.contains("videobuf2_dma_contig"))
    #expect(try !production { $0.exporter = "videobuf2_dma_sg" }.isContiguous)
  }

  @Test(
    "Behind an IOMMU what is contiguous to the device is scattered to others",
    arguments: [("DMA-FQ\n", false), ("identity\n", true)])
  func behindIOMMU(domain: String, isContiguous: Bool) throws {
    var traits = FakeCamera.Traits.recorder
    traits.exporter = "videobuf2_dma_contig"
    let path = "/sys/class/video4linux/video1/device/iommu_group/type"
    let kernel = ScriptedKernel(
      [Stage.recorderPath: FakeCamera(traits)], files: [path: domain])
    let allocator = try VideoAllocator(
      path: Stage.recorderPath, extent: Stage.extent, kernel: kernel)
    #expect(allocator.production.isContiguous == isContiguous)
  }

  private static let quirks = QuirkTable([
    Quirk(
      "whole", of: DeviceMatch(drivers: ["fakecam"], roles: [.capture]),
      [(.contiguous, .everything), (.addresses(AddressLimit(bits: 32)), .everything)],
      source: "here", level: .measured)
  ])

  /// What tables add to the memory of a camera's own queue.
  private func known(
    _ quirks: QuirkTable = quirks, isBusy: Bool = false, domain: String? = nil,
    _ change: (inout FakeCamera.Traits) -> Void = { _ in }
  ) throws -> Production {
    var traits = FakeCamera.Traits.recorder
    traits.driver = "fakecam"
    change(&traits)
    let path = "/sys/class/video4linux/video1/device/iommu_group/type"
    let kernel = ScriptedKernel(
      [Stage.recorderPath: FakeCamera(traits)], files: domain.map { [path: $0] } ?? [:])
    let camera = try Camera(path: Stage.recorderPath, kernel: kernel)
    if isBusy { kernel.fail(.ioctl(clinux_VIDIOC_CREATE_BUFS), after: 1, with: EBUSY) }
    let own = try #require(camera.ownAllocators(of: Stage.extent, quirks: quirks).first)
    // A recording tells the same.
    if !isBusy {
      let makers = camera.ownMakers(of: [Stage.extent])[0]
      let model = camera.model
      let recorded = Recording.Role(
        "capture", terms: [.init(extent: Stage.extent, [], ownMakers: makers)])
      #expect(
        recorded.ownAllocators(of: Stage.extent, by: model, quirks: quirks)
          == [own.production])
    }
    return own.production
  }

  @Test func `Tables tell of memory what could not be found out`() throws {
    let made = try known(isBusy: true)
    #expect(made.isContiguous && made.addressBits == 32)
    #expect(made.known.map(\.term) == [.contiguous, .addresses(AddressLimit(bits: 32))])
    #expect(made.known.allSatisfy { $0.evidence.source.hasPrefix("quirk whole, measured, here") })
    #expect(try known(.none, isBusy: true).known.isEmpty)
  }

  @Test func `Tables tell of contiguous memory where it is, and of no other that was seen`() throws
  {
    let whole = try known { $0.exporter = "videobuf2_dma_contig" }
    #expect(whole.known.map(\.term) == [.addresses(AddressLimit(bits: 32))])
    for exporter in ["videobuf2_dma_sg", "videobuf2_vmalloc"] {
      #expect(try known { $0.exporter = exporter }.known.isEmpty, "\(exporter)")
    }
    let translated = try known(domain: "DMA-FQ\n") { $0.exporter = "videobuf2_dma_contig" }
    #expect(translated.known.isEmpty && !translated.isContiguous)
  }

  @Test func `A busy queue can be asked; what is not known is taken to be scattered`() throws {
    var traits = FakeCamera.Traits.recorder
    traits.exporter = "videobuf2_dma_contig"
    let stage = Stage(recorder: traits)
    // The second call is the one that makes a buffer.
    stage.kernel.fail(.ioctl(clinux_VIDIOC_CREATE_BUFS), after: 1, with: EBUSY)
    let allocator = try stage.videoAllocator()
    #expect(!allocator.production.isContiguous)
    #expect(allocator.production.evidence == Evidence(.probe, "VIDIOC_TRY_FMT"))
  }

  @Test func `Asking leaves no buffer and no format behind`() throws {
    let stage = Stage()
    let allocator = try stage.videoAllocator()
    #expect(stage.recorder.ownBuffers == 0)
    #expect(stage.kernel.count(of: .ioctl(clinux_VIDIOC_S_FMT)) == 0)
    #expect(stage.kernel.openDescriptors.count == 1)
    withExtendedLifetime(allocator) {}
  }

  @Test func `A size that the queue does not make is told with its formats`() throws {
    let error = #expect(throws: DeviceError.self) {
      _ = try Stage().videoAllocator(.capture, Extent(width: 641, height: 480))
    }
    #expect(
      error?.problem == "its queue makes no linear image of 641x480 with all planes in one buffer")
    #expect(error?.advice?.contains("YUYV") == true)
  }

  @Test func `A node without the queue, or without memory of its own, is told as such`() throws {
    let other = #expect(throws: DeviceError.self) { _ = try Stage().videoAllocator(.output) }
    #expect(other?.problem == "Fake Camera has no output queue that makes buffers")
    var importsOnly = FakeCamera.Traits.recorder
    importsOnly.queue = 4
    let stage = Stage(recorder: importsOnly)
    let none = #expect(throws: DeviceError.self) { _ = try stage.videoAllocator() }
    #expect(none?.cause?.errno == .invalidArgument)
    #expect(stage.kernel.openDescriptors.isEmpty)
  }

  @Test func `Whichever call of asking fails, nothing stays`() throws {
    for errno in [EIO, EBUSY, ENODEV, EINVAL] {
      var number = 0
      while true {
        number += 1
        let stage = Stage()
        stage.kernel.fail(callNumber: number, with: errno)
        let allocator = try? stage.videoAllocator()
        let hasStruck = stage.kernel.heal()
        #expect(
          stage.kernel.openDescriptors.count - stage.recorder.ownBuffers
            == (allocator == nil ? 0 : 1))
        // What was made to be looked at and could not be freed is freed before the next buffer.
        if let allocator {
          let format = try #require(allocator.production.formats.formats.first)
          _ = try allocator.allocate(BufferPlan(try agreement(format, from: allocator.production)))
          #expect(stage.recorder.ownBuffers == 0)
        }
        guard hasStruck else { break }
      }
      #expect(number > 10)
    }
  }
}
