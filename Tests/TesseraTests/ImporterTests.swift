import CDRM
import CLinux
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// A refusal teaches the right lesson and leaves nothing imported.
@Suite struct ImporterTests {
  struct Row: CustomTestStringConvertible, Sendable {
    let request: UInt
    let name: String
    let errno: CInt
    let lesson: Refusal.Lesson
    var testDescription: String { "\(name), \(Errno(rawValue: errno).symbol)" }
    init(_ request: UInt, _ name: String, _ errno: CInt, _ lesson: Refusal.Lesson) {
      (self.request, self.name, self.errno, self.lesson) = (request, name, errno, lesson)
    }
  }

  static let displayRows = [
    Row(cdrm_PRIME_FD_TO_HANDLE, "DRM_IOCTL_PRIME_FD_TO_HANDLE", ENODEV, .foreign),
    Row(cdrm_PRIME_FD_TO_HANDLE, "DRM_IOCTL_PRIME_FD_TO_HANDLE", EOPNOTSUPP, .foreign),
    Row(cdrm_PRIME_FD_TO_HANDLE, "DRM_IOCTL_PRIME_FD_TO_HANDLE", ENOSYS, .foreign),
    Row(cdrm_PRIME_FD_TO_HANDLE, "DRM_IOCTL_PRIME_FD_TO_HANDLE", EINVAL, .allocator),
    Row(cdrm_PRIME_FD_TO_HANDLE, "DRM_IOCTL_PRIME_FD_TO_HANDLE", ENOMEM, .allocator),
    Row(cdrm_MODE_ADDFB2, "DRM_IOCTL_MODE_ADDFB2", EINVAL, .pair),
    Row(cdrm_MODE_CREATEPROPBLOB, "DRM_IOCTL_MODE_CREATEPROPBLOB", ENOMEM, .unavailable),
    Row(cdrm_MODE_ATOMIC, "DRM_IOCTL_MODE_ATOMIC", EINVAL, .pair),
    Row(cdrm_MODE_ATOMIC, "DRM_IOCTL_MODE_ATOMIC", ERANGE, .pair),
    // Nothing is said of the picture.
    Row(cdrm_MODE_ATOMIC, "DRM_IOCTL_MODE_ATOMIC", EACCES, .unavailable),
  ]

  static let cameraRows = [
    Row(clinux_VIDIOC_S_FMT, "VIDIOC_S_FMT", EINVAL, .pair),
    Row(clinux_VIDIOC_REQBUFS, "VIDIOC_REQBUFS", EINVAL, .allocator),
    Row(clinux_VIDIOC_REQBUFS, "VIDIOC_REQBUFS", ENOMEM, .allocator),
    Row(clinux_VIDIOC_QBUF, "VIDIOC_QBUF", EFAULT, .contiguousOnly),
    Row(clinux_VIDIOC_QBUF, "VIDIOC_QBUF", EINVAL, .allocator),
    Row(clinux_VIDIOC_QBUF, "VIDIOC_QBUF", EIO, .allocator),
  ]

  private func buffers(_ stage: Stage, _ format: PixelFormat = .nv12) throws -> [Buffer] {
    let allocator = try stage.heapAllocator()
    let agreement = try agreement(format, from: allocator.production)
    return try (0..<3).map { _ in try allocator.allocate(BufferPlan(agreement)) }
  }

  @Test("A display's refusal teaches and leaves nothing", arguments: displayRows, [0, 1, 2])
  func display(row: Row, skipped: Int) throws {
    // Blobs and commits are made once for all buffers.
    let isOnce = row.request == cdrm_MODE_CREATEPROPBLOB || row.request == cdrm_MODE_ATOMIC
    let stage = Stage()
    let card = try stage.card()
    let importer = DisplayImporter(try Display(card), named: "display")
    let buffers = try buffers(stage)
    let before = DescriptorCensus(of: stage.kernel)
    stage.kernel.fail(.ioctl(row.request), after: isOnce ? 0 : skipped, with: row.errno)
    let refusal = #expect(throws: Refusal.self) {
      try importer.take(buffers, under: buffers[0].agreement)
    }
    #expect(refusal?.lesson == row.lesson)
    #expect(refusal?.participant == "display")
    #expect(refusal?.reason.hasPrefix("\(row.name) of /scripted/card0: ") == true)
    #expect(refusal?.reason.hasSuffix("(\(Errno(rawValue: row.errno).symbol))") == true)
    #expect(card.node.liveHandles == 0)
    #expect(!stage.screen.isMaster)
    #expect(stage.screen.liveHandles == 0)
    #expect(stage.screen.liveFramebuffers == 0)
    #expect(stage.screen.liveBlobs == 0)
    #expect(DescriptorCensus(of: stage.kernel) == before)
    // The next attempt is not spoiled.
    try importer.take(buffers, under: buffers[0].agreement)
    #expect(stage.screen.liveFramebuffers == 3)
  }

  @Test func `A display that another program holds takes nothing now`() throws {
    var traits = FakeCard.Traits()
    traits.isHeldByAnother = true
    let stage = Stage(traits)
    let importer = DisplayImporter(try Display(try stage.card()), named: "display")
    let buffers = try buffers(stage)
    let refusal = #expect(throws: Refusal.self) {
      try importer.take(buffers, under: buffers[0].agreement)
    }
    #expect(refusal?.lesson == .unavailable)
    #expect(refusal?.reason.contains("stop the compositor") == true)
    #expect(stage.screen.liveHandles == 0)
    #expect(stage.screen.liveFramebuffers == 0)
  }

  @Test func `The display is held while buffers are taken, and only then`() throws {
    let stage = Stage()
    let importer = DisplayImporter(try Display(try stage.card()), named: "display")
    #expect(!stage.screen.isMaster)
    let buffers = try buffers(stage)
    try importer.take(buffers, under: buffers[0].agreement)
    #expect(stage.screen.isMaster)
    importer.release()
    #expect(!stage.screen.isMaster)
  }

  @Test("A camera's refusal teaches and leaves nothing", arguments: cameraRows, [0, 1, 2])
  func camera(row: Row, skipped: Int) throws {
    let stage = Stage()
    let importer = CameraImporter(try stage.camera(), named: "camera")
    let buffers = try buffers(stage)
    let before = DescriptorCensus(of: stage.kernel)
    let isQueueing = row.request == clinux_VIDIOC_QBUF
    let freed = stage.sensor.timesFreed
    stage.kernel.fail(.ioctl(row.request), after: isQueueing ? skipped : 0, with: row.errno)
    let refusal = #expect(throws: Refusal.self) {
      try importer.take(buffers, under: buffers[0].agreement)
    }
    #expect(refusal?.lesson == row.lesson)
    #expect(refusal?.reason.hasPrefix("\(row.name) of /scripted/video0: ") == true)
    // What was set up is freed; what was not needs no call.
    #expect(stage.sensor.timesFreed == freed + (isQueueing ? 1 : 0))
    #expect(stage.sensor.grantedBuffers == 0)
    #expect(stage.sensor.attachedBuffers == 0)
    #expect(DescriptorCensus(of: stage.kernel) == before)
    try importer.take(buffers, under: buffers[0].agreement)
    #expect(stage.sensor.attachedBuffers == 3)
  }

  @Test(
    "A camera that another program uses takes nothing now",
    arguments: [clinux_VIDIOC_S_FMT, clinux_VIDIOC_REQBUFS])
  func busyCamera(request: UInt) throws {
    let stage = Stage()
    let importer = CameraImporter(try stage.camera(), named: "camera")
    let buffers = try buffers(stage)
    stage.kernel.fail(.ioctl(request), with: EBUSY)
    let refusal = #expect(throws: Refusal.self) {
      try importer.take(buffers, under: buffers[0].agreement)
    }
    #expect(refusal?.lesson == .unavailable)
    #expect(refusal?.reason.contains("fuser -v /scripted/video0") == true)
    #expect(stage.sensor.grantedBuffers == 0)
  }

  @Test func `A camera that grants too few buffers refuses`() throws {
    var traits = FakeCamera.Traits()
    traits.mostBuffers = 2
    let stage = Stage(.init(), traits)
    let importer = CameraImporter(try stage.camera(), named: "camera")
    let buffers = try buffers(stage)
    let refusal = #expect(throws: Refusal.self) {
      try importer.take(buffers, under: buffers[0].agreement)
    }
    #expect(refusal?.reason == "VIDIOC_REQBUFS granted 2 of 3 buffers")
    #expect(stage.sensor.grantedBuffers == 0)
  }

  @Test func `A camera that sets another stride refuses`() throws {
    var traits = FakeCamera.Traits()
    traits.stride = { _, tight in tight + 64 }
    let stage = Stage(.init(), traits)
    let importer = CameraImporter(try stage.camera(), named: "camera")
    let buffers = try buffers(stage)
    let refusal = #expect(throws: Refusal.self) {
      try importer.take(buffers, under: buffers[0].agreement)
    }
    #expect(refusal?.lesson == .pair)
    #expect(refusal?.reason.hasPrefix("VIDIOC_S_FMT was asked for") == true)
    #expect(stage.kernel.count(of: .ioctl(clinux_VIDIOC_QBUF)) == 0)
  }

  @Test func `A size that the screen has no mode for is refused`() throws {
    let stage = Stage()
    let allocator = try stage.heapAllocator()
    let odd = try agreement(.nv12, Extent(width: 600, height: 400), from: allocator.production)
    let importer = DisplayImporter(try Display(try stage.card()), named: "display")
    let refusal = #expect(throws: Refusal.self) {
      try importer.take([try allocator.allocate(BufferPlan(odd))], under: odd)
    }
    #expect(refusal?.reason.contains("a mode of 600x400") == true)
    #expect(stage.screen.liveFramebuffers == 0)
  }

  @Test func `A camera is given each buffer at its own slot, always, and attaches it once`() throws
  {
    let stage = Stage()
    let importer = CameraImporter(try stage.camera(), named: "camera")
    let buffers = try buffers(stage)
    try importer.take(buffers, under: buffers[0].agreement)
    #expect(stage.sensor.attachments == 3)
    try importer.start()
    // Whatever order they come back in.
    for _ in 0..<4 {
      let frames = try (0..<3).map { _ in try importer.nextFrame().index }
      for index in frames.reversed() { try importer.giveBack(index) }
    }
    #expect(stage.sensor.attachments == 3)
  }

  @Test func `Letting an importer go lets everything go`() throws {
    let stage = Stage()
    let card = try stage.card()
    let camera = try stage.camera()
    let buffers = try buffers(stage)
    let before = DescriptorCensus(of: stage.kernel)
    do {
      let display = DisplayImporter(try Display(card), named: "display")
      let source = CameraImporter(camera, named: "camera")
      try display.take(buffers, under: buffers[0].agreement)
      try source.take(buffers, under: buffers[0].agreement)
      #expect(card.node.liveHandles == 3)
      #expect(stage.sensor.attachedBuffers == 3)
    }
    #expect(card.node.liveHandles == 0)
    #expect(stage.screen.liveFramebuffers == 0)
    #expect(stage.screen.liveBlobs == 0)
    #expect(stage.sensor.attachedBuffers == 0)
    #expect(DescriptorCensus(of: stage.kernel) == before)
  }

  @Test func `A new set of buffers takes the place of the old one`() throws {
    let stage = Stage()
    let card = try stage.card()
    let importer = DisplayImporter(try Display(card), named: "display")
    let (old, new) = (try buffers(stage), try buffers(stage, .yuyv))
    try importer.take(old, under: old[0].agreement)
    try importer.take(new, under: new[0].agreement)
    #expect(card.node.liveHandles == 3)
    #expect(stage.screen.liveFramebuffers == 3)
    #expect(stage.screen.liveBlobs == 1)
  }

  @Test func `Nothing is shown by taking`() throws {
    let stage = Stage()
    let importer = DisplayImporter(try Display(try stage.card()), named: "display")
    let buffers = try buffers(stage)
    try importer.take(buffers, under: buffers[0].agreement)
    #expect(stage.screen.testedCommits == 1)
    #expect(stage.screen.shown.isEmpty)
  }
}
