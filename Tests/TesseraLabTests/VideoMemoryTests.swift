import CLinux
import Foundation
import SystemPackage
import Tessera
import Testing

@testable import TesseraKernel

/// What queues do with memory of their own: scenarios C6 of the conformance suite.
extension LabTests {
  @Suite("V4L2 memory", .serialized)
  struct VideoMemoryTests {
    func slots(_ node: VideoNode, _ type: QueueType) -> Int {
      (0..<64).prefix { (try? node.state(ofSlot: $0, type)) != nil }.count
    }

    @Test(
      "V1: REQBUFS tells how many buffers there are, more or fewer than asked for",
      arguments: LabQueue.all)
    func v1Count(_ queue: LabQueue) throws {
      try queue.open { node, format in
        for asked in [1, 3, 64] as [UInt32] {
          let granted = try node.requestBuffers(asked, .mmap, of: queue.type)
          #expect(granted.count >= 1)
          #expect(granted.count == slots(node, queue.type))
          if asked == 3 { #expect(granted.count == 3) }
        }
        #expect(try node.requestBuffers(0, .mmap, of: queue.type).count == 0)
        #expect(slots(node, queue.type) == 0)
      }
    }

    @Test("V1: vim2m grants as many buffers as fit into 16 MiB, fewer than asked for")
    func v1Fewer() throws {
      try LabQueue.vim2mCapture.open { node, format in
        let fitting = (16 << 20) / Int(format.planes[0].size)
        #expect(fitting < 32)
        let granted = try node.requestBuffers(32, .mmap, of: .capture)
        #expect(granted.count == fitting)
      }
    }

    @Test("V1: vivid grants two buffers where one is asked for")
    func v1More() throws {
      try LabQueue.vivid.open { node, _ in
        let granted = try node.requestBuffers(1, .mmap, of: .capture)
        #expect(granted.count == 2)
      }
    }

    @Test("V1: an unknown memory or the other queue is EINVAL; a node without queues is ENOTTY")
    func v1Invalid() throws {
      try LabQueue.vivid.open { node, _ in
        for memory in [0, 3, 99] as [UInt32] {
          #expect(
            errno { _ = try node.requestBuffers(1, VideoMemory(rawValue: memory), of: .capture) }
              == .invalidArgument)
        }
        #expect(
          errno { _ = try node.requestBuffers(1, .mmap, of: .output) } == .invalidArgument)
      }
      let subdevice = try VideoNode(opening: "/dev/v4l-subdev0", kernel: LinuxKernel())
      #expect(
        errno { _ = try subdevice.requestBuffers(1, .mmap, of: .capture) }
          == .inappropriateIOCTLForDevice)
    }

    @Test(
      "V1: a queue that runs frees nothing",
      arguments: [LabQueue.vivid, .contiguous, .multiplanar])
    func v1Streaming(_ queue: LabQueue) throws {
      try queue.open { node, format in
        let granted = try node.requestBuffers(2, .mmap, of: queue.type)
        for slot in granted.slots { try node.queueSlot(slot, of: queue.type) }
        try node.start(queue.type)
        #expect(
          errno { _ = try node.requestBuffers(0, .mmap, of: queue.type) } == .resourceBusy)
        #expect(errno { _ = try node.setFormat(format, of: queue.type) } == .resourceBusy)
        let deadline = MonotonicClock.nanoseconds + 5_000_000_000
        #expect(try node.file.wait(for: .readable, until: deadline))
        #expect(try node.dequeue(.mmap, of: queue.type)?.hasError == false)
        try node.stop(queue.type)
        #expect(try node.requestBuffers(0, .mmap, of: queue.type).count == 0)
      }
    }

    @Test("V1: contiguous memory that runs out is ENOMEM, and what was made before still works")
    func v1Exhausted() throws {
      try LabQueue.contiguous.open { node, _ in
        let large = try node.setFormat(
          VideoFormat(
            width: 3840, height: 2160, format: VideoPixelFormat.xbgr32.rawValue,
            planes: [.init(stride: 0, size: 0)]), of: .capture)
        var made = 0
        let failure = errno {
          while made < 32 {
            _ = try node.createBuffers(1, .mmap, for: large, of: .capture)
            made += 1
          }
        }
        #expect(failure == .noMemory)
        #expect(slots(node, .capture) == made)
        // Without a contiguous region not even one such frame can be had.
        #expect((made > 0) == Lab.hasContiguousHeap)
        _ = try node.requestBuffers(0, .mmap, of: .capture)
        let small = try node.setFormat(
          VideoFormat(
            width: 320, height: 180, format: VideoPixelFormat.xbgr32.rawValue,
            planes: [.init(stride: 0, size: 0)]), of: .capture)
        #expect(try node.createBuffers(1, .mmap, for: small, of: .capture).count == 1)
      }
    }

    @Test("V2: freed buffers live on while they are shared and mapped", arguments: LabQueue.all)
    func v2Orphans(_ queue: LabQueue) throws {
      let kernel = LinuxKernel()
      try queue.open { node, format in
        let made = try node.createBuffers(1, .mmap, for: format, of: queue.type)
        let file = try node.exportSlot(made.first, plane: 0, of: queue.type)
        let mapping = try MemoryMapping(file.rawValue, count: 4096, writable: true, kernel: kernel)
        mapping.withMutableBytes(in: 0..<4096) { $0.storeBytes(of: 42, as: UInt8.self) }
        #expect(try node.requestBuffers(0, .mmap, of: queue.type).count == 0)
        let byte = mapping.withBytes(in: 0..<4096) { $0.byte(at: 0) }
        #expect(byte == 42)
        // Also what is mapped only now.
        let late = try MemoryMapping(file.rawValue, count: 4096, writable: true, kernel: kernel)
        #expect(late.withBytes(in: 0..<4096) { $0.byte(at: 0) } == 42)
        // Its memory is nobody else's meanwhile.
        let other = try node.createBuffers(1, .mmap, for: format, of: queue.type)
        let second = try node.exportSlot(other.first, plane: 0, of: queue.type)
        let fresh = try MemoryMapping(second.rawValue, count: 4096, writable: false, kernel: kernel)
        #expect(fresh.withBytes(in: 0..<4096) { $0.byte(at: 0) } == 0)
      }
    }

    @Test("V2: a queue with buffers takes no other size", arguments: LabQueue.all)
    func v2Format(_ queue: LabQueue) throws {
      try queue.open { node, format in
        _ = try node.createBuffers(1, .mmap, for: format, of: queue.type)
        var other = format
        other.width /= 2
        other.height /= 2
        #expect(errno { _ = try node.setFormat(other, of: queue.type) } == .resourceBusy)
        _ = try node.requestBuffers(0, .mmap, of: queue.type)
        _ = try node.setFormat(format, of: queue.type)
      }
    }

    @Test(
      "V3: a question about buffers is answered, whoever holds the queue", arguments: LabQueue.all)
    func v3Query(_ queue: LabQueue) throws {
      try queue.open { holder, format in
        let empty = try holder.createBuffers(0, .mmap, for: format, of: queue.type)
        #expect(empty.first == 0)
        #expect(try #require(empty.limit) >= 32)
        _ = try holder.createBuffers(2, .mmap, for: format, of: queue.type)
        #expect(try holder.createBuffers(0, .mmap, for: format, of: queue.type).first == 2)
        try queue.open { other, _ in
          let answer = try other.createBuffers(0, .mmap, for: format, of: queue.type)
          #expect(answer.count == 0)
          #expect(answer.capabilities == empty.capabilities)
          let second = errno {
            _ = try other.createBuffers(1, .mmap, for: format, of: queue.type)
          }
          #expect(second == (queue.isPrivate ? nil : .resourceBusy))
        }
      }
    }

    @Test(
      "V3: a buffer is as large as asked for, and never smaller than the format",
      arguments: LabQueue.all)
    func v3Sizes(_ queue: LabQueue) throws {
      try queue.open { node, format in
        var large = format
        for plane in large.planes.indices { large.planes[plane].size *= 2 }
        let made = try node.createBuffers(1, .mmap, for: large, of: queue.type)
        #expect(
          try node.state(ofSlot: made.first, queue.type).sizes == large.planes.map(\.size))
        var small = format
        for plane in small.planes.indices { small.planes[plane].size /= 2 }
        #expect(
          errno { _ = try node.createBuffers(1, .mmap, for: small, of: queue.type) }
            == .invalidArgument)
        #expect(
          errno { _ = try node.createBuffers(1, .dmaBuffer, for: format, of: queue.type) }
            == .invalidArgument, "a queue works in one kind of memory")
      }
    }

    @Test("V3: a queue makes as many buffers as it says, and then no more")
    func v3Limit() throws {
      try LabQueue.multiplanar.open { node, _ in
        let format = try node.setFormat(
          VideoFormat(
            width: 320, height: 180, format: VideoPixelFormat.grey.rawValue,
            planes: [.init(stride: 0, size: 0)]), of: .captureMultiplanar)
        let limit = try #require(
          try node.createBuffers(0, .mmap, for: format, of: .captureMultiplanar).limit)
        for index in 0..<limit {
          #expect(
            try node.createBuffers(1, .mmap, for: format, of: .captureMultiplanar).first == index)
        }
        #expect(
          errno { _ = try node.createBuffers(1, .mmap, for: format, of: .captureMultiplanar) }
            == .noBufferSpace)
        #expect(slots(node, .captureMultiplanar) == limit)
      }
    }
  }
}
