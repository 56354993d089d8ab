import CLinux
import Foundation
import SystemPackage
import Tessera
import Testing

@testable import TesseraKernel

/// What stops being a queue's: buffers that are removed, and those that a read leaves behind.
extension LabTests.VideoMemoryTests {
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
}
