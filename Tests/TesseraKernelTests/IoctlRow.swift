import CDRM
import CLinux
import Testing
import TesseraTestSupport

@_spi(Access) @testable import TesseraKernel

/// One ioctl and a call that makes it, to be replayed under every errno.
struct IoctlRow: CustomTestStringConvertible, Sendable {
  let request: AnyRequest
  let path: String?
  let body: @Sendable (Bench) throws -> Void

  var testDescription: String { request.name }

  init<Argument>(
    _ request: Request<Argument>, _ path: String?,
    _ body: @escaping @Sendable (Bench) throws -> Void
  ) {
    self.request = AnyRequest(request)
    self.path = path
    self.body = body
  }

  static let all = memory + fences + syncObjects + card + modes + video + videoMemory

  private static let memory: [Self] = [
    Self(HeapNode.allocate, Bench.heap) { _ = try $0.heap.allocate(4096) },
    Self(UdmabufNode.create, Bench.udmabuf) { bench in
      let file = try MemoryFile.make(name: "m", count: 4096, kernel: bench.kernel)
      _ = try bench.udmabuf.create(memoryFile: file.rawValue, count: 4096)
    },
    Self(DMABufferCalls.sync, nil) { bench in
      let file = try MemoryFile.make(name: "m", count: 4096, kernel: bench.kernel)
      let answer = AccessBracket(file.rawValue, kernel: bench.kernel).startReading()
      guard answer >= 0 else { throw AccessBracket.failure(answer) }
    },
    Self(DMABufferCalls.exportSyncFile, nil) { bench in
      let file = try MemoryFile.make(name: "m", count: 4096, kernel: bench.kernel)
      _ = try DMABufferCalls.exportSyncFile(file.rawValue, .read, kernel: bench.kernel)
    },
  ]

  private static let fences: [Self] = [
    Self(DMABufferCalls.importSyncFile, nil) { bench in
      let file = try MemoryFile.make(name: "m", count: 4096, kernel: bench.kernel)
      let fence = FakeFence()
      try DMABufferCalls.importSyncFile(
        fence.number, into: file.rawValue, .write, kernel: bench.kernel)
    },
    Self(SyncFileCalls.merge, nil) { bench in
      let (one, other) = (FakeFence(), FakeFence())
      _ = try SyncFileCalls.merge(
        one.number, with: other.number, kernel: bench.kernel)
    },
    Self(SyncFileCalls.information, nil) { bench in
      let fence = FakeFence()
      _ = try SyncFileCalls.fences(of: fence.number, kernel: bench.kernel)
    },
  ]

  private static let syncObjects: [Self] = [
    Self(SyncObject.create, Bench.card) { _ = try SyncObject(on: $0.card) },
    Self(SyncObject.handleToDescriptor, Bench.card) { bench in
      _ = try SyncObject(on: bench.card, isSignalled: true).exportSyncFile()
    },
    Self(SyncObject.descriptorToHandle, Bench.card) { bench in
      let object = try SyncObject(on: bench.card)
      let file = try object.export()
      _ = try SyncObject(importing: file.rawValue, on: bench.card)
      let fence = FakeFence()
      try object.importSyncFile(fence.number)
    },
    Self(SyncObject.reset, Bench.card) { try SyncObject(on: $0.card).reset() },
    Self(SyncObject.signal, Bench.card) { try SyncObject(on: $0.card).signal() },
    Self(SyncObject.wait, Bench.card) { bench in
      _ = try SyncObject(on: bench.card, isSignalled: true).wait(until: 0)
    },
    Self(SyncObject.timelineSignal, Bench.card) { try SyncObject(on: $0.card).signal(3) },
    Self(SyncObject.timelineWait, Bench.card) { bench in
      let object = try SyncObject(on: bench.card)
      try object.signal(3)
      _ = try object.wait(for: 3, until: 0)
    },
    Self(SyncObject.query, Bench.card) { bench in
      let object = try SyncObject(on: bench.card)
      _ = try (object.signalledPoint(), object.submittedPoint())
    },
    Self(SyncObject.transfer, Bench.card) { bench in
      let (one, other) = (try SyncObject(on: bench.card), try SyncObject(on: bench.card))
      try one.signal(1)
      try other.transfer(from: one, at: 1, to: 7)
    },
    Self(SyncObject.eventCounter, Bench.card) { bench in
      let counter = OwnedFileDescriptor(rawValue: CInt(bench.kernel.createEventCounter()))
      try SyncObject(on: bench.card).raise(counter.rawValue, at: 1)
    },
  ]

  private static let card: [Self] = [
    unsafe Self(DRMNode.version, Bench.card) { _ = try $0.card.driverName() },
    Self(DRMNode.getCapability, Bench.card) { _ = try $0.card.capability(.prime) },
    Self(DRMNode.setClientCapability, Bench.card) { try $0.card.enable(.atomic) },
    Self(DRMNode.setMaster, Bench.card) { try $0.card.becomeMaster() },
    Self(DRMNode.createLease, "/dev/dri/card0") { bench in
      bench.kernel.write("DEVNAME=dri/card0\n", to: "/sys/dev/char/0:0/uevent")
      _ = try DRMNode.leasing(from: bench.card.file.descriptor, kernel: bench.kernel)
    },
    Self(DRMNode.createDumb, Bench.card) {
      _ = try $0.card.createDumb(width: 16, height: 16, bitsPerPixel: 32)
    },
    Self(DRMNode.handleToDescriptor, Bench.card) { bench in
      let dumb = try bench.card.createDumb(width: 16, height: 16, bitsPerPixel: 32)
      _ = try bench.card.export(dumb.handle)
    },
    Self(DRMNode.descriptorToHandle, Bench.card) { bench in
      _ = try bench.card.importHandle(of: bench.memory.descriptor)
    },
    Self(DRMNode.addFramebuffer, Bench.card) { _ = try $0.framebuffer() },
    Self(DRMNode.removeFramebuffer, Bench.card) { bench in
      try bench.card.removeFramebuffer(try bench.framebuffer())
    },
  ]

  private static let modes: [Self] = [
    Self(DRMNode.getResources, Bench.card) { _ = try $0.card.modeResources() },
    Self(DRMNode.getPlaneResources, Bench.card) { _ = try $0.card.planes() },
    Self(DRMNode.getPlane, Bench.card) { _ = try $0.card.plane(31) },
    Self(DRMNode.getConnector, Bench.card) { _ = try $0.card.connector(51) },
    Self(DRMNode.getEncoder, Bench.card) { _ = try $0.card.possibleCRTCs(ofEncoder: 61) },
    Self(DRMNode.getObjectProperties, Bench.card) {
      _ = try $0.card.properties(of: 31, .plane)
    },
    Self(DRMNode.getProperty, Bench.card) { _ = try $0.card.properties(of: 31, .plane) },
    Self(DRMNode.getBlob, Bench.card) { _ = try $0.card.blob(71) },
    Self(DRMNode.createBlob, Bench.card) { _ = try $0.card.createBlob([1, 2, 3]) },
    Self(DRMNode.destroyBlob, Bench.card) { bench in
      try bench.card.destroyBlob(try bench.card.createBlob([1, 2, 3]))
    },
    Self(AtomicRequest.commit, Bench.card) { bench in
      var request = AtomicRequest()
      request.set(3, of: 31, to: 0)
      try request.commit(to: bench.card, .testOnly)
    },
  ]

  private static let video: [Self] = [
    Self(VideoNode.queryCapability, Bench.video) { _ = try $0.video.identity() },
    Self(VideoNode.enumerateFormats, Bench.video) { _ = try $0.video.formats(of: .capture) },
    Self(VideoNode.enumerateSizes, Bench.video) {
      _ = try $0.video.frameSizes(of: Bench.nv12)
    },
    Self(VideoNode.getControl, Bench.video) {
      _ = try $0.video.control(.leastCaptureBuffers)
    },
    unsafe Self(VideoNode.setFormat, Bench.video) { try $0.setUpQueue(buffers: 0) },
    unsafe Self(VideoNode.getFormat, Bench.video) { bench in
      try bench.setUpQueue(buffers: 0)
      _ = try bench.video.format(of: .capture)
    },
    unsafe Self(VideoNode.tryFormat, Bench.video) {
      _ = try $0.video.tryFormat(Bench.format, of: .capture)
    },
    Self(VideoNode.requestBuffers, Bench.video) {
      _ = try $0.video.requestBuffers(2, .dmaBuffer, of: .capture)
    },
    unsafe Self(VideoNode.queueBuffer, Bench.video) { bench in
      try bench.setUpQueue(buffers: 1)
      let file = try MemoryFile.make(name: "m", count: 1 << 20, kernel: bench.kernel)
      try bench.video.queue(
        [.init(descriptor: file.rawValue, length: 1 << 20)], at: 0, of: .capture)
    },
    Self(VideoNode.streamOn, Bench.video) { try $0.video.start(.capture) },
    Self(VideoNode.streamOff, Bench.video) { try $0.video.stop(.capture) },
  ]

  private static let videoMemory: [Self] = [
    unsafe Self(VideoNode.createBuffers, Bench.video) { try $0.withOwnBuffer {} },
    unsafe Self(VideoNode.queryBuffer, Bench.video) { bench in
      try bench.withOwnBuffer { _ = try bench.video.state(ofSlot: 0, .capture) }
    },
    Self(VideoNode.exportBuffer, Bench.video) { bench in
      try bench.withOwnBuffer { _ = try bench.video.exportSlot(0, plane: 0, of: .capture) }
    },
  ]
}

extension Bench {
  static let nv12: UInt32 = 0x3231_564e
  static let format = VideoFormat(
    width: 640, height: 480, format: nv12, planes: [.init(stride: 0, size: 0)])

  func setUpQueue(buffers: UInt32) throws {
    _ = try video.setFormat(Self.format, of: .capture)
    if buffers > 0 { _ = try video.requestBuffers(buffers, .dmaBuffer, of: .capture) }
  }

  /// Runs `body` while the camera has one buffer of its own memory.
  func withOwnBuffer(_ body: () throws -> Void) throws {
    _ = try video.createBuffers(1, .mmap, for: Self.format, of: .capture)
    defer { _ = try? video.requestBuffers(0, .mmap, of: .capture) }
    try body()
  }

  func framebuffer() throws -> UInt32 {
    let dumb = try card.createDumb(width: 16, height: 16, bitsPerPixel: 32)
    return try card.addFramebuffer(
      FramebufferLayout(
        width: 16, height: 16, format: 0x3432_5258, modifier: 0,
        planes: [.init(handle: dumb.handle, stride: dumb.stride, offset: 0)]))
  }
}
