import CDRM
import Foundation
import SystemPackage
import Testing

@testable import Tessera
@testable import TesseraKernel

/// What drivers answer about framebuffers beyond their sizes, and what a screen shows of them (C8).
extension LabTests {
  @Suite("C8: framebuffers and what is shown of them", .serialized)
  struct FramebufferFactTests {
    static let displays = [Lab.vkms, Lab.bochs, Lab.virtioGPU]
    /// A discrete GPU of Intel's, by the path of its card, where a machine has one.
    static let discreteIntel = ProcessInfo.processInfo.environment["TESSERA_DISCRETE_INTEL"]
    private let kernel = LinuxKernel()
    private let xrgb = PixelFormat.xrgb8888.rawValue

    private func node(_ path: String) throws -> DRMNode {
      try DRMNode(opening: path, kernel: kernel)
    }

    private func add(_ command: drm_mode_fb_cmd2, on node: DRMNode) throws -> UInt32 {
      let answer = node.rawFramebuffer(command)
      return UInt32(try #require(answer > 0 ? answer : nil, "\(answer)"))
    }

    @Test("A1: the fields of planes that a format has not are zero")
    func unusedPlanes() throws {
      let node = try node(Lab.vkms)
      let dumb = try node.createDumb(width: 64, height: 128, bitsPerPixel: 32)
      let image = drm_mode_fb_cmd2(dumb, xrgb)
      #expect(node.rawRemove(try add(image, on: node)) == 0)
      let second: [(inout drm_mode_fb_cmd2) -> Void] = [
        { $0.handles.1 = dumb.handle }, { $0.pitches.1 = dumb.stride }, { $0.offsets.1 = 4096 },
        { $0.modifier.1 = 1 },
      ]
      for (place, set) in second.enumerated() {
        var image = image
        set(&image)
        #expect(node.rawFramebuffer(image) == -Int(EINVAL), "\(place)")
      }
    }

    /// The stable kernel's vkms shows no format of two planes: there the image itself is refused.
    @Test("A4: planes of one image have one modifier")
    func modifierPerPlane() throws {
      let node = try node(Lab.vkms)
      let dumb = try node.createDumb(width: 64, height: 128, bitsPerPixel: 8)
      var image = drm_mode_fb_cmd2(dumb, PixelFormat.nv12.rawValue)
      (image.handles.1, image.pitches.1, image.offsets.1) = (dumb.handle, dumb.stride, 4096)
      let answer = node.rawFramebuffer(image)
      #expect(Lab.kernel == "stable" ? answer == -Int(EINVAL) : answer > 0, "\(answer)")
      image.modifier.1 = Modifier.intelXTiled.rawValue
      #expect(node.rawFramebuffer(image) == -Int(EINVAL))
    }

    @Test(
      "A4: a driver without modifiers takes an image only without them; one without displays none")
    func noModifiers() throws {
      let node = try node(Lab.virtioGPU)
      let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      #expect(
        node.rawRemove(try add(drm_mode_fb_cmd2(dumb, xrgb, modifiers: false), on: node)) == 0)
      #expect(node.rawFramebuffer(drm_mode_fb_cmd2(dumb, xrgb)) == -Int(EINVAL))
      let vgem = try self.node(Lab.vgem)
      let other = try vgem.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      #expect(vgem.rawFramebuffer(drm_mode_fb_cmd2(other, xrgb)) == -Int(EOPNOTSUPP))
    }

    @Test(
      "A5: memory of the system is refused by a discrete GPU of Intel's, as too far away",
      .enabled(
        if: discreteIntel != nil,
        "needs such a GPU, which the lab has not: TESSERA_DISCRETE_INTEL=/dev/dri/card0"))
    func tooFar() throws {
      let node = try node(try #require(Self.discreteIntel))
      let heap = try HeapNode(opening: "/dev/dma_heap/system", kernel: kernel)
      let memory = try heap.allocate(64 * 1024)
      let handle = try node.importHandle(of: memory.rawValue)
      let image = drm_mode_fb_cmd2(
        DumbBuffer(handle: handle, stride: 256, size: 64 * 1024), xrgb, modifiers: false)
      #expect(node.rawFramebuffer(image) == -Int(EREMOTE))
    }

    @Test(
      "A6: GETFB2 gives a new handle each time, for whoever asks to close", arguments: displays)
    func freshHandles(card: String) throws {
      let node = try node(card)
      let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      let framebuffer = try add(drm_mode_fb_cmd2(dumb, xrgb, modifiers: false), on: node)
      func handles() -> Int? { DRMNode.handleCount(of: node.file.descriptor, kernel: kernel) }
      let fresh = (0..<2).map { _ in node.rawHandle(ofFramebuffer: framebuffer) }
      #expect(fresh.allSatisfy { $0 > 0 }, "\(fresh)")
      #expect(Set(fresh + [Int(dumb.handle)]).count == 3, "\(fresh)")
      #expect(handles() == 3)
      for handle in fresh { #expect(node.rawClose(UInt32(handle)) == 0) }
      #expect(handles() == 1)
      #expect(node.rawRemove(framebuffer) == 0)
      #expect(node.rawHandle(ofFramebuffer: framebuffer) == -Int(ENOENT))
    }

    @Test("A7: CLOSEFB leaves the picture where it is, RMFB takes it off the screen")
    func closing() throws {
      let screen = try HeldScreen(Lab.vkms)
      defer { try? screen.turnOff() }
      let node = screen.card.node
      let (one, other) = (
        try picture(1, on: node, for: screen), try picture(2, on: node, for: screen)
      )
      try screen.show(one)
      #expect(try screen.shown == UInt64(one))
      // Only whoever made it lets go of it, and once.
      #expect(try self.node(Lab.vkms).rawCloseFramebuffer(one) == -Int(ENOENT))
      #expect(node.rawCloseFramebuffer(one) == 0)
      #expect(node.rawCloseFramebuffer(one) == -Int(ENOENT))
      #expect(node.rawRemove(one) == -Int(ENOENT))
      #expect(try screen.shown == UInt64(one))
      try screen.show(other)
      #expect(node.rawRemove(other) == 0)
      #expect(try screen.shown == 0)
    }

    /// A framebuffer as large as the screen, of a pattern of its own.
    private func picture(
      _ seed: UInt64, on maker: DRMNode, for screen: HeldScreen
    ) throws -> UInt32 {
      let node = screen.card.node
      let (width, height) = (screen.extent.width.value, screen.extent.height.value)
      var dumb = try maker.createDumb(
        width: UInt32(width), height: UInt32(height), bitsPerPixel: 32)
      let file = try maker.export(dumb.handle)
      let mapping = try MemoryMapping(
        file.rawValue, count: Int(dumb.size), writable: true, kernel: kernel)
      mapping.withMutableBytes(in: 0..<mapping.count) { span in
        var word = seed
        for place in stride(from: 0, to: span.byteCount, by: 8) {
          word = word &* 6_364_136_223_846_793_005 &+ 1
          span.storeBytes(of: word, toByteOffset: place, as: UInt64.self)
        }
      }
      if maker !== node {
        dumb = DumbBuffer(
          handle: try node.importHandle(of: file.rawValue), stride: dumb.stride, size: dumb.size)
      }
      return try add(
        drm_mode_fb_cmd2(dumb, xrgb, width: UInt32(width), height: UInt32(height)), on: node)
    }

    @Test(
      "D14: a picture in another card's buffer is seen as the same picture in the screen's own",
      arguments: [Lab.vgem, Lab.virtioGPU, Lab.bochs])
    func foreign(card: String) throws {
      let screen = try HeldScreen(Lab.vkms)
      defer { try? screen.turnOff() }
      func seen(_ seed: UInt64, on maker: DRMNode) throws -> String {
        try screen.show(try picture(seed, on: maker, for: screen))
        return try screen.checksum()
      }
      let maker = try node(card)
      if card == Lab.bochs, Lab.kernel == "stable" {
        // There its memory is the card's own, which nobody imports.
        let error = #expect(throws: SystemCallError.self) { _ = try seen(1, on: maker) }
        #expect(error?.errno == .noFunction)
        return
      }
      let own = try seen(1, on: screen.card.node)
      #expect(try seen(2, on: screen.card.node) != own)
      #expect(try seen(1, on: maker) == own)
    }
  }
}
