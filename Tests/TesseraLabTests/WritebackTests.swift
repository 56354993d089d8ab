import TesseraKernel
import Testing

@testable import Tessera

/// Pictures that vkms writes back, tried with a pattern.
extension LabTests {
  @Suite("a connector writes pictures back where it was agreed", .serialized)
  struct WritebackTests {
    private let card: DRMDevice
    private let connector: DisplayConnector
    private let extent: Extent

    init() throws {
      card = try DRMDevice(path: Lab.vkms)
      connector = try #require(card.connectors().first { $0.writeback != nil })
      extent = try #require(
        connector.sizes.min { $0.width.value * $0.height.value < $1.width.value * $1.height.value })
    }

    /// Has the connector take a buffer and tries it.
    private func prove(
      _ buffer: Buffer, _ agreement: Agreement, taken: (Buffer, Agreement)? = nil
    ) throws(Refusal) -> Proof {
      let importer = WritebackImporter(card, connector, named: "recorder")
      defer { importer.release() }
      try importer.take([taken?.0 ?? buffer], under: taken?.1 ?? agreement)
      return try importer.prove(
        Trial([buffer], under: agreement, upTo: .pattern, isTouchedByCPU: true))
    }

    @Test("every format that it lists is verified, those of whole colours by their colours")
    func everyFormat() throws {
      let heap = try Lab.allocator("heap:system")
      let listed = try #require(connector.writeback).formats.sorted { $0.rawValue < $1.rawValue }
      #expect(listed.count > 2)
      for format in listed {
        let agreement = try Lab.agreement(format, extent, from: heap.production)
        let buffer = try heap.allocate(BufferPlan(agreement))
        let proof = try prove(buffer, agreement)
        #expect(proof.level == .pattern, "\(format): \(proof)")
        #expect(
          proof.deed.hasSuffix("in its colours") == (PackedColour(format) != nil), "\(proof)")
      }
      print("vkms is verified to write \(listed) of \(extent)")
    }

    @Test("memory of every allocator is verified, and the screen is given back")
    func everyAllocator() throws {
      for name in Lab.allocators {
        let allocator = try Lab.allocator(name)
        let agreement = try Lab.agreement(.xrgb8888, extent, from: allocator.production)
        let buffer = try allocator.allocate(BufferPlan(agreement))
        do throws(Refusal) {
          let proof = try prove(buffer, agreement)
          #expect(proof.level == .pattern, "\(name): \(proof)")
        } catch {
          // Debian's stable kernel lets vkms import not every driver's memory.
          #expect(Lab.kernel == "stable" && error.lesson == .foreign, "\(name): \(error)")
        }
      }
      let other = try DRMDevice(path: Lab.vkms)
      #expect(throws: Never.self) { try other.node.becomeMaster() }
      other.node.resignMaster()
      for crtc in try card.node.modeResources().crtcs {
        let active = try card.node.properties(of: crtc, .crtc).first { $0.name == "ACTIVE" }
        #expect(active?.value == 0)
      }
    }

    @Test("what was not agreed is found out, though every framebuffer is taken")
    func lies() throws {
      let heap = try Lab.allocator("heap:system")
      // More memory than the image needs: whoever writes elsewhere writes into nothing of others.
      let wide = Extent(
        width: Pixels(extent.width.value * 2), height: Pixels(extent.height.value * 2))
      let large = try heap.allocate(
        BufferPlan(try Lab.agreement(.argb8888, wide, from: heap.production)))
      func told(
        _ offset: Bytes, _ stride: Bytes, _ format: PixelFormat = .argb8888
      ) throws -> Buffer {
        var told = large.agreement
        told.extent = extent
        told.pair.format = format
        let rows = Rows(extent.height.value)
        let plane = AgreedPlane(
          buffer: 0, offset: offset, stride: stride, rows: rows,
          size: try #require(stride.multiplied(by: rows.value)))
        told.layout = .planned([plane], sizes: large.memory.map(\.size))
        return try Buffer(
          importing: told, descriptors: large.memory.map(\.rawDescriptor), kernel: LinuxKernel())
      }
      let stride = Bytes(extent.width.value * 4)
      let buffer = try told(0, stride)
      let agreement = buffer.agreement
      let swapped = try told(0, stride, .abgr8888)
      let lies: [(what: String, taken: Buffer, lesson: Refusal.Lesson)] = [
        ("stride", try told(0, Bytes(stride.value + 64)), .pair),
        ("offset", try told(64, stride), .pair),
        ("memory", try heap.allocate(BufferPlan(agreement)), .allocator),
      ]
      #expect(try prove(buffer, agreement).level == .pattern)
      let takesSwapped = connector.writeback?.formats.contains(.abgr8888) == true
      #expect(takesSwapped || Lab.kernel == "stable")
      for lie in lies + (takesSwapped ? [("colours", swapped, .pair)] : []) {
        let refusal = #expect(throws: Refusal.self, "\(lie.what)") {
          _ = try prove(buffer, agreement, taken: (lie.taken, lie.taken.agreement))
        }
        let reason = refusal?.reason ?? ""
        #expect(refusal?.lesson == lie.lesson, "\(lie.what): \(reason)")
        let isOfColours = reason.hasPrefix("of 3840 pixels of a picture that it wrote")
        #expect(isOfColours == (lie.what == "colours"), "\(reason)")
        print("\(lie.what): \(reason)")
      }
    }

    @Test("where another program has the display, the import counts, and the proof says so")
    func held() throws {
      let other = try DRMDevice(path: Lab.vkms)
      try other.node.becomeMaster()
      defer { other.node.resignMaster() }
      let heap = try Lab.allocator("heap:system")
      let agreement = try Lab.agreement(.xrgb8888, extent, from: heap.production)
      let proof = try prove(try heap.allocate(BufferPlan(agreement)), agreement)
      #expect(proof.level == .imported)
      #expect(proof.limit?.hasPrefix("another program holds the display") == true)
    }

    @Test("the command says that the connector is verified, and the CPU reads what it wrote")
    func command() throws {
      let (output, status) = try Command.run(
        "tessera", "verify", "--with", "\(card.name):writeback", "--with", "cpu:read=rarely",
        "--size", "\(extent.width.value)x\(extent.height.value)", "--format", "XR24", "--level",
        "pattern", "--strict")
      #expect(status == 0, "\(output)")
      #expect(output.contains("wrote every row of a picture where it was agreed"), "\(output)")
    }
  }
}
