#if GBM
import Foundation
import SystemPackage
import Tessera
import TesseraKernel
import Testing

/// libgbm on real drivers; the labels are those of the conformance scenarios.
extension LabTests {
  @Suite("GBM on real drivers", .serialized)
  struct GBMTests {
    /// The nodes that Mesa makes buffers on: cards without a GPU, by their dumb buffers; the GPU, by
    /// its render node too.
    static let nodes = [Lab.vkms, Lab.bochs, Lab.virtioGPU, Lab.vgem] + (Lab.hasGPU ? [gpu] : [])
    static let gpu = Lab.virtioGPU + "-render"
    static let xrgb = PixelFormat.xrgb8888.rawValue
    static let xTiled = Modifier.intelXTiled.rawValue
    static let none = GBMDevice.noModifier
    static let invalid = GBMError.Reason.errno(.invalidArgument)

    private func open(_ path: String) throws -> GBMDevice {
      try GBMDevice(opening: path, kernel: LinuxKernel())
    }

    private func request(_ modifiers: UInt64..., extent: (UInt32, UInt32) = (100, 40)) -> GBMRequest
    {
      GBMRequest(width: extent.0, height: extent.1, format: Self.xrgb, modifiers: modifiers)
    }

    private func reason(_ body: () throws -> Void) throws -> GBMError.Reason {
      try #require(#expect(throws: GBMError.self) { try body() }).reason
    }

    @Test("M1 what cannot be is EINVAL", arguments: nodes)
    func nonsense(_ path: String) throws {
      let device = try open(path)
      for extent in [(0, 40), (40, 0)] as [(UInt32, UInt32)] {
        for request in [request(extent: extent), request(0, extent: extent)] {
          #expect(try reason { _ = try device.makeBuffer(request, for: []) } == Self.invalid)
        }
      }
      var unknown = request()
      unknown.format = 0x2020_2020
      #expect(try reason { _ = try device.makeBuffer(unknown, for: []) } == Self.invalid)
      #expect(
        try reason { _ = try device.makeBuffer(request(0), for: .linear) } == Self.invalid,
        "a modifier and the usage that says linear")
    }

    @Test("M2 a driver that refuses gives no reason, whatever errno was before", arguments: nodes)
    func silence(_ path: String) throws {
      let device = try open(path)
      for extent in [(65535, 65535), (1 << 31, 1 << 31)] as [(UInt32, UInt32)] {
        #expect(close(-1) == -1 && errno == EBADF)
        let reason = try reason {
          _ = try device.makeBuffer(request(extent: extent), for: .rendering)
        }
        #expect(reason == .silence)
      }
    }

    @Test("M3 no modifier leaves it to the driver; LINEAR is LINEAR", arguments: nodes)
    func modifiers(_ path: String) throws {
      let device = try open(path)
      // These drivers have no layout but one: what they choose is linear, and they say so.
      for list in [[], [Self.none], [0], [0, Self.none], [Self.none, 0], [Self.xTiled, 0]] {
        var request = request()
        request.modifiers = list
        let buffer = try device.makeBuffer(request, for: [.rendering, .scanout])
        #expect(buffer.modifier == 0, "\(list)")
        #expect(buffer.planes.count == 1)
      }
    }

    @Test("M3 the library itself refuses the modifier that stands for none", arguments: nodes)
    func noModifier(_ path: String) throws {
      let device = try open(path)
      let answer = device.call {
        device.library.createBuffer(request(Self.none), flags: 4, on: $0)
      }
      #expect(throws: Errno(rawValue: 0)) { _ = try answer.get() }
    }

    @Test("M4 a layout that was not offered is not handed out", arguments: nodes)
    func offered(_ path: String) throws {
      let device = try open(path)
      #expect(
        try reason { _ = try device.makeBuffer(request(Self.xTiled), for: .rendering) } == .silence)
    }

    @Test("M5 a plane beyond the last has no descriptor", arguments: nodes)
    func beyond(_ path: String) throws {
      let device = try open(path)
      let buffer = try device.makeBuffer(request(0), for: .rendering)
      #expect(try reason { _ = try buffer.export(plane: 1) } == Self.invalid)
      let own = device.library.descriptor(ofPlane: 1, of: buffer.object)
      #expect(throws: Errno.invalidArgument) { _ = try own.get() }
    }

    @Test("M6 what is written through one map is read through the next", arguments: nodes)
    func map(_ path: String) throws {
      let device = try open(path)
      let buffer = try device.makeBuffer(request(0), for: [.rendering, .scanout])
      func value(_ row: Int, _ column: Int) -> UInt8 { UInt8(truncatingIfNeeded: row * 3 + column) }
      try buffer.withLinearBytes(.write, bytesPerRow: 400, rows: 40) { bytes, stride in
        for row in 0..<40 {
          for column in 0..<400 {
            bytes.storeBytes(
              of: value(row, column), toByteOffset: row * stride + column, as: UInt8.self)
          }
        }
      }
      let same = try buffer.withLinearBytes(.read, bytesPerRow: 400, rows: 40) { bytes, stride in
        (0..<40).allSatisfy { row in
          (0..<400).allSatisfy {
            bytes.bytes.byte(at: row * stride + $0) == value(row, $0)
          }
        }
      }
      #expect(same)
    }

    @Test("M7 what was exported is the same handle when it is imported", arguments: nodes)
    func ownImport(_ path: String) throws {
      let device = try open(path)
      let buffer = try device.makeBuffer(request(0), for: [.rendering, .scanout])
      let descriptor = try buffer.export(plane: 0)
      #expect(fcntl(descriptor.borrowed.rawValue, F_GETFD) & FD_CLOEXEC != 0)
      let plane = try #require(buffer.planes.first)
      let image = image(descriptor.borrowed.rawValue, stride: plane.stride)
      let again = try device.importBuffer(image, for: .rendering)
      #expect(Array(again.planes) == Array(buffer.planes))
      // Another file of the same node has a name of its own for it.
      let other = try open(path)
      let there = try other.importBuffer(image, for: .rendering)
      #expect(there.planes.map(\.stride) == buffer.planes.map(\.stride))
    }

    @Test("M8 only cursors and screens of 32 bits can be written", arguments: nodes)
    func write(_ path: String) throws {
      let device = try open(path)
      let write = GBMUsage(rawValue: 1 << 3)
      var other = request(extent: (64, 64))
      other.format = PixelFormat.rgb565.rawValue
      #expect(
        try reason { _ = try device.makeBuffer(other, for: [write, .scanout]) } == Self.invalid)
      // The GPU's render node makes no dumb buffers, which these are.
      guard path != Self.gpu else { return }
      let buffer = try device.makeBuffer(request(extent: (64, 64)), for: [write, .scanout])
      #expect(try reason { _ = try buffer.export(plane: 0) } == Self.invalid, "nor are they shared")
    }

    @Test("M9 buffers, device and node end without a trace", arguments: nodes)
    func trace(_ path: String) throws {
      // Mesa keeps files of its own: nodes and dma-bufs count.
      func descriptors() throws -> [String] {
        let all = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return all.compactMap {
          try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
        }.filter { $0.hasPrefix("/dev/dri/") || $0.contains("dmabuf") }.sorted()
      }
      // The first times leave things of the driver's that stay.
      for _ in 0..<3 { _ = try open(path).makeBuffer(request(0), for: .rendering).export(plane: 0) }
      let before = try descriptors()
      for _ in 0..<20 {
        let device = try open(path)
        let buffers = try (0..<4).map { _ in try device.makeBuffer(request(0), for: .rendering) }
        for buffer in buffers { _ = try buffer.export(plane: 0) }
      }
      // Less is what Mesa let go of late. On vkms two descriptors of each device may stay. Both are
      // Mesa's own duplicates, seen with 26.1: made in `driCreateNewScreen3`, once for the driver that
      // it tries first, in vain (Zink), and once for its software.
      let after = try descriptors()
      withKnownIssue("Mesa keeps its own descriptors of vkms", isIntermittent: true) {
        #expect(after.count <= before.count, "\(before), then \(after)")
      } when: {
        path == Lab.vkms
      }
    }

    private func image(
      _ descriptor: CInt, stride: UInt32, modifier: UInt64 = 0
    ) -> GBMForeignImage {
      GBMForeignImage(
        width: 100, height: 40, format: Self.xrgb, modifier: modifier,
        planes: [.init(descriptor: descriptor, stride: CInt(stride), offset: 0)])
    }

    @Test("memory that is no dma-buf is imported by Mesa's software, and refused here")
    func memoryFile() throws {
      let file = try MemoryFile.make(name: "no dma-buf", count: 65536, kernel: LinuxKernel())
      let device = try open(Lab.vkms)
      let reason = try reason {
        _ = try device.importBuffer(image(file.borrowed.rawValue, stride: 512), for: .rendering)
      }
      #expect(reason == .unexpected("GBM answered a buffer without memory"))
    }

    @Test("a heap's memory is imported by Mesa's software, with any stride of whole pixels")
    func heap() throws {
      let heap = try HeapNode(opening: "/dev/dma_heap/system", kernel: LinuxKernel())
      let memory = try heap.allocate(65536)
      let device = try open(Lab.vkms)
      for stride in [400, 512, 1024] as [UInt32] {
        let buffer = try device.importBuffer(
          image(memory.borrowed.rawValue, stride: stride), for: .rendering)
        #expect(buffer.planes.map(\.stride) == [stride])
      }
      #expect(
        try reason {
          _ = try device.importBuffer(
            image(memory.borrowed.rawValue, stride: 512, modifier: Self.xTiled), for: .rendering)
        } == .errno(.noFunction))
    }

    @Test("a foreign layout is taken for linear by virgl, and refused here", .gpu)
    func ignoredModifier() throws {
      let device = try open(Self.gpu)
      let buffer = try device.makeBuffer(request(0), for: .rendering)
      let descriptor = try buffer.export(plane: 0)
      let reason = try reason {
        _ = try device.importBuffer(
          image(descriptor.borrowed.rawValue, stride: 400, modifier: Self.xTiled), for: .rendering)
      }
      #expect(reason == .unexpected("GBM took the modifier 0x100000000000001 for 0x0"))
    }

    @Test("virgl counts planes of no layout, and makes linear buffers", .gpu)
    func uncounted() throws {
      let device = try open(Self.gpu)
      #expect(device.planeCount(of: Self.xrgb, modifier: 0) == nil)
      #expect(try device.makeBuffer(request(0), for: .rendering).modifier == 0)
      let heap = try HeapNode(opening: "/dev/dma_heap/system", kernel: LinuxKernel())
      let memory = try heap.allocate(65536)
      #expect(
        try reason {
          _ = try device.importBuffer(
            image(memory.borrowed.rawValue, stride: 400), for: .rendering)
        } == .errno(.noFunction))
    }

    @Test("Mesa's software makes protected buffers that are not protected")
    func protected() throws {
      let device = try open(Lab.vkms)
      let buffer = try device.makeBuffer(request(), for: [.rendering, .protected])
      #expect(buffer.planes.count == 1)
    }
  }
}
#endif
