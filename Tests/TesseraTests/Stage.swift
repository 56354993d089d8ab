import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// A machine of fake devices on a scripted kernel.
struct Stage {
  static let cardPath = "/scripted/card0"
  static let cameraPath = "/scripted/video0"
  static let recorderPath = "/scripted/video1"
  static let heapPath = "/scripted/system"
  static let contiguousPath = "/scripted/default_cma_region"
  static let udmabufPath = "/scripted/udmabuf"
  static let extent = Extent(width: 640, height: 480)

  let kernel: ScriptedKernel
  let screen: FakeCard
  let sensor: FakeCamera
  /// A node whose own memory is used.
  let recorder: FakeCamera
  let heap = FakeHeap()
  let contiguous: FakeHeap

  init(
    _ card: FakeCard.Traits = .init(), _ camera: FakeCamera.Traits = .init(),
    contiguous: FakeHeap = FakeHeap(), recorder: FakeCamera.Traits = .recorder
  ) {
    self.contiguous = contiguous
    screen = FakeCard(card)
    sensor = FakeCamera(camera)
    self.recorder = FakeCamera(recorder)
    kernel = ScriptedKernel(
      [
        Self.cardPath: screen, Self.cameraPath: sensor, Self.heapPath: heap,
        Self.recorderPath: self.recorder, Self.contiguousPath: contiguous,
        Self.udmabufPath: FakeUdmabuf(),
      ], files: ["/sys/module/udmabuf/parameters/size_limit_mb": "64\n"])
  }

  func card() throws -> DRMDevice { try DRMDevice(path: Self.cardPath, kernel: kernel) }
  func camera() throws -> Camera { try Camera(path: Self.cameraPath, kernel: kernel) }
  func heapAllocator() throws -> HeapAllocator {
    try HeapAllocator(path: Self.heapPath, kernel: kernel)
  }
  func contiguousAllocator() throws -> HeapAllocator {
    try HeapAllocator(path: Self.contiguousPath, kernel: kernel)
  }
  func videoAllocator(
    _ side: VideoAllocator.Side = .capture, _ extent: Extent = extent,
    topology: Topology = .oneBuffer, keepingSlots: Bool = false, coherent: Bool = true
  ) throws -> VideoAllocator {
    try VideoAllocator(
      path: Self.recorderPath, side, extent: extent, topology: topology,
      keepingSlots: keepingSlots, coherent: coherent, kernel: kernel)
  }
  func udmabufAllocator() throws -> UdmabufAllocator {
    try UdmabufAllocator(path: Self.udmabufPath, kernel: kernel)
  }
}

extension FakeCamera.Traits {
  /// A queue as today's kernels have them: it grows and shrinks singly, and buffers may be orphaned.
  static var recorder: Self {
    var traits = Self()
    traits.queue = 0x1df
    traits.formats = [0x5659_5559, 0x3231_564e, 0x3432_5258, 0x3231_5559]  // YUYV NV12 XR24 YU12
    return traits
  }
}

/// The best agreement on one format when one allocator and nobody in particular are there.
func agreement(
  _ format: PixelFormat, _ extent: Extent = Stage.extent, from production: Production,
  _ topology: Topology = .oneBuffer, stride: StrideDomain = .any
) throws -> Agreement {
  let evidence = Evidence(.user, "test")
  let somebody = Participant(
    "somebody", device: nil,
    offers: [
      Offer(
        "terms",
        [
          Constraint(.formats(FormatTable([FormatModifier(format, .linear)])), evidence),
          Constraint(.topology(topology), evidence),
          Constraint(.stride(stride, plane: nil), evidence),
        ])
    ])
  var negotiation = Negotiation(
    Problem(extent: extent, participants: [somebody], allocators: [production]))
  return try negotiation.next()
}
