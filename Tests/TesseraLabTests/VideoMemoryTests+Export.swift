import CLinux
import Foundation
import SystemPackage
import Tessera
import Testing

@testable import TesseraKernel

/// A slot's planes as dma-bufs.
extension LabTests.VideoMemoryTests {
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
}
