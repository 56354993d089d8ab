import CLinux
import TesseraKernel
import TesseraTestSupport

/// One fake device of each kind, open on a kernel of its own, and some memory.
struct Bench {
  let kernel: ScriptedKernel
  let driver: FakeCard
  let camera: FakeCamera
  let card: DRMNode
  let video: VideoNode
  let heap: HeapNode
  let udmabuf: UdmabufNode
  let memory: DeviceFile

  static let card = "/scripted/card0"
  static let video = "/scripted/video0"
  static let heap = "/scripted/system"
  static let udmabuf = "/scripted/udmabuf"

  init(_ card: FakeCard.Traits = .init(), _ camera: FakeCamera.Traits = .init()) throws {
    driver = FakeCard(card)
    self.camera = FakeCamera(camera)
    kernel = ScriptedKernel([
      Self.card: driver, Self.video: self.camera, Self.heap: FakeHeap(),
      Self.udmabuf: FakeUdmabuf(), "/memory": Silent(),
    ])
    self.card = try DRMNode(opening: Self.card, kernel: kernel)
    video = try VideoNode(opening: Self.video, kernel: kernel)
    heap = try HeapNode(opening: Self.heap, kernel: kernel)
    udmabuf = try UdmabufNode(opening: Self.udmabuf, kernel: kernel)
    memory = try DeviceFile(opening: "/memory", .readWrite, kernel: kernel)
    _ = kernel.truncate(memory.descriptor, to: 4096)
  }

  /// A driver that knows no request: its node is only a file.
  private struct Silent: FakeDriver {
    func answer(_ request: UInt, _ argument: IoctlArgument, tag: String) -> Int { -Int(ENOTTY) }
  }
}
