import Foundation
import SystemPackage
import Tessera
import Testing

@testable import TesseraKernel

/// What memory a queue has: what it can, its coherency, its planes, and that it is zero.
extension LabTests.VideoMemoryTests {
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
    arguments: LabQueue.all.filter { $0.hasCacheHints }, [VideoMemoryFlags.nonCoherent, []])
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
