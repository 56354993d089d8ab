import Tessera
import Testing

/// A camera's frames on a screen, on real drivers.
extension LabTests {
  @Suite("A camera's frames on a screen", .serialized)
  struct CameraToDisplayTests {
    /// Settles and streams a few frames; hands the result to `check` while the last one is shown.
    private func stream(
      from camera: String, to display: String, format: PixelFormat? = nil, extent: Extent? = nil,
      allocators allowed: Set<Name<Production>>? = nil, frames: Int = 6,
      check: (Settlement, FrameStream.Report) throws -> Void
    ) throws {
      let allocators = Inventory.find().allocators
        .filter { allowed?.contains($0.production.name) ?? true }
      let pipeline = try CameraToDisplay(
        Camera(path: camera), DRMDevice(path: display), extent: extent,
        only: format.map { [$0] }, allocators: allocators)
      let screen = try #require(pipeline.display)
      let source = CameraImporter(pipeline.camera, named: CameraToDisplay.cameraName)
      let sink = DisplayImporter(screen, named: CameraToDisplay.displayName)
      var negotiation = Negotiation(pipeline.problem)
      let settlement = try negotiation.settle(with: allocators, importers: [source, sink])
      let report = try FrameStream(settlement, from: source, to: sink).run(frames: frames)
      #expect(report.shown == frames)
      #expect(report.bytesCopied == 0)
      try check(settlement, report)
    }

    private func expectBars(_ settlement: Settlement, _ report: FrameStream.Report) throws {
      let shown = settlement.buffers[try #require(report.lastShown)]
      let bars = try ColourBars.xrgb(in: shown)
      for (found, expected) in zip(bars, ColourBars.rgb) {
        #expect(ColourBars.isClose(found, expected), "\(found) instead of \(expected)")
      }
      #expect(shown.bytesTouchedByCPU > 0, "the counter behind “0 bytes copied” counts")
    }

    @Test("vivid to vkms through the system heap: the framebuffer holds the camera's bars")
    func systemHeap() throws {
      try stream(
        from: Lab.vivid, to: Lab.vkms, format: .xrgb8888, allocators: ["heap:system"]
      ) { settlement, report in
        #expect(settlement.agreement.allocator == "heap:system")
        #expect(settlement.refusals.isEmpty)
        try expectBars(settlement, report)
      }
    }

    @Test("vivid to vkms through the CMA heap: the same picture", .contiguousHeap)
    func contiguousHeap() throws {
      try stream(
        from: Lab.vivid, to: Lab.vkms, format: .xrgb8888,
        allocators: [try #require(Lab.contiguousHeap).production.name]
      ) { settlement, report in
        #expect(settlement.agreement.isContiguous)
        try expectBars(settlement, report)
      }
    }

    @Test("vivid to vkms through udmabuf: the same picture")
    func udmabuf() throws {
      try stream(
        from: Lab.vivid, to: Lab.vkms, format: .xrgb8888, allocators: ["udmabuf"]
      ) { settlement, report in
        #expect(settlement.agreement.allocator == "udmabuf")
        try expectBars(settlement, report)
      }
    }

    @Test("left to choose, vivid and vkms move the fewest bytes")
    func freeChoice() throws {
      try stream(from: Lab.vivid, to: Lab.vkms) { settlement, report in
        let agreement = settlement.agreement
        // 4:2:0 where this kernel's vkms has it, else 16 bits per pixel at full depth.
        let bits = try #require(agreement.format.info?.bitsPerPixel)
        #expect(
          agreement.cost == settlement.survey.agreements.map(\.cost).min { $0.total < $1.total })
        guard agreement.format == .nv12 else {
          #expect(bits >= 12)
          return
        }
        let shown = settlement.buffers[try #require(report.lastShown)]
        let luma = try ColourBars.luma(in: shown)
        #expect(ColourBars.isClose(luma, ColourBars.luma), "\(luma)")
      }
    }

    @Test("vivid to bochs: what the engine chose is on the screen, seen from outside")
    func bochs() throws {
      try stream(
        from: Lab.vivid, to: Lab.bochs, extent: Extent(width: 640, height: 480)
      ) { settlement, report in
        #expect(settlement.agreement.format == .xrgb8888)
        try expectBars(settlement, report)
        // The host's half is ScreenshotTests.
        let (_, status) = try Command.run("lab-screenshot", "bochs")
        #expect(status == 0)
      }
    }

    @Test("a contiguous camera ends on the CMA heap, learned from one refusal", .contiguousHeap)
    func contiguousCamera() throws {
      try stream(
        from: Lab.contiguousVivid, to: Lab.vkms, format: .xrgb8888
      ) { settlement, report in
        #expect(settlement.agreement.allocator == Lab.contiguousHeap?.production.name)
        #expect(settlement.refusals.map(\.lesson) == [.contiguousOnly])
        let reasons = settlement.survey.refutations
          .filter { $0.pair == settlement.agreement.pair && $0.obstacle == .scattered }
          .map(\.allocator)
        #expect(Set(reasons).isSuperset(of: ["heap:system", "udmabuf"]))
        try expectBars(settlement, report)
      }
    }

    @Test("a contiguous camera without contiguous memory is a conflict", .noContiguousHeap)
    func contiguousCameraAlone() throws {
      let error = #expect(throws: SettlementError.self) {
        try stream(from: Lab.contiguousVivid, to: Lab.vkms, format: .xrgb8888) { _, _ in }
      }
      let members = try #require(error?.conflict.members)
      #expect(members.map(\.participant) == ["camera"])
      #expect(members.map(\.constraint.term) == [.contiguous])
      #expect(members.first?.constraint.evidence.kind == .refusal)
    }

    @Test("virtio-gpu claims import and refuses it: its own dumb buffer is used, and shown")
    func virtioGPU() throws {
      let card = try DRMDevice(path: Lab.virtioGPU)
      #expect(card.claimsImport)
      try stream(from: Lab.vivid, to: Lab.virtioGPU) { settlement, report in
        #expect(settlement.agreement.allocator == Name("dumb:\(card.name)"))
        let refusal = try #require(settlement.refusals.first)
        #expect(settlement.refusals.count == 1)
        #expect(refusal.participant == "display")
        #expect(refusal.reason.contains("ENODEV"))
        try expectBars(settlement, report)
      }
    }

    @Test("a display that another program holds is told as such, and free again afterwards")
    func heldDisplay() throws {
      let holder = DisplayImporter(
        try Display(DRMDevice(path: Lab.vkms)), named: CameraToDisplay.displayName)
      try stream(from: Lab.vivid, to: Lab.vkms, format: .xrgb8888, frames: 1) { settlement, _ in
        let refusal = #expect(throws: Refusal.self) {
          try holder.take(settlement.buffers, under: settlement.agreement)
        }
        #expect(refusal?.lesson == .unavailable)
        #expect(refusal?.reason.contains("another program holds the display") == true)
      }
      try stream(from: Lab.vivid, to: Lab.vkms, format: .xrgb8888, frames: 1) { _, _ in }
    }

    @Test("vgem has no screen: the conflict says so and names nobody else")
    func vgem() throws {
      let pipeline = try CameraToDisplay(
        Camera(path: Lab.vivid), DRMDevice(path: Lab.vgem),
        allocators: Inventory.find().allocators)
      var negotiation = Negotiation(pipeline.problem)
      let conflict = #expect(throws: Conflict.self) { _ = try negotiation.next() }
      #expect(conflict?.members.map(\.participant) == ["display"])
      #expect(conflict?.description.contains("no mode setting") == true)
    }

    @Test("a format that nobody shares: the conflict names both sides' formats")
    func nothingShared() throws {
      let pipeline = try CameraToDisplay(
        Camera(path: Lab.vivid), DRMDevice(path: Lab.bochs), only: [.yuyv],
        allocators: Inventory.find().allocators)
      var negotiation = Negotiation(pipeline.problem)
      let conflict = #expect(throws: Conflict.self) { _ = try negotiation.next() }
      #expect(conflict?.members.map(\.participant) == ["camera", "display"])
      #expect(conflict?.description.contains("YUYV") == true)
      #expect(conflict?.description.contains("XR24") == true)
    }

    @Test("a multi-planar camera offers NV12 in one buffer and in a buffer for each plane")
    func bufferPerPlane() throws {
      let camera = try Camera(path: Lab.multiplanarVivid)
      let participant = try camera.participant(
        named: "camera", extent: Extent(width: 640, height: 480), only: [.nv12])
      #expect(
        participant.offers.map(\.label).sorted() == [
          "all planes in one buffer", "each plane in a buffer of its own",
        ])
    }
  }
}
