import Foundation
import SystemPackage
import Tessera
import Testing

@testable import TesseraKernel

/// A camera that is pulled out in mid-use, as far as its driver is concerned.
extension LabTests {
  @Suite("A camera that goes away", .serialized)
  struct VideoRemovalTests {
    /// Runs `body` with a way to take the driver away from its device; puts it back at the end.
    private func withRemoval(_ body: (_ remove: () throws -> Void) throws -> Void) throws {
      var isRemoved = false
      defer {
        if isRemoved { #expect(throws: Never.self) { try putBack() } }
      }
      try body {
        try PlatformDriver.vivid.unbind()
        isRemoved = true
      }
    }

    private func putBack() throws {
      try PlatformDriver.vivid.bind()
      try PlatformDriver.vivid.nameNodes()
    }

    /// Open nodes and dma-bufs of this process.
    private func openDescriptors() throws -> Int {
      try Lab.openDescriptors { $0.contains("/dev/video") || $0.contains("dmabuf") }
    }

    private func liveBuffers() throws -> Int {
      let list = try String(contentsOfFile: "/sys/kernel/debug/dma_buf/bufinfo", encoding: .utf8)
      return list.split(separator: "\n").count { $0.contains("videobuf2") }
    }

    @Test(
      "its buffers live on, mapped and shared; the next allocation says that it is gone",
      arguments: [LabQueue.vivid, .contiguous, .multiplanar], [false, true])
    func allocating(_ queue: LabQueue, keepingSlots: Bool) throws {
      let (descriptors, buffers) = (try openDescriptors(), try liveBuffers())
      try withRemoval { remove in
        let allocator = try queue.allocator(keepingSlots: keepingSlots)
        let agreement = try Lab.agreement(.xrgb8888, queue.extent, from: allocator.production)
        let buffer = try allocator.allocate(BufferPlan(agreement))
        try buffer.withMutableBytes(ofPlane: 0) { span in
          span.storeBytes(of: 42, toByteOffset: 0, as: UInt8.self)
        }
        #expect(try openDescriptors() > descriptors + 1)
        #expect(try liveBuffers() > buffers)
        try remove()
        #expect(try buffer.withBytes(ofPlane: 0) { $0.byte(at: 0) } == 42)
        let error = #expect(throws: AllocationError.self) {
          _ = try allocator.allocate(BufferPlan(agreement))
        }
        #expect(error?.cause?.errno == .operationNotSupportedByDevice)
        #expect(error?.message.contains("is gone") == true)
        #expect(throws: DeviceError.self) { _ = try queue.allocator() }
      }
      #expect(try openDescriptors() == descriptors)
      #expect(try liveBuffers() == buffers)
      let again = try queue.allocator()
      _ = try again.allocate(
        BufferPlan(try Lab.agreement(.xrgb8888, queue.extent, from: again.production)))
    }

    @Test(
      "while its frames are under way, the stream ends with an error and lets everything go",
      arguments: [LabQueue.vivid, .contiguous])
    func streaming(_ queue: LabQueue) throws {
      let (descriptors, buffers) = (try openDescriptors(), try liveBuffers())
      try withRemoval { remove in
        let allocator = try queue.allocator()
        let camera = try Camera(path: queue.path)
        let participant = try camera.participant(
          named: "camera", extent: queue.extent, only: [.xrgb8888])
        var negotiation = Negotiation(
          Problem(
            extent: queue.extent, participants: [participant],
            allocators: [allocator.production]))
        let importer = CameraImporter(camera, named: "camera")
        let settlement = try negotiation.settle(with: [allocator], importers: [importer])
        try importer.start()
        let first = try importer.nextFrame()
        try importer.giveBack(first.index)
        try remove()
        let error = #expect(throws: DeviceError.self) {
          // Frames that were finished before may still come.
          for _ in 0..<16 {
            let frame = try importer.nextFrame()
            try importer.giveBack(frame.index)
          }
        }
        #expect(
          error?.cause?.errno == .operationNotSupportedByDevice || error?.cause?.errno == .ioError)
        importer.release()
        // What the camera wrote is still there to read.
        let bars = try ColourBars.xrgb(in: settlement.buffers[first.index])
        #expect(bars.contains { $0 != [0, 0, 0] })
      }
      #expect(try openDescriptors() == descriptors)
      #expect(try liveBuffers() == buffers)
    }

    @Test(
      "with buffers of its own queued and mapped, every call says so and nothing stays",
      arguments: [LabQueue.vivid, .contiguous, .multiplanar])
    func queued(_ queue: LabQueue) throws {
      let (descriptors, buffers) = (try openDescriptors(), try liveBuffers())
      try withRemoval { remove in
        try queue.open { node, format in
          let made = try node.createBuffers(2, .mmap, for: format, of: queue.type)
          let file = try node.exportSlot(0, plane: 0, of: queue.type)
          let memory = try MemoryMapping(
            file.rawValue, count: 4096, writable: true, kernel: LinuxKernel())
          for slot in made.slots { try node.queueSlot(slot, of: queue.type) }
          try node.start(queue.type)
          try remove()
          memory.withMutableBytes(in: 0..<1) { $0.storeBytes(of: 7, as: UInt8.self) }
          #expect(memory.withBytes(in: 0..<1) { $0.byte(at: 0) } == 7)
          let gone = Errno.operationNotSupportedByDevice
          #expect(errno { try node.queueSlot(0, of: queue.type) } == gone)
          #expect(errno { _ = try node.state(ofSlot: 0, queue.type) } == gone)
          #expect(errno { _ = try node.exportSlot(0, plane: 0, of: queue.type) } == gone)
          #expect(errno { _ = try node.requestBuffers(0, .mmap, of: queue.type) } == gone)
          #expect(errno { try node.stop(queue.type) } == gone)
        }
      }
      #expect(try openDescriptors() == descriptors)
      #expect(try liveBuffers() == buffers)
    }
  }
}
