import Foundation
import Tessera
import TesseraConformance
import Testing

/// Every promise of every allocator, on real drivers.
extension LabTests {
  @Suite("C10: the conformance suite", .serialized)
  struct ConformanceTests {
    static let allocators =
      Lab.isPresent
      ? Inventory.find().allocators.map(\.production.name).filter { name in
        Lab.wantedAllocators.isEmpty
          || Lab.wantedAllocators.contains { name.rawValue.hasPrefix($0) }
      } : []

    @Test("an allocator of this machine keeps every promise", arguments: allocators)
    func conforms(_ name: Name<Production>) async {
      let findings = await Conformance(
        cycles: Lab.cycles, importer: name == SharedBuffers.unreachable ? nil : Lab.vgem
      ) { try Lab.allocator(name) }.run()
      #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
    }

    @Test(
      "a V4L2 queue keeps every promise",
      arguments: [LabQueue.vivid, .contiguous, .multiplanar, .vim2mCapture])
    func queue(_ queue: LabQueue) async throws {
      let production = try queue.allocator().production
      let format = try #require(production.formats.pairs.first?.format)
      let agreement = try Lab.agreement(format, queue.extent, from: production)
      let findings = await Conformance(
        agreements: [agreement], cycles: Lab.cycles, importer: Lab.vgem
      ) { try queue.allocator() }.run()
      #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
    }

    @Test("C10.14: an allocator that exports other memory than it maps is found by a device")
    func rogue() async throws {
      let heap = try HeapAllocator(path: "/dev/dma_heap/system")
      let agreement = try Lab.agreement(
        .xrgb8888, Extent(width: 64, height: 16), from: heap.production)
      let findings = await Conformance(
        agreements: [agreement], cycles: 20, importer: Lab.vgem
      ) { RogueHeap(heap: heap) }.run()
      #expect(findings.contains { $0.label == "C10.14" }, "\(findings)")
    }

    @Test("shared memory keeps every promise")
    func sharedMemory() async {
      let findings = await Conformance(cycles: Lab.cycles) { SharedMemoryAllocator() }.run()
      #expect(findings.isEmpty, "\(findings.map(\.description).joined(separator: "\n"))")
    }
  }
}

/// A heap that maps a buffer, and then has its descriptor be of another.
private struct RogueHeap: Allocator {
  let heap: HeapAllocator
  var production: Production { heap.production }

  func allocate(_ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let buffer = try heap.allocate(plan)
    _ = try? buffer.withMutableBytes(ofPlane: 0) { _ in }
    let other = try heap.allocate(plan)
    other.withDescriptor(ofDMABuffer: 0) { other in
      buffer.withDescriptor(ofDMABuffer: 0) { descriptor in
        _ = dup2(other, descriptor)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      }
    }
    return buffer
  }
}
