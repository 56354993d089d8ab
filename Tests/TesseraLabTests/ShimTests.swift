#if GBM
import Foundation
import Tessera
import TesseraKernel
import Testing

/// GBM on drivers of GPUs that are not here: what they answered elsewhere must come back.
///
/// One process serves one GPU, which is told by the environment: `Scripts/test-gbm-shims`.
extension LabTests {
  @Suite(
    "GBM on GPUs that are not here", .serialized,
    .enabled(if: ShimRecord.gpu != nil, "needs a faked GPU: Scripts/test-gbm-shims"))
  struct ShimTests {
    private let path: String
    private let records: [ShimRecord]

    init() throws {
      let gpu = try #require(ShimRecord.gpu)
      records = try ShimRecord.read(gpu)
      let driver = try #require(try ShimRecord.driver(of: gpu))
      // The shim takes a number that no real GPU has.
      path = try #require(
        (128..<140).map { "/dev/dri/renderD\($0)" }.first { path in
          (try? DRMNode(opening: path, kernel: LinuxKernel()).driverName()) == driver
        }, "no render node of \(driver)")
    }

    @Test("each layout by itself: the modifier, the planes, strides and offsets")
    func oneModifier() throws {
      let device = try GBMDevice(opening: path, kernel: LinuxKernel())
      var compared = 0
      for record in records where record.isExplicit {
        for usage in record.usages(of: "E") {
          let buffer = try device.makeBuffer(record.request([record.modifier]), for: usage)
          #expect(buffer.modifier == record.modifier, "\(record)")
          #expect(buffer.told == record.planes, "\(record)")
          let count = device.planeCount(of: record.format.rawValue, modifier: record.modifier)
          #expect(count == record.planes.count, "\(record)")
          compared += 1
        }
      }
      // GPUs without modifiers have none.
      #expect(compared > 0 || !records.contains(where: \.isExplicit))
      print("compared \(compared) layouts")
    }

    @Test("all layouts offered: the driver's preferred one")
    func preferred() throws {
      let device = try GBMDevice(opening: path, kernel: LinuxKernel())
      for record in records {
        let offered = Set(
          records.filter { $0.format == record.format && $0.isExplicit }.map(\.modifier))
        for usage in record.usages(of: "P") {
          let buffer = try device.makeBuffer(record.request(offered.sorted()), for: usage)
          #expect(buffer.modifier == record.modifier, "\(record)")
          #expect(buffer.told == record.planes, "\(record)")
        }
      }
    }

    @Test("no layout named: what the driver does by itself")
    func implicit() throws {
      let device = try GBMDevice(opening: path, kernel: LinuxKernel())
      for record in records {
        for usage in record.usages(of: "I") {
          let buffer = try device.makeBuffer(record.request([]), for: usage)
          #expect(buffer.modifier == record.modifier, "\(record)")
          #expect(buffer.told == record.planes, "\(record)")
        }
      }
    }

    @Test(
      "OpenGL takes every layout that GBM makes, and lists no format in a layout of others",
      .disabled(
        if: ShimRecord.gpu?.hasPrefix("nouveau") == true,
        "nouveau's shim crashes when OpenGL imports a buffer"))
    func textures() throws {
      let renderer = try EGLRenderer(path: path)
      let listed = Set(renderer.formats.pairs + renderer.externalFormats.pairs)
      let formats = Set(listed.map(\.format))
      let made = Set(records.filter(\.isExplicit).map(\.pair))
      // GBM makes some formats that OpenGL has no name for.
      for pair in made where formats.contains(pair.format) {
        #expect(listed.contains(pair), "\(pair)")
      }
      let layouts = Set(made.map(\.modifier))
      #expect(made.isEmpty == listed.isEmpty)
      #expect(Set(listed.map(\.modifier)) == layouts)
      #expect(made.isEmpty == renderer.externalFormats.pairs.isEmpty)
    }

    @Test("eight threads at once make buffers, each its own, and free them")
    func threads() async throws {
      let allocator = try GBMAllocator(path: path)
      let plan = BufferPlan(
        try Lab.agreement(
          .xrgb8888, Extent(width: 100, height: 40), from: allocator.production))
      for _ in 0..<8 {
        let buffers = try await withThrowingTaskGroup(of: Buffer.self) { group in
          for _ in 0..<8 {
            group.addTask {
              for _ in 0..<8 {
                _ = try allocator.allocate(plan).duplicatedDescriptor(ofDMABuffer: 0)
              }
              return try allocator.allocate(plan)
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(try Set(buffers.map { try $0.identity(ofDMABuffer: 0) }).count == 8)
      }
    }

    @Test("the allocator offers every layout, and its buffers have the recorded planes")
    func allocator() throws {
      let explicit = records.filter { !$0.usages(of: "E").isEmpty }
      let modifiers = Set(explicit.map { Modifier(rawValue: $0.modifier) })
      let allocator = try GBMAllocator(path: path, usage: .rendering, modifiers: modifiers)
      let device = try #require(allocator.production.device)
      for record in explicit {
        let pair = record.pair
        guard pair.modifier != .linear else { continue }
        #expect(allocator.production.formats.contains(pair), "\(pair)")
        let gpu = Participant(
          "GPU", device: device,
          offers: [
            Offer("one", [Constraint(.formats(FormatTable([pair])), Evidence(.user, "test"))])
          ])
        var negotiation = Negotiation(
          Problem(
            extent: record.extent, participants: [gpu], allocators: [allocator.production]))
        let buffer = try allocator.allocate(BufferPlan(try negotiation.next()))
        #expect(
          buffer.planes.map { ShimRecord.Plane(stride: $0.stride.value, offset: $0.offset.value) }
            == record.planes, "\(record)")
        #expect(buffer.dmaBufferCount == 1)
      }
      let xrgb = allocator.production.formats.layouts(of: .xrgb8888)
      #expect(xrgb.contains(.linear))
      #expect(xrgb.contains(.implicit(on: device)))
      if let granule = ShimRecord.granule(explicit: !explicit.isEmpty) {
        #expect(allocator.production.strides.multiple == Bytes(granule))
      }
    }
  }
}

extension GBMBuffer {
  fileprivate var told: [ShimRecord.Plane] {
    planes.map { .init(stride: UInt64($0.stride), offset: UInt64($0.offset)) }
  }
}
#endif
