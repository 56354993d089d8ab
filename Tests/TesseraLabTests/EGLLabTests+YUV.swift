#if GBM
import TesseraKernel
import Testing

@testable import Tessera

/// Luma and chroma that real drivers sample as colours.
extension LabTests.EGLLabTests {
  /// What Mesa's software lists, imports, and shows without a look at the memory: the places of pixels as
  /// colours, or one colour.
  static let nonsense: Set<PixelFormat> = [.nv15, .nv20, .y210, .y216]

  /// One image and another, told as they are not.
  private struct Lie {
    let what: String
    let buffer: Buffer
    let agreement: Agreement
    var lesson = Refusal.Lesson.pair
  }

  private func prove(
    _ buffer: Buffer, _ agreement: Agreement, taken: Buffer, as other: Agreement
  ) throws -> Proof {
    let importer = EGLImporter(try software(), named: "GPU")
    defer { importer.release() }
    try importer.take([taken], under: other)
    return try importer.prove(
      Trial([buffer], under: agreement, upTo: .pattern, isTouchedByCPU: true))
  }

  @Test(
    "of luma and chroma, what was not agreed is found out, though every import is accepted",
    arguments: [
      (PixelFormat.nv12, PixelFormat.nv21), (.nv16, .nv61), (.yuv420, .yvu420), (.yuyv, .uyvy),
      (.p010, .p010),
    ])
  func yuvLies(_ format: PixelFormat, _ swapped: PixelFormat) throws {
    let renderer = try software()
    let listed = Set(renderer.externalFormats.pairs.map(\.format))
    try #require(listed.contains(format), "OpenGL (\(renderer.driver)) does not list \(format)")
    let heap = try Lab.allocator("heap:system")
    // More memory than the image needs: whoever looks elsewhere looks at nothing of others.
    let large = try heap.allocate(
      BufferPlan(try Lab.agreement(format, Extent(width: 512, height: 96), from: heap.production)))
    func told(_ change: (inout [AgreedPlane]) -> Void = { _ in }) throws -> Buffer {
      var told = large.agreement
      told.extent = extent
      var planes = large.planes
      for index in planes.indices {
        planes[index].rows = Rows(planes[index].rows.value * 2 / 3)
        planes[index].size = Bytes(planes[index].stride.value * planes[index].rows.value)
      }
      change(&planes)
      told.layout = .planned(planes, sizes: large.memory.map(\.size))
      return try Buffer(
        importing: told, descriptors: large.memory.map(\.rawDescriptor), kernel: LinuxKernel())
    }
    func later(_ bytes: Bytes, _ more: UInt64) -> Bytes { Bytes(bytes.value + more) }
    func longer(_ plane: inout AgreedPlane) {
      plane.stride = later(plane.stride, 64)
      plane.size = Bytes(plane.stride.value * plane.rows.value)
    }
    let buffer = try told()
    let agreement = buffer.agreement
    var lies = [
      Lie(
        what: "stride", buffer: try told { longer(&$0[0]) },
        agreement: agreement),
      Lie(
        what: "offset", buffer: try told { $0[0].offset = later($0[0].offset, 64) },
        agreement: agreement),
      Lie(
        what: "memory", buffer: try heap.allocate(BufferPlan(large.agreement)),
        agreement: agreement, lesson: .allocator),
    ]
    for plane in buffer.planes.indices.dropFirst() {
      lies += [
        Lie(
          what: "stride \(plane)",
          buffer: try told { longer(&$0[plane]) }, agreement: agreement),
        Lie(
          what: "offset \(plane)",
          buffer: try told { $0[plane].offset = later($0[plane].offset, 64) }, agreement: agreement),
        Lie(
          what: "start \(plane)", buffer: try told { $0[plane].offset = 0 }, agreement: agreement),
      ]
    }
    if listed.contains(swapped), swapped != format {
      var other = agreement
      other.pair.format = swapped
      lies.append(Lie(what: "\(swapped)", buffer: buffer, agreement: other))
    }
    #expect(
      try prove(buffer, agreement, taken: buffer, as: agreement).level == .pattern, "\(format)")
    for lie in lies {
      let refusal = #expect(throws: Refusal.self, "\(format) \(lie.what)") {
        _ = try prove(buffer, agreement, taken: lie.buffer, as: lie.agreement)
      }
      #expect(
        refusal?.lesson == lie.lesson, "\(format) \(lie.what): \(refusal.map(\.reason) ?? "")")
      #expect(refusal?.reason.contains(" row ends that ") == true, "\(format) \(lie.what)")
      print("\(format) \(lie.what): \(refusal?.reason ?? "")")
    }
  }

  @Test("formats that the software lists and makes nothing of are refused, not the memory")
  func nonsense() throws {
    let (renderer, heap) = (try software(), try Lab.allocator("heap:system"))
    let listed = renderer.externalFormats.pairs
    #expect(Set(listed.map(\.format)).isSuperset(of: Self.nonsense))
    for pair in listed where Self.nonsense.contains(pair.format) {
      let (buffer, agreement) = try make(pair, for: renderer.device, by: heap)
      let refusal = #expect(throws: Refusal.self, "\(pair)") {
        _ = try prove(buffer, agreement, taken: buffer, as: agreement)
      }
      #expect(refusal?.lesson == .pair, "\(pair)")
      #expect(refusal?.reason.contains("OpenGL samples 0, though it sees the memory") == true)
    }
  }

  @Test("luma and chroma of the least size are verified; of an odd one where chroma is whole")
  func yuvSizes() throws {
    let (renderer, heap) = (try software(), try Lab.allocator("heap:system"))
    for pair in renderer.externalFormats.pairs where !Self.nonsense.contains(pair.format) {
      guard YUVSamples(pair.format) != nil, let info = pair.format.info else { continue }
      // Of an odd size Mesa's textures of chroma have one sample less than the image.
      let isWhole = info.horizontalChromaSubsampling == 1 && info.verticalChromaSubsampling == 1
      for (extent, isEven) in [
        (Extent(width: 101, height: 41), false), (Extent(width: 8, height: 4), true),
      ] {
        let agreement = try Lab.agreement(pair.format, extent, from: heap.production)
        let buffer = try heap.allocate(BufferPlan(agreement))
        let proof = try prove(buffer, agreement, taken: buffer, as: agreement)
        let isVerified = proof.level == .pattern
        #expect(isVerified || !isWhole && !isEven, "\(pair.format) of \(extent): \(proof)")
        #expect(
          isVerified
            != (proof.limit?.hasSuffix("the image ends within samples of chroma") == true))
        print("\(pair.format) of \(extent): \(proof.level.outcome)")
      }
    }
  }

  @Test("every encoding and range that is agreed is taken as a hint, and the pattern holds")
  func hints() throws {
    let renderer = try software()
    try #require(renderer.externalFormats.pairs.contains { $0.format == .nv12 })
    let (buffer, agreement) = try make(
      FormatModifier(.nv12, .linear), for: renderer.device, by: try Lab.allocator("heap:system"))
    for encoding in ["bt601", "bt709", "bt2020"] {
      for range in ["full", "limited"] {
        var told = agreement
        told.colour = [.encoding: encoding, .range: range]
        let proof = try prove(buffer, agreement, taken: buffer, as: told)
        #expect(proof.level == .pattern, "\(encoding) \(range): \(proof)")
      }
    }
  }
}
#endif
