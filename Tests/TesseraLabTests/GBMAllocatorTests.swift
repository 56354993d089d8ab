#if GBM
import Foundation
import SystemPackage
import Tessera
import TesseraKernel
import Testing

/// GBM as one of the allocators.
extension LabTests {
  @Suite("GBM allocates", .serialized)
  struct GBMAllocatorTests {
    private static let gpu = Lab.virtioGPU + "-render"

    @Test("a GPU that cannot draw is a problem that says so; one that can is an allocator")
    func inventory() throws {
      let inventory = Inventory.find()
      let problems = inventory.problems.filter { $0.path.contains("/renderD") }
      #expect(problems.count == (Lab.hasGPU ? 1 : 2))
      for problem in problems {
        #expect(problem.cause?.errno.rawValue == EACCES)
        #expect(problem.description.contains("GBM makes no buffers on it (EACCES)"))
      }
      #expect(inventory.gpus.count == (Lab.hasGPU ? 1 : 0))
    }

    @Test("the same buffer serves the GPU and the display of one device", .gpu)
    func sameDevice() throws {
      let card = try DRMDevice(path: Lab.virtioGPU)
      let gpu = try GBMAllocator(path: Self.gpu)
      #expect(gpu.production.device == card.identity)
      let display = try Display(card)
      let participant = display.participant(named: "display")
      for modifier in [LayoutModifier.linear, .implicit(on: card.identity)] {
        let evidence = Evidence(.user, "test")
        let reader = Participant(
          "GPU", device: card.identity,
          offers: [
            Offer(
              "one",
              [Constraint(.formats(FormatTable([FormatModifier(.xrgb8888, modifier)])), evidence)])
          ])
        var negotiation = Negotiation(
          Problem(
            extent: try #require(display.sizes.first), participants: [participant, reader],
            allocators: [gpu.production]))
        let screen = DisplayImporter(display, named: "display")
        let settlement = try negotiation.settle(with: [gpu], importers: [screen])
        #expect(settlement.refusals.isEmpty)
        #expect(settlement.agreement.pair.modifier == modifier)
        let buffer = try #require(settlement.buffers.first)
        #expect(buffer.planes.count == 1)
        try screen.show(0, settlement.agreement.extent)
      }
    }

    @Test(
      "a card's dumb buffers are made by GBM as well, to the byte",
      arguments: [Lab.vkms, Lab.bochs, Lab.virtioGPU, Lab.vgem])
    func software(_ path: String) throws {
      let allocator = try GBMAllocator(path: path)
      let production = allocator.production
      #expect(production.formats.contains(FormatModifier(.xrgb8888, .linear)))
      let hasGPU = path == Lab.virtioGPU && Lab.hasGPU
      // What Mesa's software claims, virtio-gpu does not make: 32 bits are all it has.
      #expect(
        production.formats.contains(FormatModifier(.rgb565, .linear))
          == (path != Lab.virtioGPU || hasGPU))
      #expect(!production.formats.contains(FormatModifier(.nv12, .linear)))
      // Mesa's software draws in tiles of 64 pixels; virgl leaves rows as they are.
      #expect(production.strides == StrideDomain(multipleOf: hasGPU ? 4 : 256))
    }

    @Test("a format of eight bytes that Mesa's software pads to 512 B has an allocator of its own")
    func wide() throws {
      let allocator = try GBMAllocator(path: Lab.vkms)
      let production = allocator.production
      let pair = FormatModifier(.abgr16161616F, .linear)
      #expect(!production.formats.contains(pair))
      let device = try #require(production.device)
      #expect(production.formats.contains(FormatModifier(.abgr16161616F, .implicit(on: device))))
      let wide = try #require(allocator.others.first { $0.production.formats.contains(pair) })
      #expect(wide.production.strides == StrideDomain(multipleOf: 512))
    }

    @Test(
      "every linear format is made with the stride that is agreed",
      arguments: [Lab.vkms, Lab.bochs, Lab.virtioGPU, Lab.vgem])
    func promised(_ path: String) throws {
      let allocator = try GBMAllocator(path: path)
      for one in [allocator] + allocator.others {
        for pair in one.production.formats.pairs where pair.modifier == .linear {
          for width in [1, 63, 100] as [Pixels] {
            let agreement = try Lab.agreement(
              pair.format, Extent(width: width, height: 31), from: one.production)
            let buffer = try one.allocate(BufferPlan(agreement))
            #expect(buffer.planes == agreement.layout.planes)
          }
        }
      }
    }

    @Test(
      "what a driver still does to a new buffer is its initial fence",
      arguments: [Lab.vkms, Lab.bochs, Lab.virtioGPU] + (Lab.hasGPU ? [gpu] : []))
    func clearing(_ path: String) throws {
      let allocator = try GBMAllocator(path: path)
      let size = Extent(width: 1920, height: 1080)
      let plan = BufferPlan(try Lab.agreement(.xrgb8888, size, from: allocator.production))
      var pending = 0
      for _ in 0..<50 {
        let buffer = try allocator.allocate(plan)
        let isFree = try buffer.withDescriptor(ofDMABuffer: 0) {
          try LinuxKernel().isReady($0, for: .writable)
        }
        guard let fence = buffer.initialFence else {
          #expect(isFree)
          continue
        }
        pending += 1
        try fence.wait(within: .seconds(10))
        try buffer.waitUntilFree(for: .write, within: .zero)
      }
      print("\(path): \(pending) of 50 new buffers had an initial fence")
      // Who draws with the CPU has nothing left to do.
      if path != Lab.virtioGPU && path != Self.gpu { #expect(pending == 0) }
    }

    @Test(
      "a linear buffer is seen through GBM from one view to the next, by software as the CPU sees it",
      arguments: [Lab.vkms, Lab.bochs, Lab.virtioGPU] + (Lab.hasGPU ? [gpu] : []))
    func view(_ path: String) throws {
      let allocator = try GBMAllocator(path: path)
      let size = Extent(width: 100, height: 31)
      let buffer = try allocator.allocate(
        BufferPlan(try Lab.agreement(.xrgb8888, size, from: allocator.production)))
      try buffer.withLinearView(.write) { pixels, stride in
        for row in 0..<31 {
          pixels.storeBytes(
            of: UInt32(row), toByteOffset: row * Int(stride.value), as: UInt32.self)
        }
      }
      try buffer.withLinearView(.read) { pixels, stride in
        for row in 0..<31 {
          let found = unsafe pixels.unsafeLoad(
            fromByteOffset: row * Int(stride.value), as: UInt32.self)
          #expect(found == UInt32(row))
        }
      }
      // The emulated GPU has memory of its own beside the guest's.
      if path == Self.gpu || (path == Lab.virtioGPU && Lab.hasGPU) { return }
      try buffer.withBytes(ofPlane: 0) { bytes in
        let stride = Int(buffer.planes[0].stride.value)
        for row in 0..<31 {
          #expect(
            unsafe bytes.unsafeLoad(fromByteOffset: row * stride, as: UInt32.self) == UInt32(row))
        }
      }
    }

    @Test("a thousand buffers leave no descriptor behind", arguments: [Lab.vkms, Lab.virtioGPU])
    func census(_ path: String) throws {
      let allocator = try GBMAllocator(path: path)
      let anything = Participant(
        "CPU", device: nil,
        offers: [
          Offer(
            "any",
            [
              Constraint(
                .formats(FormatTable([FormatModifier(.xrgb8888, .linear)])), Evidence(.user, "test")
              )
            ])
        ])
      var negotiation = Negotiation(
        Problem(
          extent: Extent(width: 100, height: 40), participants: [anything],
          allocators: [allocator.production]))
      let agreement = try negotiation.next()
      _ = try allocator.allocate(BufferPlan(agreement))
      let before = try Lab.openFiles()
      for _ in 0..<1000 { _ = try allocator.allocate(BufferPlan(agreement)) }
      #expect(try Lab.filesOpened(since: before) == [])
    }
  }
}
#endif
