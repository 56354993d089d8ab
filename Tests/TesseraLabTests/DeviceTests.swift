import SystemPackage
import TesseraKernel
import Testing

@testable import Tessera

/// What the lab's devices say of themselves.
extension LabTests {
  @Suite("Devices that describe themselves", .serialized)
  struct DeviceTests {
    private let extent = Extent(width: 640, height: 480)

    @Test("the same card is one device by whatever path it is opened")
    func identity() throws {
      let byLink = try DRMDevice(path: Lab.vkms)
      let cards = Inventory.find().cards
      let byNode = try #require(cards.first { $0.driver == "vkms" })
      #expect(byLink.identity == byNode.identity)
      #expect(byLink.name == byNode.name)
      #expect(Set(cards.map(\.identity)).count == cards.count)
    }

    @Test("a compositor's card is reopened by its descriptor, or leased where it may not be opened")
    func reopened() throws {
      let kernel = LinuxKernel()
      // Opened first, it has the right to the display as a compositor has.
      let owned = try DRMNode(opening: Lab.vkms, kernel: kernel)
      try owned.becomeMaster()
      defer { owned.resignMaster() }
      let lent = FileDescriptor(rawValue: owned.file.descriptor)
      let card = try DRMDevice(reopening: lent)
      #expect(card.identity == (try DRMDevice(path: Lab.vkms)).identity)
      #expect(try !card.planes().isEmpty)

      // Root may open everything: the lease is made on purpose.
      let leased = try DRMDevice(card.path, kernel: kernel) { () throws(SystemCallError) in
        try DRMNode.leasing(from: lent.rawValue, kernel: kernel)
      }
      #expect(try leased.planes().isEmpty)
      #expect(leased.driver == "vkms")
      let allocator = try #require(leased.dumbAllocator)
      let table = FormatTable([FormatModifier(.xrgb8888, .linear)])
      var negotiation = Negotiation(
        Problem(
          extent: Extent(width: 64, height: 64),
          participants: [
            Participant(
              "anybody", device: nil,
              offers: [Offer("linear", [Constraint(.formats(table), Evidence(.user, "test"))])])
          ], allocators: [allocator.production]))
      let buffer = try allocator.allocate(BufferPlan(try negotiation.next()))
      try buffer.withMutableBytes(ofPlane: 0) { _ in }
      // What was made through the lease is no handle of the owner's.
      #expect(owned.liveHandles == 0)
      // The right to the display is still the owner's.
      #expect(throws: Never.self) { try owned.becomeMaster() }
      owned.resignMaster()
    }

    @Test("vkms tells its formats by IN_FORMATS: LINEAR, and nothing implicit")
    func modifiers() throws {
      let card = try DRMDevice(path: Lab.vkms)
      #expect(card.takesModifiers)
      let planes = try card.planes()
      #expect(Set(planes.map(\.kind)) == [.primary, .overlay, .cursor])
      for plane in planes {
        #expect(plane.evidence == Evidence(.driverQuery, "IN_FORMATS"))
        #expect(plane.formats.pairs.allSatisfy { $0.modifier == .linear })
        #expect(plane.formats.contains(FormatModifier(.xrgb8888, .linear)))
      }
    }

    @Test("virtio-gpu takes no modifiers: its formats are linear dumb buffers or its own secret")
    func noModifiers() throws {
      let card = try DRMDevice(path: Lab.virtioGPU)
      #expect(!card.takesModifiers)
      let formats = try #require(card.planes().first { $0.kind == .primary }).formats
      #expect(formats.contains(FormatModifier(.xrgb8888, .linear)))
      #expect(formats.contains(FormatModifier(.xrgb8888, .implicit(on: card.identity))))
    }

    @Test("virtio-gpu makes dumb buffers of 32 bits only; vkms makes every depth")
    func depths() throws {
      let virtio = try #require(try DRMDevice(path: Lab.virtioGPU).dumbAllocator).production
      #expect(!virtio.formats.contains(FormatModifier(.rgb565, .linear)))
      #expect(virtio.formats.contains(FormatModifier(.xrgb8888, .linear)))
      let vkms = try #require(try DRMDevice(path: Lab.vkms).dumbAllocator).production
      #expect(vkms.formats.contains(FormatModifier(.rgb565, .linear)))
      #expect(vkms.formats.contains(FormatModifier(.nv12, .linear)))
    }

    @Test("D11: vgem makes dumb buffers though it has no screen")
    func vgem() throws {
      let card = try DRMDevice(path: Lab.vgem)
      #expect(!card.hasModeSetting)
      #expect(card.dumbAllocator != nil)
    }

    @Test("vivid keeps any stride from the tight one on: tried, not assumed")
    func strides() throws {
      let camera = try Camera(path: Lab.vivid)
      let participant = try camera.participant(
        named: "camera", extent: extent, only: [.xrgb8888])
      let domain = try #require(
        participant.offers.flatMap(\.constraints).compactMap { constraint -> StrideDomain? in
          guard case .stride(let domain, 0) = constraint.term else { return nil }
          #expect(constraint.evidence == Evidence(.probe, "VIDIOC_TRY_FMT"))
          return domain
        }.first)
      #expect(domain.least(from: 0) == 2560)
      #expect(domain.contains(2561))
      #expect(domain.contains(7680))
      #expect(domain.maximum != nil)
    }

    @Test("vivid's sizes are listed one by one, and a size it lacks is a conflict that says so")
    func sizes() throws {
      let pipeline = try CameraToDisplay(
        Camera(path: Lab.vivid), DRMDevice(path: Lab.vkms),
        extent: Extent(width: 800, height: 600), allocators: Inventory.find().allocators)
      var negotiation = Negotiation(pipeline.problem)
      let conflict = #expect(throws: Conflict.self) { _ = try negotiation.next() }
      #expect(conflict?.members.contains { $0.participant == "camera" } == true)
      #expect(conflict?.description.contains("640x480") == true)
    }

    @Test("a heap is known under its newest name only", .contiguousHeap)
    func aliases() throws {
      let present = try LinuxKernel().names(in: "/dev/dma_heap").get()
      // The kernel's names of one region, today's first.
      let newest = try #require(HeapName.defaultRegion.first(where: present.contains))
      let names = Inventory.find().heaps.map(\.production.name)
      #expect(Set(names) == ["heap:system", Name("heap:\(newest)")])
      #expect(names.count == 2)
    }

    @Test("a heap that is told to be contiguous takes of the contiguous memory, and no other does")
    func contiguity() throws {
      let heaps = Inventory.find().heaps
      #expect(heaps.contains { $0.production.name == "heap:system" })
      for heap in heaps {
        let plan = BufferPlan(
          try Lab.agreement(
            .xrgb8888, Extent(width: 2048, height: 2048), from: heap.production))
        let before = try freeContiguousMemory()
        let buffer = try heap.allocate(plan)
        let taken = try before - freeContiguousMemory()
        #expect(buffer.size(ofDMABuffer: 0) == Bytes(16 << 20))
        // Others come and go too, by far less.
        #expect(heap.production.isContiguous == (taken > 8 << 20), "\(heap.heap): \(taken)")
        #expect(heap.production.isContiguous == (heap.production.name != "heap:system"))
      }
    }

    /// Bytes; none where the kernel has no contiguous memory.
    private func freeContiguousMemory() throws -> Int {
      let text = String(
        decoding: try LinuxKernel().contents(of: "/proc/meminfo").get(), as: UTF8.self)
      let line = text.split(separator: "\n").first { $0.hasPrefix("CmaFree:") }
      guard let line else { return 0 }
      return try #require(Int(line.split(separator: " ")[1])) * 1024
    }
  }
}
