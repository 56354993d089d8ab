import CLinux
import Foundation
import Synchronization
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// V4L2 knows no fences: a buffer that a camera is given must be nobody else's.
@Suite struct CameraWaitingTests {
  private let stage = Stage()
  private let buffers: [Buffer]
  private let importer: CameraImporter
  private let fence = FakeFence()

  init() throws {
    let allocator = try stage.heapAllocator()
    let agreement = try agreement(.nv12, from: allocator.production)
    buffers = try (0..<3).map { _ in try allocator.allocate(BufferPlan(agreement)) }
    importer = CameraImporter(try stage.camera(), named: "camera")
    try importer.take(buffers, under: agreement)
  }

  private func use(_ index: Int) {
    stage.kernel.fences.attach(fence, to: buffers[index].memory[0].rawDescriptor, isWriting: false)
  }

  private var queued: Int { stage.kernel.count(of: .ioctl(clinux_VIDIOC_QBUF)) }

  private func expect(_ error: DeviceError?, tells index: Int) {
    #expect(error?.path == Stage.cameraPath)
    #expect(
      error?.problem == "buffer \(index) cannot be filled again: a buffer was waited for for "
        + "5.0 seconds and has not signalled; its device may hang")
    #expect(
      error?.advice == "Look at the device that uses it: its work has not ended for 5.0 seconds.")
  }

  @Test("A camera does not start while somebody uses one of its buffers", arguments: 0..<3)
  func starting(index: Int) throws {
    use(index)
    let before = queued
    // That the fence is pending is seen once for each buffer up to it; then its time is over.
    stage.kernel.fail(.poll, after: index + 1, with: 0)
    let error = #expect(throws: DeviceError.self) { try importer.start() }
    expect(error, tells: index)
    #expect(!stage.sensor.isStreaming)
    #expect(queued == before)
    fence.signal()
    try importer.start()
    #expect(stage.sensor.isStreaming)
    #expect(queued == before + 3)
  }

  @Test func `A buffer that somebody uses for too long is not given back, and may be later`() throws
  {
    try importer.start()
    let index = try importer.nextFrame().index
    use(index)
    let before = queued
    stage.kernel.fail(.poll, after: 1, with: 0)
    let error = #expect(throws: DeviceError.self) { try importer.giveBack(index) }
    expect(error, tells: index)
    #expect(queued == before)
    fence.signal()
    try importer.giveBack(index)
    #expect(queued == before + 1)
  }

  @Test func `A buffer is given back as soon as nobody uses it`() throws {
    try importer.start()
    let index = try importer.nextFrame().index
    use(index)
    let (kernel, fence, seen) = (stage.kernel, fence, Seen())
    let (before, asked) = (queued, kernel.count(of: .poll))
    // A thread of its own: tasks may have to wait for longer than a camera does.
    Thread.detachNewThread {
      // It looks at the fence, and then waits for it.
      for _ in 0..<4000 where kernel.count(of: .poll) < asked + 2 { usleep(1000) }
      seen.queued.withLock { $0 = kernel.count(of: .ioctl(clinux_VIDIOC_QBUF)) }
      fence.signal()
    }
    try importer.giveBack(index)
    #expect(seen.queued.withLock(\.self) == before)
    #expect(kernel.count(of: .poll) == asked + 2)
    #expect(queued == before + 1)
  }

  @Test func `A queue that is ready and delivers nothing is not asked beyond the time`() throws {
    try importer.start()
    stage.kernel.fail(.ioctl(clinux_VIDIOC_DQBUF), with: EAGAIN)
    let error = #expect(throws: DeviceError.self) { _ = try importer.nextFrame(within: .zero) }
    #expect(error?.problem == "the camera delivered no frame for 0.0 seconds")
    stage.kernel.fail(.ioctl(clinux_VIDIOC_DQBUF), with: EAGAIN)
    #expect(try importer.nextFrame().index == 0)
  }

  @Test func `A queue whose own memory was refused in part can be used again`() throws {
    let camera = try Camera(path: Stage.recorderPath, kernel: stage.kernel)
    let allocator = try stage.videoAllocator(keepingSlots: true)
    let agreement = try agreement(.nv12, from: allocator.production)
    let own = try (0..<2).map { _ in try allocator.allocate(BufferPlan(agreement)) }
    let importer = CameraImporter(camera, named: "camera", inMemoryOf: allocator)
    stage.kernel.fail(.ioctl(clinux_VIDIOC_QBUF), after: 1, with: EIO)
    let refusal = #expect(throws: Refusal.self) { try importer.take(own, under: agreement) }
    #expect(refusal?.description.contains("EIO") == true, "\(refusal?.description ?? "")")
    try importer.take(own, under: agreement)
    try importer.start()
    #expect(try importer.nextFrame().index == 0)
  }

  @Test func `Who is refused before it queued anything stops nobody else's stream`() throws {
    let camera = try Camera(path: Stage.recorderPath, kernel: stage.kernel)
    let allocator = try stage.videoAllocator(keepingSlots: true)
    let agreement = try agreement(.nv12, from: allocator.production)
    let own = try (0..<2).map { _ in try allocator.allocate(BufferPlan(agreement)) }
    let first = CameraImporter(camera, named: "camera", inMemoryOf: allocator)
    try first.take(own, under: agreement)
    try first.start()
    let second = CameraImporter(camera, named: "second", inMemoryOf: allocator)
    #expect(throws: Refusal.self) {
      try second.take(Array(own[..<1]) + own[..<1], under: agreement)
    }
    #expect(try first.nextFrame().index == 0)
  }

  @Test func `A wait that the kernel breaks off is told with its errno`() throws {
    try importer.start()
    let index = try importer.nextFrame().index
    use(index)
    let before = queued
    stage.kernel.fail(.poll, after: 1, with: EIO)
    let error = #expect(throws: DeviceError.self) { try importer.giveBack(index) }
    #expect(error?.problem == "buffer \(index) cannot be filled again: could not wait for a buffer")
    #expect(error?.cause?.errno == .ioError)
    #expect(queued == before)
  }
}

/// What another thread saw.
private final class Seen: Sendable {
  let queued = Mutex<Int?>(nil)
}
