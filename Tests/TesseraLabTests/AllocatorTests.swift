import Foundation
import SystemPackage
import Tessera
import Testing

/// What each allocator gives on a real kernel.
extension LabTests {
  @Suite("Allocators on real drivers", .serialized)
  struct AllocatorTests {
    static let allocators = Lab.allocators

    /// An agreement with one participant that takes anything linear.
    private func agreement(
      _ name: Name<Production>, _ format: PixelFormat = .xrgb8888,
      _ extent: Extent = Extent(width: 100, height: 40)
    ) throws -> Agreement {
      let anything = Participant(
        "CPU", device: nil,
        offers: [
          Offer(
            "any",
            [
              Constraint(
                .formats(FormatTable([FormatModifier(format, .linear)])), Evidence(.user, "test"))
            ])
        ])
      var negotiation = Negotiation(
        Problem(
          extent: extent, participants: [anything],
          allocators: [try Lab.allocator(name).production]))
      return try negotiation.next()
    }

    @Test("P14: a buffer is what was planned: size, close-on-exec, name", arguments: allocators)
    func asPlanned(_ name: Name<Production>) throws {
      let agreement = try agreement(name)
      let buffer = try Lab.allocator(name).allocate(BufferPlan(agreement, name: "tessera-test"))
      guard let planes = agreement.layout.planes, let size = agreement.layout.size else {
        Issue.record("a linear layout is planned")
        return
      }
      #expect(buffer.planes == planes)
      #expect(buffer.size(ofDMABuffer: 0) >= size)
      try buffer.withDescriptor(ofDMABuffer: 0) { descriptor in
        #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        let info = try String(contentsOfFile: "/proc/self/fdinfo/\(descriptor)", encoding: .utf8)
        #expect(info.contains("exp_name:"), "\(info)")
        #expect(info.contains("tessera-test"), "\(info)")
      }
      let copy = try buffer.duplicatedDescriptor(ofDMABuffer: 0)
      #expect(fcntl(copy.borrowed.rawValue, F_GETFD) & FD_CLOEXEC != 0)
    }

    @Test("new memory is zero, and what is written is read back", arguments: allocators)
    func contents(_ name: Name<Production>) throws {
      let buffer = try Lab.allocator(name).allocate(BufferPlan(try agreement(name)))
      let zeroes = try buffer.withBytes(ofPlane: 0) { bytes in
        (0..<bytes.byteCount).allSatisfy { bytes.byte(at: $0) == 0 }
      }
      #expect(zeroes)
      try buffer.withMutableBytes(ofPlane: 0) { bytes in
        unsafe bytes.withUnsafeMutableBytes { raw in
          for index in raw.indices { unsafe raw[index] = UInt8(truncatingIfNeeded: index * 7) }
        }
      }
      let kept = try buffer.withBytes(ofPlane: 0) { bytes in
        (0..<bytes.byteCount).allSatisfy { bytes.byte(at: $0) == UInt8(truncatingIfNeeded: $0 * 7) }
      }
      #expect(kept)
    }

    @Test("P14: allocating and freeing leaves no descriptor behind", arguments: allocators)
    func census(_ name: Name<Production>) throws {
      let allocator = try Lab.allocator(name)
      let agreement = try agreement(name)
      _ = try allocator.allocate(BufferPlan(agreement))
      let before = try Lab.openFiles()
      for _ in 0..<200 { _ = try allocator.allocate(BufferPlan(agreement)) }
      #expect(try Lab.filesOpened(since: before) == [])
    }

    @Test("a buffer outlives its allocator and its device", arguments: allocators)
    func outlives(_ name: Name<Production>) throws {
      var buffer: Buffer?
      do {
        buffer = try Lab.allocator(name).allocate(BufferPlan(try agreement(name)))
      }
      let kept = try #require(buffer)
      try kept.withMutableBytes(ofPlane: 0) { bytes in
        unsafe bytes.withUnsafeMutableBytes { raw in unsafe raw[0] = 42 }
      }
      #expect(try kept.withBytes(ofPlane: 0) { $0.byte(at: 0) } == 42)
    }

    @Test("a CMA heap that is exhausted says so, and works again afterwards", .contiguousHeap)
    func exhausted() throws {
      let allocator = try #require(Lab.contiguousHeap)
      let large = try agreement(
        allocator.production.name, .xrgb8888, Extent(width: 4096, height: 2160))
      var held: [Buffer] = []
      let error = #expect(throws: AllocationError.self) {
        for _ in 0..<16 { held.append(try allocator.allocate(BufferPlan(large))) }
      }
      #expect(error?.code == .outOfMemory)
      #expect(error?.cause?.errno.rawValue == ENOMEM)
      held.removeAll()
      _ = try allocator.allocate(BufferPlan(large))
    }
  }
}
