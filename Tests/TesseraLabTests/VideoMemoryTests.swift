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
    private func slots(_ node: VideoNode, _ type: QueueType) -> Int {
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

    @Test(
      "V4: buffers are removed one by one, though they are shared and mapped",
      arguments: LabQueue.all)
    func v4Remove(_ queue: LabQueue) throws {
      try queue.open { node, format in
        _ = try node.createBuffers(3, .mmap, for: format, of: queue.type)
        func remove(_ slots: Range<Int>) -> Errno? {
          errno { try node.removeBuffers(slots, of: queue.type) }
        }
        guard queue.shrinksSingly else {
          #expect(remove(0..<1) == .inappropriateIOCTLForDevice)
          return
        }
        let file = try node.exportSlot(1, plane: 0, of: queue.type)
        #expect(remove(1..<2) == nil)
        #expect(try DMABufferCalls.size(file.rawValue, kernel: LinuxKernel()) > 0)
        #expect(remove(1..<2) == .invalidArgument, "it is gone")
        #expect(remove(0..<3) == .invalidArgument, "all or none: one of these is gone")
        #expect((try? node.state(ofSlot: 0, queue.type)) != nil)
        #expect(remove(0..<0) == nil)
        // The gap is filled first.
        #expect(try node.createBuffers(1, .mmap, for: format, of: queue.type).first == 1)
        let other: QueueType = queue.side == .capture ? .output : .capture
        #expect(errno { try node.removeBuffers(0..<1, of: other) } == .invalidArgument)
      }
    }

    @Test(
      "V4: a buffer that is queued is not removed, nor one that was freed with all",
      arguments: LabQueue.all.filter { $0.shrinksSingly && $0.side == .capture && !$0.isCoded })
    func v4Queued(_ queue: LabQueue) throws {
      try queue.open { node, format in
        _ = try node.createBuffers(2, .mmap, for: format, of: queue.type)
        try node.queueSlot(0, of: queue.type)
        #expect(try node.state(ofSlot: 0, queue.type).isQueued)
        #expect(errno { try node.removeBuffers(0..<1, of: queue.type) } == .resourceBusy)
        #expect(errno { try node.removeBuffers(0..<2, of: queue.type) } == .resourceBusy)
        #expect((try? node.state(ofSlot: 1, queue.type)) != nil)
        _ = try node.requestBuffers(0, .mmap, of: queue.type)
        #expect(errno { try node.removeBuffers(0..<1, of: queue.type) } == .invalidArgument)
      }
    }

    /// The errno of a read() of some bytes; `nil` when there are some.
    private func reading(_ node: VideoNode) -> Errno? {
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
      defer { unsafe bytes.deallocate() }
      let file = FileDescriptor(rawValue: node.file.descriptor)
      do {
        #expect(try unsafe file.read(into: bytes) == bytes.count)
        return nil
      } catch {
        return error as? Errno
      }
    }

    @Test(
      "V4: while read() works with a queue, no buffer is removed, made, shared or queued",
      arguments: LabQueue.reading)
    func v4Reading(_ queue: LabQueue) throws {
      try queue.open { node, format in
        // It makes and queues buffers of its own, and starts.
        #expect(reading(node) == .resourceTemporarilyUnavailable, "no frame is there yet")
        let deadline = MonotonicClock.nanoseconds + 5_000_000_000
        #expect(try node.file.wait(for: .readable, until: deadline))
        #expect(reading(node) == nil)
        let own = slots(node, queue.type)
        #expect(own > 0)
        for refusal in [
          errno { try node.removeBuffers(0..<1, of: queue.type) },
          errno { _ = try node.createBuffers(1, .mmap, for: format, of: queue.type) },
          errno { _ = try node.requestBuffers(0, .mmap, of: queue.type) },
          errno { _ = try node.exportSlot(0, plane: 0, of: queue.type) },
          errno { try node.queueSlot(0, of: queue.type) },
        ] { #expect(refusal == .resourceBusy) }
        #expect(slots(node, queue.type) == own)
        #expect(reading(node) == nil)
        // Other open files have no say meanwhile.
        try queue.open { other, format in
          #expect(
            errno { _ = try other.createBuffers(1, .mmap, for: format, of: queue.type) }
              == .resourceBusy)
        }
      }
      // What read() made goes with the file.
      try queue.open { node, format in
        let made = try node.createBuffers(1, .mmap, for: format, of: queue.type)
        #expect(made.first == 0)
      }
    }

    @Test(
      "V4: read() takes no queue that has buffers, and who asks lets go of those that it holds",
      arguments: LabQueue.reading)
    func v4ReadingTaken(_ queue: LabQueue) throws {
      try queue.open { node, format in
        func make(_ node: VideoNode) -> Errno? {
          errno { _ = try node.createBuffers(1, .mmap, for: format, of: queue.type) }
        }
        #expect(make(node) == nil)
        try queue.open { other, _ in
          #expect(reading(other) == .resourceBusy)
          #expect(make(other) == .resourceBusy)
        }
        #expect(slots(node, queue.type) == 1)
        // Refused, it leaves the buffers without an owner: anybody may add some, and when anybody
        // closes the node they are gone. Tessera never reads a queue.
        #expect(reading(node) == .resourceBusy)
        #expect(slots(node, queue.type) == 1)
        try queue.open { _, _ in }
        #expect(slots(node, queue.type) == 0)
        #expect(reading(node) == .resourceTemporarilyUnavailable)
      }
    }

    /// EXPBUF with flags of one's own.
    private func export(
      _ node: VideoNode, _ type: QueueType, slot: UInt32 = 0, plane: UInt32 = 0, flags: CInt
    ) throws -> OwnedFileDescriptor {
      var argument = v4l2_exportbuffer()
      argument.type = type.rawValue
      argument.index = slot
      argument.plane = plane
      argument.flags = UInt32(bitPattern: flags)
      try node.file.call(VideoNode.exportBuffer, &argument)
      return OwnedFileDescriptor(rawValue: argument.fd)
    }

    @Test(
      "V5: EXPBUF takes close-on-exec and the access mode, a slot and plane that are there",
      arguments: LabQueue.all)
    func v5Export(_ queue: LabQueue) throws {
      try queue.open { node, format in
        #expect(
          errno { _ = try export(node, queue.type, flags: O_RDWR) } == .invalidArgument,
          "no buffer is there yet")
        _ = try node.createBuffers(1, .mmap, for: format, of: queue.type)
        let count = UInt32(format.planes.count)
        #expect(
          errno { _ = try export(node, queue.type, plane: count, flags: O_RDWR) }
            == .invalidArgument)
        #expect(
          errno { _ = try export(node, queue.type, slot: 40, flags: O_RDWR) } == .invalidArgument)
        #expect(
          errno { _ = try export(node, queue.type, flags: O_RDWR | O_APPEND) }
            == .invalidArgument)
        let plain = try export(node, queue.type, flags: 0)
        #expect(fcntl(plain.rawValue, F_GETFD) & FD_CLOEXEC == 0)
        #expect(
          errno {
            _ = try MemoryMapping(
              plain.rawValue, count: 4096, writable: true, kernel: LinuxKernel())
          } == .permissionDenied)
        _ = try MemoryMapping(plain.rawValue, count: 4096, writable: false, kernel: LinuxKernel())
        let ours = try node.exportSlot(0, plane: 0, of: queue.type)
        #expect(fcntl(ours.rawValue, F_GETFD) & FD_CLOEXEC != 0)
        _ = try MemoryMapping(ours.rawValue, count: 4096, writable: true, kernel: LinuxKernel())
      }
    }

    @Test(
      "V5: every export of a slot is a dma-buf of its own on the same memory",
      arguments: LabQueue.all)
    func v5Twice(_ queue: LabQueue) throws {
      try queue.open { node, format in
        _ = try node.createBuffers(1, .mmap, for: format, of: queue.type)
        let a = try node.exportSlot(0, plane: 0, of: queue.type)
        let b = try node.exportSlot(0, plane: 0, of: queue.type)
        func inode(_ file: borrowing OwnedFileDescriptor) -> UInt {
          var status = stat()
          #expect(unsafe fstat(file.rawValue, &status) == 0)
          return UInt(status.st_ino)
        }
        let (mine, other) = (inode(a), inode(b))
        #expect(mine != other)
        let kernel = LinuxKernel()
        let first = try MemoryMapping(a.rawValue, count: 4096, writable: true, kernel: kernel)
        let second = try MemoryMapping(b.rawValue, count: 4096, writable: false, kernel: kernel)
        first.withMutableBytes(in: 0..<1) { $0.storeBytes(of: 7, as: UInt8.self) }
        #expect(second.withBytes(in: 0..<1) { $0.byte(at: 0) } == 7)
      }
    }

    @Test(
      "P7: fstat tells the same size of a slot's dma-buf as lseek, also when its queue is gone",
      arguments: LabQueue.all)
    func statusSize(_ queue: LabQueue) throws {
      let kernel = LinuxKernel()
      try queue.open { node, format in
        _ = try node.createBuffers(1, .mmap, for: format, of: queue.type)
        let sizes = try node.state(ofSlot: 0, queue.type).sizes.map(UInt64.init)
        for (plane, needed) in sizes.enumerated() {
          let file = try node.exportSlot(0, plane: plane, of: queue.type)
          func expectSizes() throws {
            var status = stat()
            #expect(unsafe fstat(file.rawValue, &status) == 0)
            let size = try DMABufferCalls.size(file.rawValue, kernel: kernel)
            #expect(UInt64(status.st_size) == size)
            #expect(size >= needed)
          }
          try expectSizes()
          guard plane == sizes.count - 1 else { continue }
          _ = try node.requestBuffers(0, .mmap, of: queue.type)
          try expectSizes()
        }
      }
    }

    @Test("V5: a queue that works in other memory exports nothing", arguments: LabQueue.all)
    func v5Imports(_ queue: LabQueue) throws {
      try queue.open { node, _ in
        _ = try node.requestBuffers(2, .dmaBuffer, of: queue.type)
        #expect(
          errno { _ = try node.exportSlot(0, plane: 0, of: queue.type) } == .invalidArgument)
      }
    }

    @Test("V8: every queue says what it can", arguments: LabQueue.all)
    func v8Capabilities(_ queue: LabQueue) throws {
      try queue.open { node, format in
        let created = try node.createBuffers(0, .mmap, for: format, of: queue.type).capabilities
        #expect(created.isSuperset(of: [.mmap, .dmaBuffer, .orphanedBuffers, .limitIsTold]))
        #expect(created.contains(.removeBuffers) == queue.shrinksSingly)
        #expect(created.contains(.userPointer) == queue.takesUserPointers)
        #expect(created.contains(.cacheHints) == queue.hasCacheHints)
        // REQBUFS, which has no room for the limit, does not promise it.
        let requested = try node.requestBuffers(0, .mmap, of: queue.type).capabilities
        #expect(requested == created.subtracting(.limitIsTold))
      }
    }

    @Test(
      "V9: without cache hints the wish for incoherent memory is taken back",
      arguments: LabQueue.all.filter { !$0.hasCacheHints })
    func v9Coherency(_ queue: LabQueue) throws {
      try queue.open { node, format in
        let made = try node.createBuffers(1, .mmap, .nonCoherent, for: format, of: queue.type)
        #expect(made.count == 1)
        #expect(made.flags.isEmpty)
        // So both kinds of wishes can be mixed.
        #expect(try node.createBuffers(1, .mmap, for: format, of: queue.type).count == 1)
        #expect(try node.requestBuffers(1, .mmap, .nonCoherent, of: queue.type).flags.isEmpty)
      }
    }

    @Test(
      "V9: with cache hints the wish is kept, and a queue with buffers takes no other",
      arguments: LabQueue.all.filter(\.hasCacheHints), [VideoMemoryFlags.nonCoherent, []])
    func v9Kept(_ queue: LabQueue, wish: VideoMemoryFlags) throws {
      let other: VideoMemoryFlags = wish.isEmpty ? .nonCoherent : []
      try queue.open { node, format in
        func create(_ flags: VideoMemoryFlags) throws -> VideoMemoryFlags {
          try node.createBuffers(1, .mmap, flags, for: format, of: queue.type).flags
        }
        // A question is answered with what is possible and binds nobody.
        let asked = try node.createBuffers(0, .mmap, other, for: format, of: queue.type)
        #expect(asked.flags == other)
        #expect(try create(wish) == wish)
        #expect(errno { _ = try create(other) } == .invalidArgument)
        #expect(slots(node, queue.type) == 1)
        #expect(try create(wish) == wish)
        // Bits that mean nothing are taken back.
        #expect(try create(wish.union(VideoMemoryFlags(rawValue: 0xf0))) == wish)
        // REQBUFS begins anew, and so may choose.
        #expect(try node.requestBuffers(2, .mmap, other, of: queue.type).flags == other)
        #expect(errno { _ = try create(wish) } == .invalidArgument)
        _ = try node.requestBuffers(0, .mmap, of: queue.type)
        #expect(try create(wish) == wish)
        _ = try node.requestBuffers(0, .mmap, of: queue.type)
        // Memory of others is no matter of the queue's.
        #expect(try node.requestBuffers(2, .dmaBuffer, .nonCoherent, of: queue.type).flags.isEmpty)
      }
    }

    @Test("V10: NV12 is one dma-buf or two, by its V4L2 code")
    func v10Planes() throws {
      try LabQueue.multiplanar.open { node, _ in
        for (code, count) in [(VideoPixelFormat.nv12, 1), (.nv12m, 2)] {
          let format = try node.setFormat(
            VideoFormat(
              width: 640, height: 360, format: code.rawValue,
              planes: .init(repeating: .init(stride: 0, size: 0), count: count)),
            of: .captureMultiplanar)
          #expect(format.planes.count == count)
          _ = try node.createBuffers(1, .mmap, for: format, of: .captureMultiplanar)
          let sizes = try node.state(ofSlot: 0, .captureMultiplanar).sizes
          #expect(sizes == format.planes.map(\.size))
          let total = sizes.reduce(UInt32(0), +)
          #expect(total == 640 * 360 * 3 / 2)
          for plane in 0..<count {
            let file = try node.exportSlot(0, plane: plane, of: .captureMultiplanar)
            #expect(
              try DMABufferCalls.size(file.rawValue, kernel: LinuxKernel()) >= UInt64(sizes[plane]))
          }
          _ = try node.requestBuffers(0, .mmap, of: .captureMultiplanar)
        }
      }
    }

    @Test(
      "new memory is zero, though memory that was full has just been freed", arguments: LabQueue.all
    )
    func zeroed(_ queue: LabQueue) throws {
      try queue.open { node, format in
        for _ in 0..<8 {
          let made = try node.createBuffers(2, .mmap, for: format, of: queue.type)
          for slot in made.slots {
            for plane in format.planes.indices {
              let size = Int(format.planes[plane].size)
              let file = try node.exportSlot(slot, plane: plane, of: queue.type)
              let memory = try MemoryMapping(
                file.rawValue, count: size, writable: true, kernel: LinuxKernel())
              let isZero = memory.withBytes(in: 0..<size) { span in
                unsafe span.withUnsafeBytes { bytes in unsafe bytes.allSatisfy { $0 == 0 } }
              }
              #expect(isZero)
              memory.withMutableBytes(in: 0..<size) { span in
                unsafe span.withUnsafeMutableBytes { bytes in
                  _ = unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0xa5)
                }
              }
            }
          }
          _ = try node.requestBuffers(0, .mmap, of: queue.type)
        }
      }
    }
  }
}
