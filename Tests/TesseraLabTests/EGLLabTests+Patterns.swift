#if GBM
import TesseraKernel
import Testing

@testable import Tessera

/// OpenGL tried with a pattern on real drivers: Mesa's software everywhere, virgl on the GPU's guest.
extension LabTests.EGLLabTests {
  private static let roles = [BufferRole.sample, .render]

  /// Has a renderer take a buffer and tries it with a pattern.
  private func prove(
    _ buffer: Buffer, _ agreement: Agreement, on renderer: EGLRenderer, as role: BufferRole,
    taken: (Buffer, Agreement)? = nil
  ) throws(Refusal) -> Proof {
    let importer = EGLImporter(renderer, named: "GPU", as: role)
    defer { importer.release() }
    try importer.take([taken?.0 ?? buffer], under: taken?.1 ?? agreement)
    return try importer.prove(
      Trial([buffer], under: agreement, upTo: .pattern, isTouchedByCPU: true))
  }

  /// The renderer that draws with the CPU, and takes rows of memory.
  func software() throws -> EGLRenderer {
    try #require(Self.renderers.first { !$0.formats.pairs.isEmpty })
  }

  @Test(
    "every format of whole colours, or of luma and chroma to sample, is verified in a heap's memory",
    arguments: roles)
  func everyFormat(_ role: BufferRole) throws {
    let (renderer, heap) = (try software(), try Lab.allocator("heap:system"))
    let listed = renderer.formats.pairs + (role == .sample ? renderer.externalFormats.pairs : [])
    var verified: [PixelFormat] = []
    for pair in listed where pair.format.info?.isLinearRepresentable ?? false {
      let (buffer, agreement) = try make(pair, for: renderer.device, by: heap)
      let isTold =
        PackedColour(pair.format) != nil || role == .sample && YUVSamples(pair.format) != nil
      do throws(Refusal) {
        let proof = try prove(buffer, agreement, on: renderer, as: role)
        #expect(!Self.nonsense.contains(pair.format))
        #expect((proof.level == .pattern) == isTold, "\(pair): \(proof)")
        #expect((proof.limit == nil) == isTold, "\(pair): \(proof)")
        if proof.level == .pattern { verified.append(pair.format) }
      } catch {
        #expect(Self.nonsense.contains(pair.format), "\(pair): \(error)")
      }
    }
    #expect(verified.count > 10)
    for format in [PixelFormat.xrgb8888, .argb8888, .rgb565] {
      #expect(verified.contains(format))
    }
    print("OpenGL (\(renderer.driver)) is verified as \(role) in \(verified)")
  }

  @Test("memory of every allocator is verified, sampled and drawn into", arguments: Lab.allocators)
  func everyAllocator(_ name: Name<Production>) throws {
    let renderer = try software()
    let (buffer, agreement) = try make(
      FormatModifier(.xrgb8888, .linear), for: renderer.device, by: try Lab.allocator(name))
    for role in Self.roles {
      let proof = try prove(buffer, agreement, on: renderer, as: role)
      #expect(proof.level == .pattern, "\(name): \(proof)")
    }
  }

  @Test("what was not agreed is found out, though every import is accepted", arguments: roles)
  func lies(_ role: BufferRole) throws {
    let (renderer, heap) = (try software(), try Lab.allocator("heap:system"))
    // More memory than the image needs: whoever looks elsewhere looks at nothing of others.
    let large = try heap.allocate(
      BufferPlan(
        try Lab.agreement(.xrgb8888, Extent(width: 256, height: 96), from: heap.production)))
    func told(_ offset: Bytes, _ stride: Bytes) throws -> Buffer {
      var told = large.agreement
      told.extent = extent
      let plane = AgreedPlane(
        buffer: 0, offset: offset, stride: stride, rows: 64,
        size: try #require(stride.multiplied(by: 64)))
      told.layout = .planned([plane], sizes: large.memory.map(\.size))
      return try Buffer(
        importing: told, descriptors: large.memory.map(\.rawDescriptor), kernel: LinuxKernel())
    }
    let buffer = try told(0, 1024)
    let agreement = buffer.agreement
    var swapped = agreement
    swapped.pair.format = .xbgr8888
    let lies: [(what: String, buffer: Buffer, agreement: Agreement, lesson: Refusal.Lesson)] = [
      ("stride", try told(0, 1088), agreement, .pair),
      ("offset", try told(64, 1024), agreement, .pair),
      ("colours", buffer, swapped, .pair),
      ("memory", try heap.allocate(BufferPlan(agreement)), agreement, .allocator),
    ]
    #expect(try prove(buffer, agreement, on: renderer, as: role).level == .pattern)
    for lie in lies {
      let refusal = #expect(throws: Refusal.self, "\(lie.what)") {
        _ = try prove(
          buffer, agreement, on: renderer, as: role, taken: (lie.buffer, lie.agreement))
      }
      #expect(refusal?.lesson == lie.lesson, "\(lie.what): \(refusal.map(\.reason) ?? "")")
      #expect(refusal?.reason.contains(" pixels that ") == true, "\(lie.what)")
    }
  }

  @Test("an image that ends within one of the software's blocks is not drawn into, but sampled")
  func blocks() throws {
    let renderer = try software()
    let heap = try Lab.allocator("heap:system")
    func negotiate(_ extent: Extent, _ role: BufferRole) throws -> Agreement {
      var gpu = renderer.participant(named: "GPU", as: role)
      let table = FormatTable([FormatModifier(.xrgb8888, .linear)])
      for index in gpu.offers.indices {
        gpu.offers[index].constraints.append(
          Constraint(.formats(table), Evidence(.user, "test")))
      }
      var negotiation = Negotiation(
        Problem(extent: extent, participants: [gpu], allocators: [heap.production]))
      return try negotiation.next()
    }
    let odd = Extent(width: 251, height: 49)
    let conflict = #expect(throws: Conflict.self) { try negotiate(odd, .render) }
    #expect(conflict?.explanation.contains("blocks of 4 × 4 pixels") == true)
    for (extent, role) in [(odd, BufferRole.sample), (Extent(width: 252, height: 52), .render)] {
      let agreement = try negotiate(extent, role)
      let buffer = try heap.allocate(BufferPlan(agreement))
      #expect(
        try prove(buffer, agreement, on: renderer, as: role).level == .pattern, "\(agreement.pair)")
    }
  }

  @Test("the context that is current on the thread stays so")
  func current() throws {
    let renderer = try software()
    let library = try #require(LoadedEGL())
    let (buffer, agreement) = try make(
      FormatModifier(.xrgb8888, .linear), for: renderer.device,
      by: try Lab.allocator("heap:system"))
    let none = library.current()
    #expect(none.context == nil)
    try renderer.display.withContext { _ in
      let own = library.current()
      #expect(own.context != nil)
      #expect(throws: Never.self) {
        _ = try prove(buffer, agreement, on: renderer, as: .sample)
      }
      #expect(library.current() == own)
    }
    #expect(library.current() == none)
  }

  @Test("a GPU that knows its layouts alone is verified through its own mapping", .gpu)
  func gpu() throws {
    let renderer = try #require(Self.renderers.first { $0.driver == "virtio_gpu" })
    let allocator = try GBMAllocator(path: try #require(renderer.path), usage: .rendering)
    for role in Self.roles {
      var (verified, untried): ([PixelFormat], [PixelFormat]) = ([], [])
      for pair in renderer.implicitFormats.pairs {
        let (buffer, agreement) = try make(pair, for: renderer.device, by: allocator)
        let proof = try prove(buffer, agreement, on: renderer, as: role)
        if proof.level == .pattern {
          verified.append(pair.format)
        } else {
          untried.append(pair.format)
        }
        #expect(proof.level == .pattern || PackedColour(pair.format) == nil, "\(pair): \(proof)")
        if YUVSamples(pair.format) != nil {
          #expect(proof.limit?.hasPrefix("where its luma and chroma lie") == true, "\(proof)")
        }
      }
      print("virgl is verified as \(role) in \(verified), not in \(untried)")
      for format in [PixelFormat.xrgb8888, .argb8888, .rgb565] {
        #expect(verified.contains(format))
      }
    }
  }

  @Test(
    "the GPU's other memory is found out; of its own it knows the format, whatever it is told", .gpu
  )
  func gpuLies() throws {
    let renderer = try #require(Self.renderers.first { $0.driver == "virtio_gpu" })
    let allocator = try GBMAllocator(path: try #require(renderer.path), usage: .rendering)
    let pair = try #require(renderer.implicitFormats.pairs.first { $0.format == .xrgb8888 })
    let (buffer, agreement) = try make(pair, for: renderer.device, by: allocator)
    let second = try allocator.allocate(BufferPlan(agreement))
    var swapped = agreement
    swapped.pair.format = .xbgr8888
    for role in Self.roles {
      let refusal = #expect(throws: Refusal.self) {
        _ = try prove(buffer, agreement, on: renderer, as: role, taken: (second, agreement))
      }
      #expect(refusal?.lesson == .allocator, "\(refusal.map(\.reason) ?? "")")
      // virgl asks its host, which made the image, and not whoever imports it.
      let proof = try prove(buffer, agreement, on: renderer, as: role, taken: (buffer, swapped))
      #expect(proof.level == .pattern, "\(proof)")
    }
  }

  @Test("the command says that OpenGL is verified, in either role", arguments: roles)
  func command(_ role: BufferRole) throws {
    let renderer = try software()
    let (output, status) = try Command.run(
      "tessera", "verify", "--with", "\(renderer.name):\(role):via=egl", "--with",
      "cpu:read=rarely:write=rarely", "--size", role == .sample ? "250x49" : "252x52", "--format",
      "XR24", "--level", "pattern",
      "--strict")
    #expect(status == 0, "\(output)")
    #expect(!output.contains("import accepted"), "\(output)")
    #expect(
      output.contains(role == .sample ? "sampled what the CPU wrote" : "drew what the CPU reads"),
      "\(output)")
  }
}
#endif
