import CLinux
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

/// A queue's own memory.
@Suite struct VideoAllocationTests {
  private static func bench(
    _ queue: UInt32 = 0x1df, capabilities: UInt32 = 0x0400_0001, formats: [UInt32]? = nil
  ) throws -> Bench {
    var traits = FakeCamera.Traits()
    traits.queue = queue
    traits.capabilities = capabilities
    if let formats { traits.formats = formats }
    return try Bench(.init(), traits)
  }

  @Test func `A question about buffers makes none, and is answered in full`() throws {
    let bench = try Self.bench()
    let answer = try bench.video.createBuffers(
      0, .mmap, .nonCoherent, for: Bench.format, of: .capture)
    #expect(answer.count == 0)
    #expect(answer.slots.isEmpty)
    #expect(answer.flags == .nonCoherent)
    #expect(answer.limit == 32)
    #expect(answer.capabilities.isSuperset(of: [.orphanedBuffers, .removeBuffers, .cacheHints]))
    #expect(bench.camera.ownBuffers == 0)
  }

  @Test
  func `A queue without cache hints takes the flag back, and one that tells no limit has none`()
    throws
  {
    let bench = try Self.bench(5)
    let created = try bench.video.createBuffers(
      1, .mmap, .nonCoherent, for: Bench.format, of: .capture)
    #expect(created.flags.isEmpty)
    #expect(created.limit == nil)
    let requested = try bench.video.requestBuffers(2, .mmap, .nonCoherent, of: .capture)
    #expect(requested.flags.isEmpty)
    #expect(requested.slots == 0..<2)
  }

  @Test func `Buffers are added, told, shared and removed by their slots`() throws {
    let bench = try Self.bench()
    let format = try bench.video.setFormat(Bench.format, of: .capture)
    for slot in 0..<3 {
      let made = try bench.video.createBuffers(1, .mmap, for: format, of: .capture)
      #expect(made.slots == slot..<slot + 1)
    }
    let state = try bench.video.state(ofSlot: 1, .capture)
    #expect(state.sizes.count == 1)
    #expect(state.sizes[0] >= format.planes[0].size)
    #expect(!state.isQueued)
    let file = try bench.video.exportSlot(1, plane: 0, of: .capture)
    #expect(isCloseOnExec(file.rawValue))
    try bench.video.removeBuffers(1..<2, of: .capture)
    #expect(bench.camera.removedSlots == [1])
    #expect(throws: SystemCallError.self) { _ = try bench.video.state(ofSlot: 1, .capture) }
    // What was shared lives on.
    #expect(try DMABufferCalls.size(file.rawValue, kernel: bench.kernel) > 0)
    #expect(try bench.video.createBuffers(1, .mmap, for: format, of: .capture).first == 1)
  }

  @Test func `Buffers that are queued, or not there, are not removed`() throws {
    let bench = try Self.bench()
    let format = try bench.video.setFormat(Bench.format, of: .capture)
    _ = try bench.video.createBuffers(2, .mmap, for: format, of: .capture)
    try bench.video.queueSlot(1, of: .capture)
    #expect(try bench.video.state(ofSlot: 1, .capture).isQueued)
    func told(_ slots: Range<Int>) -> Errno? {
      do throws(SystemCallError) {
        try bench.video.removeBuffers(slots, of: .capture)
        return nil
      } catch { return error.errno }
    }
    #expect(told(0..<2) == .resourceBusy)
    #expect(told(1..<3) == .invalidArgument)
    #expect(bench.camera.ownBuffers == 2)
    try bench.video.removeBuffers(0..<1, of: .capture)
  }

  @Test func `Each memory plane of a buffer is told and shared by itself`() throws {
    let bench = try Self.bench(capabilities: 0x0400_1000, formats: [0x3231_4d4e])  // NM12
    let planes = [VideoFormat.Plane(stride: 320, size: 0), .init(stride: 320, size: 0)]
    let format = try bench.video.setFormat(
      VideoFormat(width: 320, height: 240, format: 0x3231_4d4e, planes: planes),
      of: .captureMultiplanar)
    _ = try bench.video.createBuffers(1, .mmap, for: format, of: .captureMultiplanar)
    let sizes = try bench.video.state(ofSlot: 0, .captureMultiplanar).sizes
    #expect(sizes.count == 2)
    #expect(sizes[0] > sizes[1])
    let luma = try bench.video.exportSlot(0, plane: 0, of: .captureMultiplanar)
    let chroma = try bench.video.exportSlot(0, plane: 1, of: .captureMultiplanar)
    #expect(FileIdentity(of: luma.rawValue) != FileIdentity(of: chroma.rawValue))
    #expect(throws: SystemCallError.self) {
      _ = try bench.video.exportSlot(0, plane: 2, of: .captureMultiplanar)
    }
    try bench.video.queueSlot(0, used: [320 * 240, 320 * 120], of: .captureMultiplanar)
  }

  @Test func `Removing is made again when interrupted, and told by name when it fails`() throws {
    let bench = try Self.bench()
    _ = try bench.video.createBuffers(2, .mmap, for: Bench.format, of: .capture)
    bench.kernel.fail(.ioctl(clinux_VIDIOC_REMOVE_BUFS), times: 2, with: EINTR)
    try bench.video.removeBuffers(0..<1, of: .capture)
    bench.kernel.fail(.ioctl(clinux_VIDIOC_REMOVE_BUFS), with: EIO)
    #expect(
      throws: SystemCallError(call: "VIDIOC_REMOVE_BUFS", errno: .ioError, path: Bench.video)
    ) {
      try bench.video.removeBuffers(1..<2, of: .capture)
    }
  }
}
