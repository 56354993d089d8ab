import Foundation
import SystemPackage
import Tessera
import TesseraConformance
import Testing

/// A display that is taken away in mid-use: its driver from its device, or through vkms' configfs.
extension LabTests {
  @Suite("A display that goes away", .serialized)
  struct DisplayRemovalTests {
    /// A card that shows a buffer, which the CPU has written to.
    private struct Picture {
      let allocator: any Allocator
      let importer: DisplayImporter
      let agreement: Agreement
      let buffer: Buffer

      /// Shows a buffer of the card's own, or of another allocator.
      init(on path: String, from foreign: (any Allocator)? = nil, sizes: Set<Extent>? = nil) throws
      {
        let card = try DRMDevice(path: path)
        let display = try Display(card)
        if let foreign {
          allocator = foreign
        } else {
          allocator = try #require(card.dumbAllocator)
        }
        let extent = try #require(display.sizes.first { sizes?.contains($0) ?? true })
        var negotiation = Negotiation(
          Problem(
            extent: extent, participants: [display.participant(named: "display")],
            allocators: [allocator.production]))
        importer = DisplayImporter(display, named: "display")
        let settlement = try negotiation.settle(with: [allocator], importers: [importer])
        agreement = settlement.agreement
        buffer = try #require(settlement.buffers.first)
        try draw(42)
        try importer.show(0, extent)
      }

      func draw(_ value: UInt8) throws {
        try buffer.withMutableBytes(ofPlane: 0) {
          $0.storeBytes(of: value, toByteOffset: 0, as: UInt8.self)
        }
      }

      func drawn() throws -> UInt8 { try buffer.withBytes(ofPlane: 0) { $0.byte(at: 0) } }
      func show() throws { try importer.show(0, agreement.extent) }
      func allocate() throws -> Buffer { try allocator.allocate(BufferPlan(agreement)) }
    }

    /// What this process holds of cards and dma-bufs, and the dma-bufs of the whole system.
    private func held() throws -> [Int] {
      [
        try Lab.openDescriptors { $0.contains("/dev/dri/") || $0.contains("dmabuf") },
        try Holdings().mappings, try LiveBuffers.find().buffers.count,
      ]
    }

    /// Takes bochs' driver away in `body`; it is back at the end, when all that `body` held is gone.
    private func withoutBochs(_ body: (_ unbind: () throws -> Void) throws -> Void) throws {
      let driver = try DisplayDriver(ofCard: Lab.bochs)
      var isUnbound = false
      defer {
        if isUnbound { #expect(throws: Never.self) { try driver.bind() } }
      }
      try body {
        try driver.unbind()
        isUnbound = true
      }
    }

    private func withInstance(_ body: (DisplayInstance) throws -> Void) throws {
      let instance = try DisplayInstance(named: "removal")
      try instance.plug()
      defer { #expect(throws: Never.self) { try instance.remove() } }
      try body(instance)
    }

    @Test("whose driver is taken: every call says so, mapped memory stays mapped, nothing is lost")
    func unbound() throws {
      let before = try held()
      try withoutBochs { unbind in
        let picture = try Picture(on: Lab.bochs)
        #expect(try held()[0] > before[0] + 1)
        #expect(try held()[2] > before[2])
        try unbind()

        // The older driver's buffers were in the card's memory: the kernel puts one page of zeros in
        // the place of all of them. The newer one's are memory of the system and stay what they were.
        #expect(try picture.drawn() == (Lab.kernel == "stable" ? 0 : 42))
        try picture.draw(7)
        #expect(try picture.drawn() == 7)

        let shown = #expect(throws: DeviceError.self) { try picture.show() }
        #expect(shown?.cause?.errno == .operationNotSupportedByDevice)
        #expect(shown?.problem.hasSuffix("is gone") == true)
        let made = #expect(throws: AllocationError.self) { _ = try picture.allocate() }
        #expect(made?.cause?.errno == .operationNotSupportedByDevice)
        #expect(made?.message.contains("is gone") == true)
        #expect(throws: DeviceError.self) { _ = try DRMDevice(path: Lab.bochs) }
        picture.importer.release()
        #expect(try picture.drawn() == 7)
      }
      #expect(try held() == before)
      // It works again, and that is not the old one.
      do { _ = try Picture(on: Lab.bochs).drawn() }
      #expect(try held() == before)
    }

    @Test(
      "that vkms takes back: its open card works on without a screen, until it is closed",
      .enabled(
        if: !Lab.isPresent || DisplayInstance.isSupported,
        "this kernel's vkms makes no displays through configfs (the stable release's is older)"))
    func disabled() throws {
      let before = try held()
      try withInstance { instance in
        let path = try instance.card()
        let picture = try Picture(on: path)
        try instance.unplug()
        #expect(throws: DeviceError.self) { _ = try DRMDevice(path: path) }
        // The kernel only takes its node and its connectors away.
        #expect(try picture.drawn() == 42)
        _ = try picture.allocate()
        try picture.show()
        picture.importer.release()
        let refusal = #expect(throws: Refusal.self) {
          try picture.importer.take([picture.buffer], under: picture.agreement)
        }
        #expect(refusal?.reason.contains("EINVAL") == true, "\(refusal?.reason ?? "")")
        try picture.draw(7)
        #expect(try picture.drawn() == 7)
      }
      #expect(try held() == before)
    }

    @Test(
      "with a heap's buffer on its screen: the next display takes the same buffer",
      .enabled(
        if: !Lab.isPresent || DisplayInstance.isSupported,
        "the stable release's bochs imports nothing, and its vkms cannot be taken away"),
      arguments: [false, true])
    func foreign(isUnbound: Bool) throws {
      let before = try held()
      let heap = try HeapAllocator(path: "/dev/dma_heap/system")
      func moved(from path: String, _ remove: () throws -> Void) throws {
        let next = try Display(DRMDevice(path: Lab.vkms))
        let picture = try Picture(on: path, from: heap, sizes: Set(next.sizes))
        try remove()
        #expect(try picture.drawn() == 42)
        picture.importer.release()
        let other = DisplayImporter(next, named: "display")
        try other.take([picture.buffer], under: picture.agreement)
        try other.show(0, picture.agreement.extent)
        other.release()
      }
      if isUnbound {
        try withoutBochs { try moved(from: Lab.bochs, $0) }
      } else {
        try withInstance { try moved(from: try $0.card(), $0.unplug) }
      }
      #expect(try held() == before)
    }
  }
}
