import Tessera
import TesseraKernel
import TesseraTestSupport
import Testing

/// V4L2 beside fences, of which it knows none: it is given what nobody else uses.
extension LabTests {
  @Suite("V4L2 and the fences of others", .serialized)
  struct VideoWaitingTests {
    private func descriptor(_ buffer: Buffer) -> CInt {
      buffer.withDescriptor(ofDMABuffer: 0) { $0 }
    }

    /// A camera that has taken buffers: of its own memory, or of the slots of its queue.
    private func camera(
      _ queue: LabQueue, keepingSlots: Bool
    ) throws -> (importer: CameraImporter, buffers: [Buffer]) {
      let allocator = try queue.allocator(keepingSlots: keepingSlots)
      let agreement = try Lab.agreement(.xrgb8888, queue.extent, from: allocator.production)
      let buffers = try (0..<4).map { _ in try allocator.allocate(BufferPlan(agreement)) }
      let camera = try Camera(path: queue.path)
      let importer =
        keepingSlots
        ? CameraImporter(camera, named: "camera", inMemoryOf: allocator)
        : CameraImporter(camera, named: "camera")
      try importer.take(buffers, under: agreement)
      return (importer, buffers)
    }

    /// When a blocking call came to its end.
    private func end(
      of body: @escaping @Sendable () throws -> Void
    ) async throws -> ContinuousClock.Instant {
      try await onThread {
        try body()
        return .now
      }
    }

    @Test(
      "a camera is given no buffer back that another device still reads, and then it is filled",
      arguments: [LabQueue.vivid, .contiguous], [false, true])
    func givingBack(_ queue: LabQueue, keepingSlots: Bool) async throws {
      let vgem = try VGEM(path: Lab.vgem)
      let (importer, buffers) = try camera(queue, keepingSlots: keepingSlots)
      try importer.start()
      let index = try importer.nextFrame().index
      let use = try vgem.use(descriptor(buffers[index]), isWriting: false)
      async let returned = end { try importer.giveBack(index) }
      try await Task.sleep(for: .milliseconds(300))
      let over = ContinuousClock.now
      try use.end()
      #expect(try await returned >= over)
      // The queue has it: it comes round again.
      var seen: Set<Int> = []
      for _ in 0..<buffers.count where !seen.contains(index) {
        seen.insert(try importer.nextFrame().index)
      }
      #expect(seen.contains(index))
    }

    @Test(
      "a camera does not start while another device writes one of its buffers",
      arguments: [LabQueue.vivid, .contiguous], [false, true])
    func starting(_ queue: LabQueue, keepingSlots: Bool) async throws {
      let vgem = try VGEM(path: Lab.vgem)
      let (importer, buffers) = try camera(queue, keepingSlots: keepingSlots)
      let use = try vgem.use(descriptor(buffers[2]), isWriting: true)
      async let started = end { try importer.start() }
      try await Task.sleep(for: .milliseconds(300))
      let over = ContinuousClock.now
      try use.end()
      #expect(try await started >= over)
      _ = try importer.nextFrame()
    }

    @Test(
      "the kernel waits for nobody: a buffer is filled while another device uses it",
      arguments: [LabQueue.vivid, .contiguous])
    func unaware(_ queue: LabQueue) throws {
      let vgem = try VGEM(path: Lab.vgem)
      try queue.open { node, _ in
        let granted = try node.requestBuffers(2, .mmap, of: queue.type)
        let file = try node.exportSlot(granted.first, plane: 0, of: queue.type)
        let use = try vgem.use(file.rawValue, isWriting: true)
        for slot in granted.slots { try node.queueSlot(slot, of: queue.type) }
        try node.start(queue.type)
        let deadline = MonotonicClock.nanoseconds + 5_000_000_000
        #expect(try node.file.wait(for: .readable, until: deadline))
        #expect(try node.dequeue(.mmap, of: queue.type)?.index == granted.first)
        // Nobody was waited for: the use is not over.
        try use.end()
        try node.stop(queue.type)
      }
    }
  }
}
