import Testing

@testable import Tessera
@testable import TesseraKernel

/// Outputs, and both sides of converters and codecs, take buffers of others.
extension LabTests {
  @Suite("V4L2 queues beside the cameras'", .serialized)
  struct QueueImportTests {
    /// Those that make or take images, and no cameras.
    private static let queues = LabQueue.image.filter { $0.type.isOutput || $0.isPrivate }
    private static let converter = queues.filter { $0.name == "vim2m" }
    private static let outputs = queues.filter { !$0.isPrivate }
    private static let codecs = queues.filter { $0.name.hasPrefix("vicodec") }

    /// A queue, the CPU, and memory for them.
    private struct Setting {
      let importer: VideoQueueImporter
      let allocators: [any Allocator]
      private let problem: Problem

      init(_ lab: LabQueue, format: PixelFormat? = nil, _ topology: Topology? = nil) throws {
        let queue = try #require(try VideoQueue.all(of: lab.path).first { $0.side == lab.side })
        importer = VideoQueueImporter(queue, named: "queue")
        var allocators: [any Allocator] = [try HeapAllocator(path: "/dev/dma_heap/system")]
        // Contiguous memory that every kernel has: the queue's own, cut loose.
        if lab.isContiguous { allocators.append(try lab.allocator()) }
        self.allocators = allocators
        var participant = try queue.participant(
          named: "queue", extent: lab.extent, only: format.map { [$0] })
        if let topology { participant.offers.removeAll { $0.label != "\(topology)" } }
        problem = Problem(
          extent: lab.extent,
          participants: [participant, .cpu(named: "cpu", .rarely)],
          allocators: allocators.map(\.production))
      }

      func verify(upTo level: ProofLevel) throws -> Verification {
        var negotiation = Negotiation(problem)
        return try negotiation.verify(
          upTo: level, with: allocators, importers: [importer, MappingImporter(named: "cpu")])
      }
    }

    @Test("each takes the buffers, and nothing is left when it lets them go", arguments: queues)
    func takes(_ lab: LabQueue) throws {
      func isOfDevices(_ target: String) -> Bool {
        target.hasPrefix("/dev/") || target.contains("dmabuf")
      }
      let before = try Lab.openDescriptors(where: isOfDevices)
      do {
        let setting = try Setting(lab)
        let verification = try setting.verify(upTo: .imported)
        #expect(verification.proofs.map(\.level) == [.imported, .imported])
        let memory = verification.settlement.buffers.flatMap(\.memory)
        #expect(memory.count >= 2)
        // Queues of vmalloc map what they take, and attach to nothing.
        let attached = lab.isContiguous ? 1 : 0
        #expect(try memory.allSatisfy { try $0.attachments() == attached })
        setting.importer.release()
        #expect(try memory.allSatisfy { try $0.attachments() == 0 })
        try lab.open { node, format in
          _ = try node.setFormat(format, of: lab.type)
          #expect(try node.requestBuffers(2, .mmap, of: lab.type).count >= 2)
          _ = try node.requestBuffers(0, .mmap, of: lab.type)
        }
      }
      #expect(try Lab.openDescriptors(where: isOfDevices) == before)
    }

    @Test(
      "an output takes an image as one buffer and as a buffer for each plane",
      arguments: [Topology.oneBuffer, .bufferPerPlane], [PixelFormat.nv12, .nv16])
    func planes(_ topology: Topology, _ format: PixelFormat) throws {
      let lab = try #require(Self.outputs.first { $0.type.isMultiplanar })
      let verification = try Setting(lab, format: format, topology).verify(upTo: .imported)
      #expect(verification.proofs.map(\.level) == [.imported, .imported])
      #expect(
        verification.settlement.buffers.allSatisfy {
          $0.dmaBufferCount == (topology == .oneBuffer ? 1 : 2)
        })
    }

    @Test("a contiguous output refuses scattered memory, as a contiguous camera does")
    func scattered() throws {
      let lab = try #require(Self.outputs.first { $0.isContiguous })
      let settlement = try Setting(lab, format: .xrgb8888).verify(upTo: .imported).settlement
      #expect(settlement.refusals.map(\.lesson) == [.contiguousOnly])
      #expect(settlement.refusals.first?.reason.contains("VIDIOC_QBUF") == true)
      #expect(settlement.agreement.isContiguous)
    }

    @Test("a queue that another program uses takes nothing now")
    func busy() throws {
      let lab = try #require(Self.outputs.first)
      let setting = try Setting(lab)
      try lab.open { node, _ in
        _ = try node.requestBuffers(2, .mmap, of: lab.type)
        let error = #expect(throws: SettlementError.self) { try setting.verify(upTo: .imported) }
        #expect(error?.refusals.first?.lesson == .unavailable)
        #expect(
          error?.refusals.first?.reason.contains("another program is using the queue") == true)
        _ = try node.requestBuffers(0, .mmap, of: lab.type)
      }
      #expect(try setting.verify(upTo: .imported).settlement.refusals.isEmpty)
    }

    @Test(
      "what vim2m reads it writes: both its sides are verified", arguments: converter,
      [PixelFormat.rgb565, .rgb888, .bgr888])
    func converts(_ lab: LabQueue, _ format: PixelFormat) throws {
      let verification = try Setting(lab, format: format).verify(upTo: .pattern)
      #expect(verification.proofs.map(\.level) == [.pattern, .pattern], "\(verification.proofs)")
      #expect(verification.settlement.refusals.isEmpty)
    }

    @Test("vim2m reads no YUYV: what it writes of it is imported into, and that is told")
    func oneWay() throws {
      let verification = try Setting(.vim2mCapture, format: .yuyv).verify(upTo: .pattern)
      let proof = try #require(verification.proofs.first)
      #expect(proof.level == .imported)
      #expect(proof.limit?.contains("its other queue takes no such images") == true, "\(proof)")
    }

    @Test("vim2m gives two neighbours one colour where it writes 16 bits, and tells nobody")
    func neighbours() throws {
      let heap = try HeapAllocator(path: "/dev/dma_heap/system")
      try LabQueue.vim2mCapture.open { node, _ in
        func queue(
          _ format: PixelFormat, _ code: VideoPixelFormat, _ type: QueueType
        ) throws -> Buffer {
          let agreement = try Lab.agreement(
            format, LabQueue.vim2mCapture.extent, from: heap.production)
          let buffer = try heap.allocate(BufferPlan(agreement))
          // Red, green, blue and white, a pixel each.
          let marks: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]
          try buffer.withMutableBytes(ofPlane: 0) { bytes in
            for (offset, byte) in marks.enumerated() {
              bytes.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
            }
          }
          var wanted = try node.format(of: type)
          wanted.format = code.rawValue
          let set = try node.setFormat(wanted, of: type)
          _ = try node.requestBuffers(1, .dmaBuffer, of: type)
          let memory = try #require(buffer.memory.first)
          try node.queue(
            [
              VideoNode.ImportedPlane(
                descriptor: memory.rawDescriptor, length: UInt32(memory.size.value),
                used: set.planes[0].size)
            ], at: 0, of: type)
          return buffer
        }
        let captured = try queue(.bgr888, .rgb24, .output)
        let converted = try queue(.rgb565, .rgb565, .capture)
        try node.start(.output)
        try node.start(.capture)
        #expect(try node.file.wait(for: .readable, until: Deadline.after(.seconds(5))))
        let pixels = try converted.withBytes(ofPlane: 0) { bytes in
          (0..<4).map { unsafe bytes.unsafeLoad(fromByteOffset: 2 * $0, as: UInt16.self) }
        }
        #expect(pixels == [0xF800, 0xF800, 0x001F, 0x001F])
        withExtendedLifetime(captured) {}
      }
    }

    @Test(
      "the raw side of a codec is imported into: its other side has no pixels", arguments: codecs)
    func codes(_ lab: LabQueue) throws {
      let proof = try #require(try Setting(lab).verify(upTo: .pattern).proofs.first)
      #expect(proof.level == .imported)
      #expect(proof.limit?.contains("no V4L2 code stands for") == true, "\(proof)")
    }

    @Test("what an output shows nothing reads back, and that is told", arguments: outputs)
    func shows(_ lab: LabQueue) throws {
      let proof = try #require(try Setting(lab).verify(upTo: .pattern).proofs.first)
      #expect(proof.level == .imported)
      #expect(proof.limit == "its picture goes out, where nothing reads it back")
    }
  }
}
