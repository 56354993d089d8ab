import CLinux
import Foundation
import SystemPackage
import Testing

@testable import Tessera
@testable import TesseraKernel

/// What queues do with memory of others: scenarios C6 V6 and V7 of the conformance suite.
extension LabTests {
  @Suite("V4L2 import", .serialized)
  struct VideoImportTests {
    private static let kernel = LinuxKernel()

    private func pages(_ size: UInt64) throws -> OwnedFileDescriptor {
      try HeapNode(opening: "/dev/dma_heap/system", kernel: Self.kernel).allocate(size)
    }

    /// Memory no two pages of which lie side by side: the even ones came first.
    ///
    /// A heap's may, by chance: the system heap hands out up to 1 MiB in one piece where it can.
    private func scattered(_ count: Int) throws -> OwnedFileDescriptor {
      let file = try MemoryFile.make(name: "scattered", count: count, kernel: Self.kernel)
      let memory = try MemoryMapping(
        file.rawValue, count: count, writable: true, kernel: Self.kernel)
      let page = MemoryFile.pageSize
      for first in [0, page] {
        for offset in stride(from: first, to: count, by: 2 * page) {
          memory.withMutableBytes(in: offset..<offset + 1) { $0.storeBytes(of: 1, as: UInt8.self) }
        }
      }
      return try UdmabufNode(opening: "/dev/udmabuf", kernel: Self.kernel)
        .create(memoryFile: file.rawValue, count: UInt64(count))
    }

    /// Memory that was a contiguous queue's own.
    private func orphans(_ count: UInt32) throws -> [DMABuffer] {
      try LabQueue.contiguous.open { node, format in
        let made = try node.createBuffers(count, .mmap, for: format, of: .capture)
        let files = try made.slots.map {
          try DMABuffer(
            try node.exportSlot($0, plane: 0, of: .capture), needed: 1, name: "orphan",
            kernel: KernelReference(Self.kernel))
        }
        _ = try node.requestBuffers(0, .mmap, of: .capture)
        return files
      }
    }

    @Test(
      "V6: what is no dma-buf, or too small, is EINVAL; no length means all of it",
      arguments: [LabQueue.vivid, .vim2mCapture])
    func v6Refusals(_ queue: LabQueue) throws {
      try queue.open { node, format in
        let size = format.planes[0].size
        let memory = try pages(UInt64(size))
        func queue(_ descriptor: CInt, _ length: UInt32, at slot: Int = 0) -> Errno? {
          errno {
            try node.queue(
              [.init(descriptor: descriptor, length: length)], at: slot, of: .capture)
          }
        }
        #expect(queue(memory.rawValue, size) == .invalidArgument, "no slot is there yet")
        _ = try node.requestBuffers(2, .dmaBuffer, of: .capture)
        #expect(queue(-1, size) == .invalidArgument)
        let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { _ = close(null) }
        #expect(queue(null, size) == .invalidArgument)
        #expect(queue(memory.rawValue, size - 1) == .invalidArgument)
        let small = try pages(4096)
        #expect(queue(small.rawValue, 0) == .invalidArgument)
        #expect(queue(memory.rawValue, 0, at: 40) == .invalidArgument)
        #expect(queue(memory.rawValue, 0) == nil)
        #expect(queue(memory.rawValue, 0) == .invalidArgument, "it is queued already")
        try node.stop(.capture)
      }
    }

    @Test("V6: contiguous memory is taken by a contiguous queue, scattered memory is EFAULT")
    func v6Scattered() throws {
      let own = try orphans(1)[0]
      try LabQueue.contiguous.open { node, format in
        _ = try node.requestBuffers(2, .dmaBuffer, of: .capture)
        let page = MemoryFile.pageSize
        let size = (Int(format.planes[0].size) + page - 1) / page * page
        let memory = try scattered(size)
        #expect(
          errno {
            try node.queue(
              [.init(descriptor: memory.rawValue, length: UInt32(size))], at: 0, of: .capture)
          } == .badAddress)
        try node.queue([.init(descriptor: own.rawDescriptor, length: 0)], at: 0, of: .capture)
      }
    }

    @Test("V7: the same dma-buf at the same slot stays attached; another one takes its place")
    func v7Affinity() throws {
      let memory = try orphans(2)
      try LabQueue.contiguous.open { node, _ in
        _ = try node.requestBuffers(2, .dmaBuffer, of: .capture)
        func queue(_ index: Int, at slot: Int) throws {
          try node.queue(
            [.init(descriptor: memory[index].rawDescriptor, length: 0)], at: slot, of: .capture)
        }
        #expect(try memory.map { try $0.attachments() } == [0, 0])
        try queue(0, at: 0)
        try queue(1, at: 1)
        #expect(try memory.map { try $0.attachments() } == [1, 1])
        // Taken back, they stay attached; queued again in their places, once.
        try node.stop(.capture)
        #expect(try memory.map { try $0.attachments() } == [1, 1])
        try queue(0, at: 0)
        try queue(1, at: 1)
        #expect(try memory.map { try $0.attachments() } == [1, 1])
        // In each other's places, each is detached and attached again.
        try node.stop(.capture)
        try queue(0, at: 1)
        #expect(try memory.map { try $0.attachments() } == [2, 0])
        try queue(1, at: 0)
        #expect(try memory.map { try $0.attachments() } == [1, 1])
        _ = try node.requestBuffers(0, .dmaBuffer, of: .capture)
        #expect(try memory.map { try $0.attachments() } == [0, 0])
      }
    }

    @Test("V7: a camera's importer attaches every buffer once, however long it runs")
    func v7Importer() throws {
      let queue = LabQueue.contiguous
      let allocator = try queue.allocator()
      let camera = try Camera(path: queue.path)
      let participant = try camera.participant(
        named: "camera", extent: queue.extent, only: [.xrgb8888])
      var negotiation = Negotiation(
        Problem(
          extent: queue.extent, participants: [participant], allocators: [allocator.production]))
      let importer = CameraImporter(camera, named: "camera")
      let settlement = try negotiation.settle(with: [allocator], importers: [importer])
      let memory = settlement.buffers.flatMap(\.memory)
      #expect(memory.count >= 2)
      try importer.start()
      for _ in 0..<10 {
        let frame = try importer.nextFrame()
        try importer.giveBack(frame.index)
        #expect(try memory.allSatisfy { try $0.attachments() == 1 })
      }
      importer.release()
      #expect(try memory.allSatisfy { try $0.attachments() == 0 })
    }
  }
}
