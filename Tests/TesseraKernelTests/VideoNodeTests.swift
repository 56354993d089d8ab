import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct VideoNodeTests {
  private static func multiplanar() -> FakeCamera.Traits {
    var traits = FakeCamera.Traits()
    traits.capabilities = 0x0400_1000
    traits.formats = [0x3231_4d4e, 0x3231_4d59]  // NM12 YM12
    return traits
  }

  @Test func `A single-planar format is set, told and read back alike`() throws {
    let bench = try Bench()
    let asked = VideoFormat(
      width: 320, height: 240, format: Bench.nv12, planes: [.init(stride: 512, size: 0)])
    var wanted = asked
    wanted.planes[0].size = 512 * 240 * 3 / 2
    wanted.colour.field = V4L2_FIELD_NONE.rawValue
    #expect(try bench.video.tryFormat(asked, of: .capture) == wanted)
    #expect(try bench.video.setFormat(asked, of: .capture) == wanted)
    #expect(try bench.video.format(of: .capture) == wanted)
  }

  @Test(
    "A multi-planar format is set, told and read back alike",
    arguments: [
      (0x3231_4d4e, [(512, 512 * 240), (640, 640 * 120)]),
      (0x3231_4d59, [(512, 512 * 240), (256, 256 * 120), (320, 320 * 120)]),
    ] as [(UInt32, [(UInt32, UInt32)])])
  func multiplanarRoundTrip(code: UInt32, planes: [(UInt32, UInt32)]) throws {
    let bench = try Bench(.init(), Self.multiplanar())
    let asked = VideoFormat(
      width: 320, height: 240, format: code,
      planes: planes.map { .init(stride: $0.0, size: 0) })
    var wanted = asked
    wanted.planes = planes.map { .init(stride: $0.0, size: $0.1) }
    wanted.colour.field = V4L2_FIELD_NONE.rawValue
    #expect(try bench.video.tryFormat(asked, of: .captureMultiplanar) == wanted)
    #expect(try bench.video.setFormat(asked, of: .captureMultiplanar) == wanted)
    #expect(try bench.video.format(of: .captureMultiplanar) == wanted)
  }

  @Test func `The wrong kind of queue is refused`() throws {
    let bench = try Bench(.init(), Self.multiplanar())
    #expect(
      throws: SystemCallError(
        call: "VIDIOC_TRY_FMT", errno: .invalidArgument, path: Bench.video)
    ) {
      _ = try bench.video.tryFormat(Bench.format, of: .capture)
    }
  }

  @Test func `A node says who it is, and what it can by itself`() throws {
    let identity = try Bench().video.identity()
    #expect(identity.driver == "fakecam")
    #expect(identity.card == "Fake Camera")
    #expect(identity.bus == "platform:fake")
    #expect(identity.capabilities == [.capture, .streaming])
  }

  @Test func `Formats and sizes are listed to their end`() throws {
    let bench = try Bench()
    #expect(try bench.video.formats(of: .capture) == [0x5659_5559, Bench.nv12])
    #expect(try bench.video.formats(of: .output).isEmpty)
    guard case .discrete(let sizes) = try bench.video.frameSizes(of: Bench.nv12) else {
      Issue.record("the sizes are discrete")
      return
    }
    #expect(sizes.map(\.width) == [640, 320])
    #expect(try bench.video.frameSizes(of: 1) == nil)
    bench.kernel.fail(.ioctl(clinux_VIDIOC_ENUM_FRAMESIZES), with: ENOTTY)
    #expect(try bench.video.frameSizes(of: Bench.nv12) == nil)
  }

  @Test func `Frames come in the order in which buffers were queued`() throws {
    let bench = try Bench()
    try bench.setUpQueue(buffers: 3)
    let files = try (0..<3).map { _ in
      try MemoryFile.make(name: "m", count: 1 << 20, kernel: bench.kernel).take().rawValue
    }
    for index in [2, 0, 1] {
      try bench.video.queue(
        [.init(descriptor: files[index], length: 1 << 20)], at: index, of: .capture)
    }
    for file in files { #expect(clinux_close(file) == 0) }
    try bench.video.start(.capture)
    for (sequence, index) in [2, 0, 1].enumerated() {
      #expect(
        try bench.video.dequeue(.dmaBuffer, of: .capture)
          == DequeuedBuffer(
            index: index, sequence: UInt32(sequence), hasError: false, dataOffset: 0))
    }
    #expect(try bench.video.dequeue(.dmaBuffer, of: .capture) == nil)
    try bench.video.stop(.capture)
  }

  @Test func `Every memory plane of a buffer reaches the driver`() throws {
    let bench = try Bench(.init(), Self.multiplanar())
    _ = try bench.video.setFormat(
      VideoFormat(
        width: 320, height: 240, format: 0x3231_4d4e,
        planes: [.init(stride: 0, size: 0), .init(stride: 0, size: 0)]),
      of: .captureMultiplanar)
    let granted = try bench.video.requestBuffers(4, .dmaBuffer, of: .captureMultiplanar)
    #expect(granted.count == 4)
    #expect(granted.capabilities == [.mmap, .dmaBuffer])
    let luma = try MemoryFile.make(name: "y", count: 320 * 240, kernel: bench.kernel)
    let chroma = try MemoryFile.make(name: "c", count: 320 * 120, kernel: bench.kernel)
    let planes = [luma.rawValue, chroma.rawValue].map {
      VideoNode.ImportedPlane(descriptor: $0, length: 320 * 240)
    }
    #expect(throws: SystemCallError.self) {
      try bench.video.queue([planes[0]], at: 0, of: .captureMultiplanar)
    }
    try bench.video.queue(planes, at: 0, of: .captureMultiplanar)
    #expect(bench.camera.attachedBuffers == 1)
    let freed = try bench.video.requestBuffers(0, .dmaBuffer, of: .captureMultiplanar)
    #expect(freed.count == 0)
    #expect(bench.camera.attachedBuffers == 0)
  }
}
