import CLinux
import Foundation
import Tessera
import Testing

@testable import TesseraKernel

/// When a dma-buf was made, by its file's times.
extension LabTests {
  @Suite("How old a dma-buf is", .serialized)
  struct BufferAgeTests {
    /// Allocators, and whether a write of the CPU stamps the file anew, as newer shared memory of DRM does.
    static let subjects: [(name: String, isStampedAnew: Bool)] =
      [
        ("heap:/dev/dma_heap/system", false), ("udmabuf", false),
        ("dumb:\(Lab.vkms)", Lab.kernel != "stable"),
        ("dumb:\(Lab.bochs)", Lab.kernel != "stable"), ("v4l2:vivid", false),
        ("v4l2:vivid-contig", false),
        ("v4l2:vivid-mplane", false),
      ] + (Lab.contiguousHeapPath.map { [("heap:\($0)", false)] } ?? [])

    private func allocator(_ name: String) throws -> (any Allocator, Extent) {
      let words = name.split(separator: ":").map(String.init)
      let extent = Extent(width: 640, height: 360)
      switch words[0] {
      case "heap": return (try HeapAllocator(path: words[1]), extent)
      case "dumb": return (try #require(try DRMDevice(path: words[1]).dumbAllocator), extent)
      case "v4l2":
        let queue = try #require(LabQueue.all.first { $0.name == words[1] })
        return (try queue.allocator(), queue.extent)
      default: return (try UdmabufAllocator(), extent)
      }
    }

    /// The clock that the kernel stamps files with: the wall's, as of the last tick.
    private var stamp: Duration { .nanoseconds(clinux_clock(CLOCK_REALTIME_COARSE)) }

    private func age(ofInode inode: UInt64) throws -> Duration {
      let process = Int(ProcessInfo.processInfo.processIdentifier)
      let found = try LiveBuffers.find(process: process)
      return try #require(found.buffers.first { $0.inode == inode }?.age)
    }

    @Test("it is stamped when it is made, and keeps that time when it is used", arguments: subjects)
    func stamps(_ name: String, isStampedAnew: Bool) throws {
      let (allocator, extent) = try allocator(name)
      let plan = BufferPlan(
        try Lab.agreement(.xrgb8888, extent, from: allocator.production))
      let before = stamp
      let buffer = try allocator.allocate(plan)
      let after = stamp
      let made = try buffer.withDescriptor(ofDMABuffer: 0) {
        try LinuxKernel().status(of: $0).get().oldestTime
      }
      #expect(before <= made && made <= after)

      // What is stamped from now on is stamped later.
      while stamp <= after {}
      try buffer.withMutableBytes(ofPlane: 0) { bytes in
        for offset in stride(from: 0, to: bytes.byteCount, by: MemoryFile.pageSize) {
          bytes.storeBytes(of: 42, toByteOffset: offset, as: UInt8.self)
        }
      }
      var file = stat()
      buffer.withDescriptor(ofDMABuffer: 0) { #expect(unsafe fstat($0, &file) == 0) }
      let changed =
        Duration.seconds(Int64(file.st_mtim.tv_sec)) + .nanoseconds(Int64(file.st_mtim.tv_nsec))
      #expect((changed > made) == isStampedAnew)

      let (first, last) = (stamp, try age(ofInode: UInt64(file.st_ino)))
      #expect(first - made <= last && last <= stamp + .seconds(1) - made)
    }

    @Test("a buffer that is only mapped tells it to root")
    func mapping() throws {
      let heap = try HeapAllocator(path: "/dev/dma_heap/system")
      let plan = BufferPlan(
        try Lab.agreement(.xrgb8888, Extent(width: 64, height: 64), from: heap.production))
      let before = stamp
      let memory: MemoryMapping
      let inode: UInt64
      do {
        let buffer = try heap.allocate(plan)
        inode = try buffer.identity(ofDMABuffer: 0).inode
        let file = try buffer.duplicatedDescriptor(ofDMABuffer: 0)
        memory = try MemoryMapping(
          file.rawValue, count: 4096, writable: true, kernel: LinuxKernel())
      }
      #expect(try age(ofInode: inode) <= stamp + .seconds(1) - before)
      #expect(memory.withBytes(in: 0..<1) { $0.byte(at: 0) } == 0)
    }
  }
}
