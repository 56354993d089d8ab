import CDRM
import CLinux
import SystemPackage
import Tessera
import TesseraKernel
import Testing

/// What drivers answer about dumb buffers and framebuffers of them (C1, C8).
extension LabTests {
  @Suite("C1, C8: dumb buffers and framebuffers", .serialized)
  struct DumbFactTests {
    static let cards = [Lab.vkms, Lab.bochs, Lab.virtioGPU, Lab.vgem]
    let kernel = LinuxKernel()

    func node(_ path: String) throws -> DRMNode {
      try DRMNode(opening: path, kernel: kernel)
    }

    func errno(_ body: () throws -> Void) -> Errno? {
      do {
        try body()
        return nil
      } catch let error as SystemCallError {
        return error.errno
      } catch {
        Issue.record("\(error)")
        return nil
      }
    }

    @Test("D1, D4: an image of nothing and one beyond 32 bits are EINVAL", arguments: cards)
    func refused(card: String) throws {
      let node = try node(card)
      for (width, height, bits) in [
        (0, 1, 32), (1, 0, 32), (1, 1, 0), (.max, 1, 32), (.max, .max, 32), (1 << 16, 1 << 16, 32),
      ] as [(UInt32, UInt32, UInt32)] {
        #expect(
          errno { _ = try node.createDumb(width: width, height: height, bitsPerPixel: bits) }
            == .invalidArgument, "\(width)x\(height)x\(bits)")
      }
    }

    @Test("D3: one pixel is a page, and its stride the driver's", arguments: cards)
    func onePixel(card: String) throws {
      let node = try node(card)
      let dumb = try node.createDumb(width: 1, height: 1, bitsPerPixel: 32)
      defer { node.release(dumb.handle) }
      #expect(dumb.size == 4096)
      #expect(dumb.stride >= 4)
    }

    @Test("D6: memory stays when the handle goes, and is zero", arguments: cards)
    func outlives(card: String) throws {
      let node = try node(card)
      let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      let file = try node.export(dumb.handle)
      let mapping = try MemoryMapping(
        file.borrowed.rawValue, count: Int(dumb.size), writable: true, kernel: kernel)
      node.release(dumb.handle)
      let isZero = mapping.withBytes(in: 0..<Int(dumb.size)) { bytes in
        (0..<bytes.byteCount).allSatisfy {
          unsafe bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) == 0
        }
      }
      #expect(isZero)
    }

    @Test("D10: a handle is closed once, and the second time is EINVAL", arguments: cards)
    func closedTwice(card: String) throws {
      let node = try node(card)
      let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      node.release(dumb.handle)
      var close = drm_gem_close(handle: dumb.handle, pad: 0)
      #expect(
        unsafe kernel.ioctl(node.file.descriptor, cdrm_GEM_CLOSE, &close) == -Int(EINVAL))
    }

    @Test("D12: a render node makes none, and says EACCES")
    func renderNode() throws {
      let node = try node("/dev/lab/virtio-gpu-render")
      #expect(
        errno { _ = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32) }
          == .permissionDenied)
    }

    @Test(
      "D13: the first export decides whether a buffer is ever mapped for writing", arguments: cards)
    func readOnly(card: String) throws {
      let node = try node(card)
      func map(_ flags: UInt32, _ dumb: DumbBuffer) throws -> Errno? {
        var prime = drm_prime_handle(handle: dumb.handle, flags: flags, fd: -1)
        #expect(
          unsafe kernel.ioctl(node.file.descriptor, cdrm_PRIME_HANDLE_TO_FD, &prime) == 0)
        let file = OwnedFileDescriptor(owning: FileDescriptor(rawValue: prime.fd))
        return errno {
          _ = try MemoryMapping(
            file.borrowed.rawValue, count: Int(dumb.size), writable: true, kernel: kernel)
        }
      }
      let first = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      defer { node.release(first.handle) }
      #expect(try map(cdrm_CLOEXEC, first) == .permissionDenied)
      // The dma-buf is made once for a handle: what is exported later is the same open file.
      #expect(try map(cdrm_CLOEXEC | cdrm_RDWR, first) == .permissionDenied)
      let other = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      defer { node.release(other.handle) }
      #expect(try map(cdrm_CLOEXEC | cdrm_RDWR, other) == nil)
      #expect(try map(cdrm_CLOEXEC, other) == nil)
    }

    @Test("an empty lease reopens a card: it has handles of its own")
    func lease() throws {
      let node = try node(Lab.vkms)
      var lease = drm_mode_create_lease()
      lease.flags = UInt32(O_CLOEXEC)
      let answer = unsafe kernel.ioctl(
        node.file.descriptor, cdrm_MODE_CREATE_LEASE, &lease)
      try #require(answer == 0, "\(answer)")
      let reopened = OwnedFileDescriptor(
        owning: FileDescriptor(rawValue: CInt(bitPattern: lease.fd)))
      let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      defer { node.release(dumb.handle) }
      var close = drm_gem_close(handle: dumb.handle, pad: 0)
      #expect(
        unsafe kernel.ioctl(reopened.borrowed.rawValue, cdrm_GEM_CLOSE, &close) == -Int(EINVAL))
      // Without the right to the display there is no lease.
      node.resignMaster()
      #expect(
        unsafe kernel.ioctl(node.file.descriptor, cdrm_MODE_CREATE_LEASE, &lease)
          == -Int(EACCES))
    }

    @Test(
      "P1, P3: a buffer is one handle on one open file, and another on another", arguments: cards)
    func handles(card: String) throws {
      let (one, other) = (try node(card), try node(card))
      let dumb = try one.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      let file = try one.export(dumb.handle)
      #expect(try one.importHandle(of: file.borrowed.rawValue) == dumb.handle)
      let foreign = try other.importHandle(of: file.borrowed.rawValue)
      #expect(try other.importHandle(of: file.borrowed.rawValue) == foreign)
      #expect(other.liveHandles == 1)
      other.release(foreign)
      other.release(foreign)
      #expect(other.liveHandles == 0)
      one.release(dumb.handle)
      // The creation's count is gone; the import's is left, and the handle with it.
      _ = try one.export(dumb.handle)
      one.release(dumb.handle)
      #expect(errno { _ = try one.export(dumb.handle) } == .noSuchFileOrDirectory)
    }

    /// Adds a framebuffer of vkms; 0 or −errno.
    private func add(
      _ node: DRMNode, handle: UInt32, format: PixelFormat = .xrgb8888, width: UInt32 = 64,
      height: UInt32 = 64, pitch: UInt32 = 256, modifier: UInt64? = 0
    ) -> Int {
      var command = drm_mode_fb_cmd2()
      (command.width, command.height) = (width, height)
      command.pixel_format = format.rawValue
      command.handles.0 = handle
      command.pitches.0 = pitch
      if let modifier {
        command.flags = UInt32(DRM_MODE_FB_MODIFIERS)
        command.modifier.0 = modifier
      }
      let answer = unsafe kernel.ioctl(node.file.descriptor, cdrm_MODE_ADDFB2, &command)
      if answer == 0 {
        var identifier = command.fb_id
        _ = unsafe kernel.ioctl(node.file.descriptor, cdrm_MODE_RMFB, &identifier)
      }
      return answer
    }

    @Test("A1–A4: a framebuffer is what fits its buffer, and all else is told by its errno")
    func framebuffers() throws {
      let node = try node(Lab.vkms)
      let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      defer { node.release(dumb.handle) }
      #expect(add(node, handle: dumb.handle) == 0)
      #expect(add(node, handle: dumb.handle, modifier: nil) == 0)
      #expect(add(node, handle: 0) == -Int(EINVAL))
      #expect(add(node, handle: 4711) == -Int(ENOENT))
      for pitch in [0, 32, 63, 128] as [UInt32] {
        #expect(add(node, handle: dumb.handle, pitch: pitch) == -Int(EINVAL), "\(pitch)")
      }
      #expect(add(node, handle: dumb.handle, height: 65) == -Int(EINVAL))
      #expect(add(node, handle: dumb.handle, width: 0) == -Int(EINVAL))
      #expect(add(node, handle: dumb.handle, pitch: .max) == -Int(ERANGE))
      // Implicit is said by leaving it out, and never by its number.
      #expect(add(node, handle: dumb.handle, modifier: Modifier.invalid.rawValue) == -Int(EINVAL))
      #expect(add(node, handle: dumb.handle, modifier: 0x0100_0000_0000_0001) == -Int(EINVAL))
    }

    @Test("stat tells the size of a card's dma-buf as lseek does", arguments: cards)
    func statSize(card: String) throws {
      let node = try node(card)
      let dumb = try node.createDumb(width: 64, height: 64, bitsPerPixel: 32)
      defer { node.release(dumb.handle) }
      let file = try node.export(dumb.handle)
      #expect(try kernel.status(of: file.borrowed.rawValue).get().size == Int64(dumb.size))
      #expect(
        try DMABufferCalls.size(file.borrowed.rawValue, kernel: kernel) == dumb.size)
    }
  }
}
