import Foundation
import SystemPackage
import TesseraKernel
import Testing

@testable import Tessera

/// Memory of V4L2 queues as buffers.
extension LabTests {
  @Suite("V4L2 queues that allocate", .serialized)
  struct VideoAllocatorTests {
    private func agreement(
      _ allocator: VideoAllocator, _ queue: LabQueue, _ format: PixelFormat? = nil,
      _ topology: Topology = .any
    ) throws -> Agreement {
      let first = try #require(allocator.production.formats.pairs.first?.format)
      return try Lab.agreement(
        format ?? first, queue.extent, from: allocator.production, topology)
    }

    @Test("a queue says what its driver makes, and whose memory it is", arguments: LabQueue.image)
    func production(_ queue: LabQueue) throws {
      let production = try queue.allocator().production
      #expect(!production.formats.pairs.isEmpty)
      #expect(production.isContiguous == queue.isContiguous)
      #expect(
        production.evidence.source.contains(
          queue.isContiguous ? "videobuf2_dma_contig" : "videobuf2_vmalloc"))
      #expect(production.topology == .oneBuffer)
      #expect(production.name.rawValue.hasPrefix("v4l2:video"))
    }

    @Test("every format that is promised is made as planned", arguments: LabQueue.image)
    func formats(_ queue: LabQueue) throws {
      let allocator = try queue.allocator()
      let before = try Lab.openFiles()
      for pair in allocator.production.formats.pairs {
        let agreement = try agreement(allocator, queue, pair.format)
        let buffer = try allocator.allocate(BufferPlan(agreement, name: "tessera-video"))
        #expect(buffer.planes == agreement.layout.planes)
        let sizes = try #require(agreement.layout.sizes)
        #expect(buffer.dmaBufferCount == sizes.count)
        for (index, size) in sizes.enumerated() {
          #expect(buffer.size(ofDMABuffer: index) >= size)
          try buffer.withDescriptor(ofDMABuffer: index) { descriptor throws in
            #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
            let path = "/proc/self/fdinfo/\(descriptor)"
            #expect(try String(contentsOfFile: path, encoding: .utf8).contains("tessera-video"))
          }
        }
      }
      #expect(try Lab.filesOpened(since: before) == [])
    }

    @Test("a multi-planar queue makes a dma-buf for each plane where that is agreed")
    func bufferPerPlane() throws {
      let queue = LabQueue.multiplanar
      let allocator = try queue.allocator(.bufferPerPlane)
      #expect(allocator.production.name.rawValue.hasSuffix(":planes"))
      // vivid has YU24 in three dma-bufs only, and NV24 in one only.
      let planar = FormatModifier(.yuv444, .linear)
      #expect(allocator.production.formats.contains(planar))
      #expect(!allocator.production.formats.contains(FormatModifier(.nv24, .linear)))
      #expect(try !queue.allocator().production.formats.contains(planar))
      for (format, count) in [(PixelFormat.nv12, 2), (.yuv420, 3)] {
        let agreement = try agreement(allocator, queue, format, .bufferPerPlane)
        let buffer = try allocator.allocate(BufferPlan(agreement))
        #expect(buffer.dmaBufferCount == count)
        for plane in 0..<count {
          try buffer.withMutableBytes(ofPlane: plane) { span in
            span.storeBytes(of: UInt8(plane + 1), toByteOffset: 0, as: UInt8.self)
          }
        }
        for plane in 0..<count {
          #expect(try buffer.withBytes(ofPlane: plane) { $0.byte(at: 0) } == UInt8(plane + 1))
        }
      }
    }

    @Test(
      "a buffer outlives its allocator; the queue is free for others as soon as it is made",
      arguments: LabQueue.image)
    func outlives(_ queue: LabQueue) throws {
      var buffers: [Buffer] = []
      do {
        let allocator = try queue.allocator()
        #expect(!allocator.keepsSlots)
        let agreement = try agreement(allocator, queue)
        for _ in 0..<2 { buffers.append(try allocator.allocate(BufferPlan(agreement))) }
        // Another open file does the same meanwhile.
        let other = try queue.allocator()
        buffers.append(try other.allocate(BufferPlan(agreement)))
      }
      for (index, buffer) in buffers.enumerated() {
        try buffer.withMutableBytes(ofPlane: 0) { span in
          span.storeBytes(of: UInt8(index + 1), toByteOffset: 0, as: UInt8.self)
        }
      }
      for (index, buffer) in buffers.enumerated() {
        #expect(try buffer.withBytes(ofPlane: 0) { $0.byte(at: 0) } == UInt8(index + 1))
      }
    }

    @Test(
      "200 buffers leave no descriptor behind, whether slots are kept or not",
      arguments: LabQueue.image, [false, true])
    func census(_ queue: LabQueue, keepingSlots: Bool) throws {
      let allocator = try queue.allocator(keepingSlots: keepingSlots)
      let agreement = try agreement(allocator, queue)
      _ = try allocator.allocate(BufferPlan(agreement))
      let before = try Lab.openFiles()
      for _ in 0..<100 {
        let pair = try (0..<2).map { _ in try allocator.allocate(BufferPlan(agreement)) }
        #expect(pair[0] != pair[1])
      }
      #expect(try Lab.filesOpened(since: before) == [])
    }

    @Test("kept slots hold the queue until the last buffer is gone", arguments: LabQueue.image)
    func kept(_ queue: LabQueue) throws {
      var held: [Buffer] = []
      let other = try queue.allocator()
      let agreement = try agreement(other, queue)
      do {
        let allocator = try queue.allocator(keepingSlots: true)
        for _ in 0..<3 { held.append(try allocator.allocate(BufferPlan(agreement))) }
        held.remove(at: 1)
        held.append(try allocator.allocate(BufferPlan(agreement)))
      }
      if !queue.isPrivate {
        let error = #expect(throws: AllocationError.self) {
          _ = try other.allocate(BufferPlan(agreement))
        }
        #expect(error?.code == .busy)
        #expect(error?.cause?.errno == .resourceBusy)
        #expect(error?.hint?.contains("fuser -v") == true)
        #expect(error?.step == .allocate)
      }
      held = []
      _ = try other.allocate(BufferPlan(agreement))
    }

    @Test(
      "8 threads at once get buffers of different formats from one allocator",
      arguments: [LabQueue.vivid, .multiplanar])
    func threads(_ queue: LabQueue) async throws {
      let allocator = try queue.allocator()
      let agreements = try [PixelFormat.nv12, .xrgb8888, .yuyv, .rgb565].map {
        try agreement(allocator, queue, $0)
      }
      let before = try Lab.openFiles()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for worker in 0..<8 {
          group.addTask {
            for round in 0..<10 {
              let agreement = agreements[(worker + round) % agreements.count]
              _ = try allocator.allocate(BufferPlan(agreement))
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try Lab.filesOpened(since: before) == [])
    }

    @Test("a contiguous queue without memory says so, and makes buffers again afterwards")
    func exhausted() throws {
      let allocator = try VideoAllocator(
        path: LabQueue.contiguous.path, extent: Extent(width: 1920, height: 1080))
      var queue = LabQueue.contiguous
      queue = LabQueue(
        name: queue.name, type: queue.type, extent: Extent(width: 1920, height: 1080))
      let agreement = try agreement(allocator, queue, .xrgb8888)
      var held: [Buffer] = []
      let error = #expect(throws: AllocationError.self) {
        for _ in 0..<64 { held.append(try allocator.allocate(BufferPlan(agreement))) }
      }
      #expect(error?.code == .outOfMemory)
      #expect(error?.cause?.errno == .noMemory)
      #expect(error?.step == .allocate)
      #expect(error?.path == queue.path)
      #expect(error?.message.contains("has no 8294400 B left: ") == true)
      #expect(
        error?.message.contains(
          Lab.hasContiguousHeap
            ? "of contiguous memory are free, perhaps not in one piece (CmaFree in /proc/meminfo)"
            : "sets no contiguous memory aside (CmaTotal is not in /proc/meminfo)") == true,
        "\(error?.message ?? "")")
      #expect(!held.isEmpty == Lab.hasContiguousHeap)
      held = []
      let small = try LabQueue.contiguous.allocator()
      _ = try small.allocate(BufferPlan(try self.agreement(small, .contiguous, .xrgb8888)))
    }

    @Test(
      "a camera's frames reach the screen in the memory of its own queue",
      arguments: [(LabQueue.vivid, true), (.contiguous, true), (.contiguous, false)])
    func ownMemory(_ queue: LabQueue, coherent: Bool) throws {
      let extent = Extent(width: 640, height: 480)
      let allocator = try VideoAllocator(path: queue.path, extent: extent, coherent: coherent)
      #expect(allocator.isCoherent == coherent)
      let pipeline = try CameraToDisplay(
        Camera(path: queue.path), DRMDevice(path: Lab.vkms), extent: extent, only: [.xrgb8888],
        allocators: [allocator])
      let source = CameraImporter(pipeline.camera, named: CameraToDisplay.cameraName)
      let sink = DisplayImporter(
        try #require(pipeline.display), named: CameraToDisplay.displayName)
      var negotiation = Negotiation(pipeline.problem)
      let settlement = try negotiation.settle(with: [allocator], importers: [source, sink])
      #expect(settlement.agreement.allocator == allocator.production.name)
      #expect(settlement.refusals.isEmpty)
      let report = try FrameStream(settlement, from: source, to: sink).run(frames: 6)
      #expect(report.bytesCopied == 0)
      let shown = settlement.buffers[try #require(report.lastShown)]
      let bars = try ColourBars.xrgb(in: shown)
      for (found, expected) in zip(bars, ColourBars.rgb) {
        #expect(ColourBars.isClose(found, expected), "\(found) instead of \(expected)")
      }
    }

    @Test(
      "a camera works in the slots of its own queue, and they reach the screen",
      arguments: [(LabQueue.vivid, true), (.contiguous, true), (.contiguous, false)])
    func ownSlots(_ queue: LabQueue, coherent: Bool) throws {
      let extent = Extent(width: 640, height: 480)
      let before = try Lab.openFiles()
      do {
        let allocator = try VideoAllocator(
          path: queue.path, extent: extent, keepingSlots: true, coherent: coherent)
        #expect(allocator.isCoherent == coherent)
        let pipeline = try CameraToDisplay(
          Camera(path: queue.path), DRMDevice(path: Lab.vkms), extent: extent, only: [.xrgb8888],
          allocators: [allocator])
        let source = CameraImporter(
          pipeline.camera, named: CameraToDisplay.cameraName, inMemoryOf: allocator)
        let sink = DisplayImporter(
          try #require(pipeline.display), named: CameraToDisplay.displayName)
        var negotiation = Negotiation(pipeline.problem)
        let settlement = try negotiation.settle(with: [allocator], importers: [source, sink])
        #expect(settlement.refusals.isEmpty)
        let report = try FrameStream(settlement, from: source, to: sink).run(frames: 12)
        #expect(report.bytesCopied == 0)
        // Each slot is the dma-buf that was agreed for it, however often the queue went round.
        let shown = settlement.buffers[try #require(report.lastShown)]
        let bars = try ColourBars.xrgb(in: shown)
        for (found, expected) in zip(bars, ColourBars.rgb) {
          #expect(ColourBars.isClose(found, expected), "\(found) instead of \(expected)")
        }
        // The queue is the slots' until the last is gone: nobody else can work with it.
        let other = try queue.allocator()
        let plan = BufferPlan(try agreement(other, queue))
        source.release()
        let error = #expect(throws: AllocationError.self) { _ = try other.allocate(plan) }
        #expect(error?.code == .busy)
      }
      let free = try queue.allocator()
      _ = try free.allocate(BufferPlan(try agreement(free, queue)))
      _ = consume free
      #expect(try Lab.filesOpened(since: before) == [])
    }

    @Test(
      "memory that is not coherent is had of queues with cache hints, and of no others",
      arguments: LabQueue.image, [false, true])
    func coherency(_ queue: LabQueue, coherent: Bool) throws {
      let allocator = try queue.allocator(keepingSlots: true, coherent: coherent)
      let isCoherent = coherent || !queue.hasCacheHints
      #expect(allocator.isCoherent == isCoherent)
      let buffer = try allocator.allocate(BufferPlan(try agreement(allocator, queue)))
      let (node, type) = (allocator.slots.images.node, allocator.slots.images.type)
      let format = try node.format(of: type)
      func create(_ flags: VideoMemoryFlags) -> Errno? {
        errno { _ = try node.createBuffers(1, .mmap, flags, for: format, of: type) }
      }
      // All of a queue is of one kind, where the kernel knows two.
      #expect(create(isCoherent ? [] : .nonCoherent) == nil)
      #expect(
        create(isCoherent ? .nonCoherent : [])
          == (queue.hasCacheHints ? .invalidArgument : nil))
      try buffer.withMutableBytes(ofPlane: 0) { span in
        span.storeBytes(of: 0x5a, toByteOffset: 0, as: UInt8.self)
      }
      #expect(try buffer.withBytes(ofPlane: 0) { $0.byte(at: 0) } == 0x5a)
    }

    @Test(
      "a camera writes into incoherent memory what the CPU then reads, and over what it wrote",
      arguments: [false, true])
    func incoherent(keepingSlots: Bool) throws {
      let queue = LabQueue.contiguous
      let allocator = try queue.allocator(keepingSlots: keepingSlots, coherent: false)
      let agreement = try agreement(allocator, queue, .xrgb8888)
      let buffers = try (0..<3).map { _ in try allocator.allocate(BufferPlan(agreement)) }
      let camera = try Camera(path: queue.path)
      let importer =
        keepingSlots
        ? CameraImporter(camera, named: "camera", inMemoryOf: allocator)
        : CameraImporter(camera, named: "camera")
      try importer.take(buffers, under: agreement)
      for buffer in buffers { try buffer.fill(with: 0x5a) }
      try importer.start()
      for _ in 0..<6 {
        let buffer = buffers[try importer.nextFrame().index]
        let bars = try ColourBars.xrgb(in: buffer)
        for (found, expected) in zip(bars, ColourBars.rgb) {
          #expect(ColourBars.isClose(found, expected), "\(found) instead of \(expected)")
        }
        try buffer.fill(with: 0x5a)
        try importer.giveBack(try #require(buffers.firstIndex(of: buffer)))
      }
    }

    @Test("a camera that works in its own slots takes no others, orphans least of all")
    func foreignSlots() throws {
      let queue = LabQueue.vivid
      let camera = try Camera(path: queue.path)
      let (kept, loose) = (try queue.allocator(keepingSlots: true), try queue.allocator())
      let agreement = try agreement(kept, queue, .xrgb8888)
      let importer = CameraImporter(camera, named: "camera", inMemoryOf: kept)
      let orphan = try loose.allocate(BufferPlan(agreement))
      let refusal = #expect(throws: Refusal.self) {
        try importer.take([orphan], under: agreement)
      }
      #expect(refusal?.lesson == .allocator)
      let slot = try kept.allocate(BufferPlan(agreement))
      #expect(throws: Refusal.self) { try importer.take([slot, slot], under: agreement) }
      try importer.take([slot], under: agreement)
    }

    @Test("a preview is what the queue makes then, and may be asked of one at work")
    func preview() throws {
      for queue in LabQueue.image {
        let allocator = try queue.allocator(keepingSlots: true)
        let plan = BufferPlan(try agreement(allocator, queue))
        let buffer = try allocator.allocate(plan)
        // The queue is taken now, and answers all the same.
        let preview = try queue.allocator().preview(plan)
        #expect(preview.planes == buffer.planes)
        for (index, size) in preview.sizes.enumerated() {
          #expect(size <= buffer.size(ofDMABuffer: index))
        }
      }
    }

    @Test("while a camera's importer holds the queue, nothing is made; afterwards it is")
    func importing() throws {
      let queue = LabQueue.vivid
      let allocator = try queue.allocator()
      let camera = try Camera(path: queue.path)
      let participant = try camera.participant(
        named: "camera", extent: queue.extent, only: [.xrgb8888])
      var negotiation = Negotiation(
        Problem(
          extent: queue.extent, participants: [participant], allocators: [allocator.production]))
      let importer = CameraImporter(camera, named: "camera")
      let settlement = try negotiation.settle(with: [allocator], importers: [importer])
      let error = #expect(throws: AllocationError.self) {
        _ = try allocator.allocate(BufferPlan(settlement.agreement))
      }
      #expect(error?.code == .busy)
      importer.release()
      _ = try allocator.allocate(BufferPlan(settlement.agreement))
    }

    @Test(
      "a queue that makes compressed data only makes no images",
      arguments: LabQueue.all.filter(\.isCoded))
    func coded(_ queue: LabQueue) throws {
      let error = #expect(throws: DeviceError.self) { _ = try queue.allocator() }
      #expect(error?.problem.contains("no linear image") == true)
    }
  }
}

extension Buffer {
  /// Fills its first plane through the CPU.
  fileprivate func fill(with byte: UInt8) throws {
    try withMutableBytes(ofPlane: 0) { span in
      unsafe span.withUnsafeMutableBytes { bytes in
        _ = unsafe bytes.initializeMemory(as: UInt8.self, repeating: byte)
      }
    }
  }
}
