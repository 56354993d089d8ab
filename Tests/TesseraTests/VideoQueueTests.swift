import CLinux
import SystemPackage
import TesseraKernel
import TesseraTestSupport
import Testing

@testable import Tessera

/// What any queue of a V4L2 node becomes in a negotiation.
@Suite struct VideoQueueTests {
  private static let output: FakeCamera.Traits = {
    var traits = FakeCamera.Traits()
    traits.capabilities = 0x0400_0002
    return traits
  }()

  private func queue(_ traits: FakeCamera.Traits) throws -> VideoQueue {
    let queues = try VideoQueue.all(
      of: Stage.cameraPath, kernel: Stage(.init(), traits).kernel)
    #expect(queues.count == 1)
    return try #require(queues.first)
  }

  private func constraints(
    _ traits: FakeCamera.Traits, quirks: QuirkTable = .none
  ) throws -> [Constraint] {
    try queue(traits).participant(named: "queue", extent: Stage.extent, quirks: quirks)
      .offers.flatMap(\.constraints)
  }

  @Test func `A node's queue says who it is and whose memory it takes`() throws {
    var traits = Self.output
    traits.queue = 7
    let output = try queue(traits)
    #expect(output.side == .output)
    #expect(output.driver == "fakecam")
    #expect(output.identity == Device("platform:fake"))
    #expect(!output.isMultiplanar)
    #expect(output.memory == [.own, .program, .dmaBuffers])
    #expect(try output.formats().map(\.mapping?.format) == [.yuyv, .nv12])
    traits.queue = 1
    #expect(try queue(traits).memory == [.own])
  }

  @Test func `A camera and its queue have the same terms`() throws {
    let stage = Stage()
    let queue = try VideoQueue.all(of: Stage.cameraPath, kernel: stage.kernel)[0]
    #expect(
      try queue.participant(named: "camera", extent: Stage.extent)
        == stage.camera().participant(named: "camera", extent: Stage.extent))
  }

  @Test func `A queue's make is told by its bus too, as a camera's is`() throws {
    let kernel = ScriptedMachine.chip()
    let queue = try #require(try VideoQueue.all(of: "/dev/video0", kernel: kernel).first)
    #expect(queue.model == (try Camera(path: "/dev/video0", kernel: kernel)).model)
    #expect(queue.model.compatible == ["rockchip,rk3568-cif-isp", "rockchip,any"])
  }

  @Test func `An output takes part by what is known of outputs`() throws {
    let quirk = Quirk(
      "test", of: DeviceMatch(drivers: ["fakecam"], roles: [.output]),
      [(.contiguous, .everything)], source: "https://example.org", level: .measured)
    let known = try constraints(Self.output, quirks: QuirkTable([quirk]))
    #expect(known.contains { $0.term == .contiguous })
    #expect(
      known.contains(
        Constraint(
          .count(BufferCount(held: 2)),
          Evidence(.specification, "one frame being read, one waiting"))))
    #expect(
      try !constraints(.init(), quirks: QuirkTable([quirk])).contains { $0.term == .contiguous })
  }

  @Test func `What a driver cannot work without, it keeps`() throws {
    var traits = Self.output
    traits.leastHeld = 5
    #expect(try queue(traits).leastBuffers == 5)
    #expect(
      try constraints(traits).contains(
        Constraint(
          .count(BufferCount(held: 5)),
          Evidence(.driverQuery, "V4L2_CID_MIN_BUFFERS_FOR_OUTPUT"))))
    traits.leastHeld = nil
    #expect(try queue(traits).leastBuffers == nil)
    traits.leastHeld = 1
    #expect(try constraints(traits).contains { $0.term == .count(BufferCount(held: 2)) })
  }

  @Test func `A size that is not listed and not made is refused, with the one that is`() throws {
    var traits = Self.output
    traits.listsSizes = false
    traits.sizes = [(320, 240)]
    let sizes = try constraints(traits).filter {
      if case .size = $0.term { true } else { false }
    }
    let only = SizeDomain(discrete: [Extent(width: 320, height: 240)])
    #expect(sizes.map(\.term) == [.size(only), .size(only)])
    #expect(sizes.allSatisfy { $0.evidence == Evidence(.probe, "VIDIOC_TRY_FMT") })
  }

  @Test func `A format that the driver will not try is refused, and why`() throws {
    let stage = Stage()
    let queue = try VideoQueue.all(of: Stage.cameraPath, kernel: stage.kernel)[0]
    stage.kernel.fail(.ioctl(clinux_VIDIOC_TRY_FMT), with: EINVAL)
    let terms = try queue.participant(named: "queue", extent: Stage.extent)
      .offers.flatMap(\.constraints).map(\.term)
    #expect(
      terms.contains {
        if case .impossible(let reason) = $0 { reason.contains("EINVAL") } else { false }
      })
  }

  @Test func `What is captured has the colours that its driver says`() throws {
    var traits = FakeCamera.Traits()
    traits.colourSpace = V4L2_COLORSPACE_REC709.rawValue
    let colour = Colour([
      .primaries: ["bt709"], .transfer: ["bt709"], .encoding: ["bt709"], .range: ["limited"],
    ])
    #expect(
      try constraints(traits).contains(
        Constraint(.colour(colour), Evidence(.driverQuery, "VIDIOC_TRY_FMT"))))
    traits.field = V4L2_FIELD_SEQ_TB.rawValue
    var interlaced = colour
    interlaced.values[.field] = ["seq-tb"]
    #expect(try constraints(traits).map(\.term).contains(.colour(interlaced)))
    traits.colourSpace = 0
    #expect(try constraints(traits).map(\.term).contains(.colour(Colour([.field: ["seq-tb"]]))))
    traits.capabilities = 0x0400_0002
    let ofOutput = try constraints(traits)
    #expect(!ofOutput.contains { if case .colour = $0.term { true } else { false } })
  }

  @Test func `Bytes that a driver wants behind each of several planes are among its terms`() throws
  {
    var traits = FakeCamera.Traits()
    traits.capabilities = 0x0400_1000
    traits.formats = [0x3231_4d4e]  // NM12
    traits.tail = 128
    #expect(
      try constraints(traits).contains { $0.term == .memorySize(SizeInMemory(tail: 128)) })
  }

  @Test func `Colours of RGB have no encoding, and use all codes`() {
    let told = VideoColour(space: V4L2_COLORSPACE_SRGB.rawValue)
    #expect(
      Colour(told, of: .xrgb8888).values
        == [.primaries: ["bt709"], .transfer: ["srgb"], .range: ["full"]])
    #expect(Colour(told, of: .nv12).values[.encoding] == ["bt601"])
    #expect(Colour(VideoColour(), of: .nv12) == .any)
  }

  @Test func `A node without queues of images has none`() throws {
    var traits = FakeCamera.Traits()
    traits.capabilities = 0x0480_0000
    #expect(try VideoQueue.all(of: Stage.cameraPath, kernel: Stage(.init(), traits).kernel).isEmpty)
  }
}
