import Foundation
import SystemPackage
import Tessera
import Testing

/// Memory that has a limit: a control group's, or the contiguous region's.
extension LabTests {
  @Suite("Limits of memory", .serialized)
  struct MemoryLimitTests {
    /// Who makes buffers of memory files, for which the process's group is charged.
    static let charged = ["shared-memory", "udmabuf"]
    /// Who makes them of pages that nobody is charged for.
    static let free =
      ["heap:/dev/dma_heap/system"]
      + (Lab.contiguousHeapPath.map { ["heap:\($0)"] } ?? [])

    /// Makes a group, and takes it away at the end.
    private func inGroup(of limit: Bytes, _ body: (MemoryGroup) throws -> Void) throws {
      let group = try MemoryGroup(named: "tessera", limit: limit)
      defer { #expect(throws: Never.self) { try group.remove() } }
      let alive = try LiveBuffers.find().buffers.count
      try body(group)
      #expect(try LiveBuffers.find().buffers.count == alive)
    }

    @Test(
      "who asks for more than its group may take is refused, and what it had is freed",
      arguments: charged)
    func refusedTogether(_ subject: String) throws {
      // Buffers of 4 MiB and of 256 KiB, twice as many as there is room for.
      for (size, count) in [("1024x1024", 32), ("256x256", 512)] {
        try inGroup(of: Bytes(64 << 20)) { group in
          let (output, status) = try group.run("AllocatorProbe", subject, size, "\(count)")
          #expect(status == 0, "\(output)")
          #expect(output.contains("outcome out of memory"), "\(output)")
          #expect(output.contains("control group may take"), "\(output)")
          #expect(output.contains("left 0 0 0") && output.contains("then 0 0 0"), "\(output)")
          #expect(try group.ended() == 0)
          // It was refused for want of room, not for caution.
          #expect(try group.peak() > Bytes(40 << 20))
          #expect(try group.current() < Bytes(32 << 20))
        }
      }
    }

    /// DRM's shared memory is taken when the CPU first maps it, and its drivers rather fail.
    @Test("a display's buffer that its group has no room for is refused when it is mapped")
    func refusedMapping() throws {
      try inGroup(of: Bytes(64 << 20)) { group in
        let (output, status) = try group.run(
          "AllocatorProbe", "dumb:\(Lab.vkms)", "1024x1024", "32")
        #expect(status == 0, "\(output)")
        #expect(output.contains("outcome out of memory"), "\(output)")
        #expect(output.contains("could not be mapped (mmap: "), "\(output)")
        #expect(output.contains("left 0 0 0") && output.contains("then 0 0 0"), "\(output)")
        #expect(try group.ended() == 0)
        #expect(try group.current() < Bytes(32 << 20))
      }
    }

    @Test("memory that no group is charged for is beyond its limit", arguments: free)
    func uncharged(_ subject: String) throws {
      try inGroup(of: Bytes(32 << 20)) { group in
        // 12 buffers of 4 MiB.
        let (output, status) = try group.run("AllocatorProbe", subject, "1024x1024", "12")
        #expect(status == 0 && output.contains("outcome success"), "\(output)")
        #expect(try group.ended() == 0)
        #expect(try group.peak() < group.limit)
      }
    }

    @Test(
      "a large buffer that its group has no room for is refused, before the kernel ends anybody",
      arguments: ["shared-memory", "udmabuf"])
    func refused(_ subject: String) throws {
      try inGroup(of: Bytes(96 << 20)) { group in
        // Two buffers of 64 MiB.
        let (output, status) = try group.run("AllocatorProbe", subject, "4096x4096", "2")
        #expect(status == 0, "\(output)")
        #expect(output.contains("outcome out of memory"), "\(output)")
        #expect(output.contains("control group may take"), "\(output)")
        #expect(output.contains("left 0 0 0") && output.contains("then 0 0 0"), "\(output)")
        #expect(try group.ended() == 0)
      }
    }

    @Test(
      "contiguous memory is taken until it is refused, with what is free; all of it comes back",
      .contiguousHeap)
    func contiguous() throws {
      let heap = try #require(Lab.contiguousHeap)
      let plan = BufferPlan(
        try Lab.agreement(.xrgb8888, Extent(width: 1024, height: 1024), from: heap.production))
      let alive = try LiveBuffers.find().buffers.count
      var counts: [Int] = []
      for _ in 0..<3 {
        var held: [Buffer] = []
        let error = #expect(throws: AllocationError.self) {
          // The region is 64 MiB.
          for _ in 0..<17 { held.append(try heap.allocate(plan)) }
        }
        #expect(error?.code == .outOfMemory)
        #expect(error?.cause?.errno == .noMemory)
        #expect(error?.message.contains("of contiguous memory are free") == true)
        #expect(try LiveBuffers.find().buffers.count == alive + held.count)
        for buffer in held {
          try buffer.withMutableBytes(ofPlane: 0) {
            $0.storeBytes(of: 42, toByteOffset: 0, as: UInt8.self)
          }
        }
        counts.append(held.count)
      }
      // Most of it is there; the first round is as good as any other.
      #expect(counts[0] >= 8 && counts.allSatisfy { $0 == counts[0] }, "\(counts)")
      #expect(try LiveBuffers.find().buffers.count == alive)
    }
  }
}
