#if GBM
import SystemPackage
import Tessera
import TesseraKernel
import Testing

/// The other libgbm, on its driver for dumb buffers.
///
/// Debian has no package of it: whoever has built one puts it in Mesa's place (`LD_PRELOAD`).
extension LabTests {
  @Suite(
    "minigbm", .serialized,
    .enabled(if: LinkedGBM().flavour == .minigbm, "needs minigbm in the place of Mesa's libgbm"))
  struct MinigbmTests {
    private let path = Lab.vkms

    @Test("what Mesa makes nowhere, NV12 in one memory, is made as planned")
    func planar() throws {
      // No format is for no use; one of two planes is for no drawing.
      #expect(throws: DeviceError.self) { _ = try GBMAllocator(path: path, usage: []) }
      let allocator = try GBMAllocator(path: path, usage: .linear)
      let pair = FormatModifier(.nv12, .linear)
      let one = try #require(
        ([allocator] + allocator.others).first { $0.production.formats.contains(pair) })
      for extent in [Extent(width: 640, height: 480), Extent(width: 101, height: 41)] {
        let agreement = try Lab.agreement(.nv12, extent, from: one.production)
        let buffer = try one.allocate(BufferPlan(agreement, name: "minigbm"))
        #expect(buffer.planes == agreement.layout.planes)
        #expect(buffer.planes.count == 2)
        #expect(buffer.dmaBufferCount == 1)
        for plane in 0..<2 {
          try buffer.withMutableBytes(ofPlane: plane) { span in
            span.storeBytes(of: UInt8(plane + 1), toByteOffset: 0, as: UInt8.self)
          }
        }
        for plane in 0..<2 {
          #expect(try buffer.withBytes(ofPlane: plane) { $0.byte(at: 0) } == UInt8(plane + 1))
        }
      }
    }

    @Test("every linear format that is promised is made as planned")
    func promised() throws {
      for usage in [.linear, [.rendering, .scanout]] as [GBMUsage] {
        let allocator = try GBMAllocator(path: path, usage: usage)
        for one in [allocator] + allocator.others {
          for pair in one.production.formats.pairs where pair.modifier == .linear {
            let agreement = try Lab.agreement(
              pair.format, Extent(width: 100, height: 31), from: one.production)
            #expect(try one.allocate(BufferPlan(agreement)).planes == agreement.layout.planes)
          }
        }
      }
    }

    @Test("a plane that is not there, a size that cannot be and a foreign layout are refused")
    func refusals() throws {
      let device = try GBMDevice(opening: path, kernel: LinuxKernel())
      var request = GBMRequest(
        width: 64, height: 64, format: PixelFormat.xrgb8888.rawValue, modifiers: [0])
      let buffer = try device.makeBuffer(request, for: .rendering)
      #expect(buffer.modifier == 0)
      #expect(throws: GBMError.self) { _ = try buffer.export(plane: 1) }
      request.modifiers = [Modifier.intelXTiled.rawValue]
      #expect(throws: GBMError.self) { _ = try device.makeBuffer(request, for: .rendering) }
      request.modifiers = []
      request.format = 0x2020_2020
      #expect(throws: GBMError.self) { _ = try device.makeBuffer(request, for: .rendering) }
    }

    @Test("what is written through its map is read through the next, and its own buffer comes back")
    func map() throws {
      let device = try GBMDevice(opening: path, kernel: LinuxKernel())
      let request = GBMRequest(
        width: 64, height: 16, format: PixelFormat.xrgb8888.rawValue, modifiers: [0])
      let buffer = try device.makeBuffer(request, for: .rendering)
      try buffer.withLinearBytes(.write, bytesPerRow: 256, rows: 16) { bytes, stride in
        bytes.storeBytes(of: 77, toByteOffset: 15 * stride, as: UInt8.self)
      }
      let read = try buffer.withLinearBytes(.read, bytesPerRow: 256, rows: 16) { bytes, stride in
        bytes.bytes.byte(at: 15 * stride)
      }
      #expect(read == 77)
      let descriptor = try buffer.export(plane: 0)
      let plane = try #require(buffer.planes.first)
      let again = try device.importBuffer(
        GBMForeignImage(
          width: 64, height: 16, format: request.format, modifier: 0,
          planes: [
            .init(descriptor: descriptor.borrowed.rawValue, stride: CInt(plane.stride), offset: 0)
          ]), for: .rendering)
      #expect(again.planes.map(\.stride) == buffer.planes.map(\.stride))
    }

    @Test("its test-only flag is lost on the way to the driver: what it makes has memory")
    func testOnly() throws {
      let device = try GBMDevice(opening: path, kernel: LinuxKernel())
      let request = GBMRequest(
        width: 64, height: 64, format: PixelFormat.xrgb8888.rawValue)
      // The corresponding C constant is `GBM_TEST_ALLOC`: a preview by it would allocate.
      let made = try device.call {
        device.library.createBuffer(request, flags: 1 << 15 | 1 << 2, on: $0)
      }.get()
      let answer = device.call { _ in
        defer { device.library.destroyBuffer(made) }
        return device.library.descriptor(ofPlane: 0, of: made)
      }
      let memory = OwnedFileDescriptor(rawValue: try answer.get())
      #expect(try DMABufferCalls.size(memory.borrowed.rawValue, kernel: LinuxKernel()) >= 16384)
    }
  }
}
#endif
