import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

@Suite struct CameraTests {
  private func participant(
    _ traits: FakeCamera.Traits, extent: Extent = Stage.extent, only: Set<PixelFormat>? = nil
  ) throws -> Participant {
    try Stage(.init(), traits).camera().participant(named: "camera", extent: extent, only: only)
  }

  private func terms(_ participant: Participant) -> [Term] {
    participant.offers.flatMap(\.constraints).map(\.term)
  }

  @Test func `A camera says who it is`() throws {
    let camera = try Stage().camera()
    #expect(camera.driver == "fakecam")
    #expect(camera.card == "Fake Camera")
    #expect(camera.name == "video0")
    #expect(camera.identity == Device("platform:fake"))
    #expect(camera.takesDMABuffers)
    let formats = try camera.formats()
    #expect(formats.map(\.mapping?.format) == [.yuyv, .nv12])
    #expect(formats.allSatisfy { $0.sizes.contains(Stage.extent) })
    #expect(!formats[0].sizes.contains(Extent(width: 641, height: 480)))
  }

  @Test func `A camera's terms are its formats, its sizes and the strides it keeps`() throws {
    var traits = FakeCamera.Traits()
    traits.stride = { max(($0.addingReportingOverflow(63).partialValue) / 64 * 64, $1) }
    let camera = try participant(traits)
    let offer = try #require(camera.offers.first)
    #expect(camera.offers.count == 1)
    #expect(offer.constraints.contains { $0.term == .topology(.oneBuffer) })
    #expect(offer.constraints.contains { $0.term == .count(BufferCount(held: 2)) })
    let strides = offer.constraints.filter { constraint in
      if case .stride = constraint.term { true } else { false }
    }
    #expect(strides.map(\.scope.format) == [.yuyv, .nv12])
    #expect(strides.allSatisfy { $0.evidence == Evidence(.probe, "VIDIOC_TRY_FMT") })
    guard case .stride(let domain, plane: 0) = strides[1].term else {
      Issue.record("one memory plane tells the stride of plane 0")
      return
    }
    #expect(domain.multiple == 64)
    #expect(domain.minimum == 640)
  }

  @Test func `A camera with planes in several memories says so`() throws {
    var traits = FakeCamera.Traits()
    traits.capabilities = 0x0400_1000
    traits.formats = [0x3231_4d4e, 0x3231_564e]  // NM12 NV12
    let camera = try participant(traits)
    let topologies = terms(camera).compactMap { term in
      if case .topology(let topology) = term { topology } else { nil }
    }
    #expect(Set(topologies.map(\.rawValue)) == [1, 2])
    let planes = camera.offers.flatMap(\.constraints).compactMap { constraint in
      if case .stride(_, let plane) = constraint.term { plane } else { nil }
    }
    #expect(planes.sorted() == [0, 0, 1])
  }

  @Test func `Bytes that a camera wants behind the image are among its terms`() throws {
    var traits = FakeCamera.Traits()
    traits.tail = 4096
    #expect(terms(try participant(traits)).contains(.memorySize(SizeInMemory(tail: 4096))))
    #expect(
      !terms(try participant(.init())).contains { term in
        if case .memorySize = term { true } else { false }
      })
  }

  @Test func `A camera that imports no dma-bufs takes those of its own queue`() throws {
    var traits = FakeCamera.Traits()
    traits.queue = 1
    let camera = try participant(traits)
    let own: Set<Name<Production>> = ["v4l2:video0", "v4l2:video0:planes"]
    #expect(!camera.offers.isEmpty)
    for offer in camera.offers {
      #expect(offer.constraints.contains { $0.term == .imports(ImportRule(only: own)) })
    }
    // All else it offers as others do.
    let others = try participant(.init())
    #expect(terms(camera).filter { $0 != .imports(ImportRule(only: own)) } == terms(others))
  }

  @Test func `A camera that has no memory to share takes part as one that takes nothing`() throws {
    var traits = FakeCamera.Traits()
    traits.queue = 2
    #expect(
      terms(try participant(traits)) == [
        .impossible("takes no dma-bufs, and has no memory that could be shared")
      ])
  }

  @Test func `A wish that the camera does not have is told with what it has`() throws {
    let camera = try participant(.init(), only: [.xrgb8888])
    #expect(terms(camera) == [.impossible("offers none of XR24 among its formats: YUYV NV12")])
    let wished = try participant(.init(), only: [.nv12])
    #expect(wished.offers.first?.constraints.first?.evidence.kind == .user)
  }

  @Test func `Nothing is set by asking`() throws {
    let stage = Stage()
    _ = try stage.camera().participant(named: "camera", extent: Stage.extent)
    #expect(stage.kernel.count(of: .ioctl(clinux_VIDIOC_S_FMT)) == 0)
    #expect(stage.kernel.count(of: .ioctl(clinux_VIDIOC_STREAMON)) == 0)
  }

  @Test func `A node that captures nothing, or cannot stream, is no camera`() throws {
    var output = FakeCamera.Traits()
    output.capabilities = 0x0400_0002
    let noCapture = #expect(throws: DeviceError.self) { _ = try Stage(.init(), output).camera() }
    #expect(noCapture?.problem == "Fake Camera does not capture images")
    var readOnly = FakeCamera.Traits()
    readOnly.capabilities = 1
    let noStream = #expect(throws: DeviceError.self) { _ = try Stage(.init(), readOnly).camera() }
    #expect(noStream?.problem == "Fake Camera can only be read, not streamed")
  }

  @Test func `A camera that another program uses can be asked all the same`() throws {
    let stage = Stage()
    stage.kernel.fail(.ioctl(clinux_VIDIOC_REQBUFS), with: EBUSY)
    let camera = try stage.camera()
    #expect(camera.takesDMABuffers)
    #expect(try camera.formats().count == 2)
  }

  @Test func `A camera that does not answer is told, and closed`() throws {
    let stage = Stage()
    stage.kernel.fail(.ioctl(clinux_VIDIOC_REQBUFS), with: EIO)
    let error = #expect(throws: DeviceError.self) { _ = try stage.camera() }
    #expect(error?.cause?.errno == .ioError)
    #expect(stage.kernel.openDescriptors.isEmpty)
  }
}
