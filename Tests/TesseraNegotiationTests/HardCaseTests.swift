import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// The hard cases that other systems get wrong, under the numbers of the research.
@Suite struct HardCaseTests {
  let display = Device("display")

  // MARK: stride and size

  @Test func `Case 1: alignments of 64 and 96 meet at their common multiple`() throws {
    let agreement = try Problem(
      1010, 16, Participant("a", .takes(.xrgb8888), .strideMultiple(64)),
      Participant("b", .takes(.xrgb8888), .strideMultiple(96))
    ).best()
    #expect(agreement.strides == [4224])
  }

  @Test func `Case 2: an alignment meets itself and its divisors unchanged`() throws {
    for (mine, theirs, expected) in [
      (65536, 65536, 65536), (131_072, 131_072, 131_072), (2 << 20, 4096, 2 << 20),
    ] as [(UInt64, UInt64, UInt64)] {
      let agreement = try Problem(
        16, 16, Participant("a", .takes(.xrgb8888), .strideMultiple(Bytes(mine))),
        Participant("b", .takes(.xrgb8888), .strideMultiple(Bytes(theirs)))
      ).best()
      #expect(agreement.strides == [expected])
    }
  }

  @Test func `Case 4: whole pixels of three bytes are a multiple like any other`() throws {
    let bytes = Participant("bytes", .takes(.rgb888), .strideMultiple(64))
    let pixels = Participant("pixels", .takes(.rgb888), .strideMultiple(3))
    #expect(try Problem(1366, 16, bytes).best().strides == [4160])
    #expect(try Problem(1366, 16, bytes, pixels).best().strides == [4224])
    #expect(
      try Problem(1, 1, pixels, Participant("four", .takes(.rgb888), .strideMultiple(4)))
        .best().strides == [12])
  }

  @Test(
    arguments: [
      (1001, nil), (1896, nil), (1920, 7680),
    ] as [(UInt64, UInt64?)])
  func `Case 5: a stride that follows from the width meets an alignment or conflicts`(
    width: UInt64, stride: UInt64?
  ) {
    let formula = Term.strideFormula(StrideFormula(tightRoundedUpTo: [32]), plane: 0)
    let problem = Problem(
      width, 16, Participant("gl", .takes(.xrgb8888), formula),
      Participant("peer", .takes(.xrgb8888), .strideMultiple(256)))
    #expect(problem.survey().agreements.first?.strides.first == stride)
    // Formats of another width per pixel would do, so one side's format is part of it.
    let conflict = problem.conflict()
    #expect((conflict == nil) == (stride != nil))
    #expect(Set(conflict?.names ?? []) == (stride == nil ? ["gl", "peer"] : []))
    #expect((conflict?.terms ?? []).contains(formula) == (stride == nil))
  }

  @Test func `Case 6: a ladder of powers of two is climbed or ends`() throws {
    let ladder = Term.stride(.powerOfTwoLadder(base: 512, maximum: 8192), plane: nil)
    let scanout = Participant("scanout", .takes(.xrgb8888), ladder)
    #expect(try Problem(1366, 16, scanout).best().strides == [8192])
    let wide = Problem(2560, 16, scanout)
    #expect(wide.survey().agreements == [])
    #expect(Set(wide.survey().refutations.map(\.obstacle)).contains(.stride(plane: 0)))
    #expect(wide.conflict()?.terms.contains(ladder) == true)
  }

  @Test func `Case 7: chroma that follows luma lifts luma`() throws {
    let aligned = Participant("decoder", .takes(.yuv420), .strideMultiple(32))
    let follows = Participant(
      "importer", .takes(.yuv420), .arrangement(PlaneArrangement(isProportional: true)))
    #expect(try Problem(720, 480, aligned).best().strides == [736, 384, 384])
    #expect(try Problem(720, 480, aligned, follows).best().strides == [768, 384, 384])
    let mali = Participant(
      "mali", .takes(.yvu420), .stride(StrideDomain(multipleOf: 128), plane: 0),
      .arrangement(PlaneArrangement(isProportional: true)))
    #expect(try Problem(720, 480, mali).best().strides == [768, 384, 384])
  }

  @Test func `Case 8: rows are padded to what the display engine reads`() throws {
    let amd = Participant("amd", .takes(.xrgb8888), .strideMultiple(256))
    #expect(try Problem(376, 464, amd).best().strides == [1536])
    let lookingGlass = Participant("peer", .takes(.xrgb8888), .strideMultiple(128))
    #expect(try Problem(3440, 1440, lookingGlass).best().strides == [13824])
  }

  @Test func `Case 4: a stride of whole pixels is told in pixels`() throws {
    let bytes = Participant("bytes", .takes(.rgb888), .strideMultiple(64))
    let pixels = Participant(
      "pixels", .takes(.rgb888), .pixelStride(PixelStride(multipleOf: 1), plane: nil))
    #expect(try Problem(1366, 16, bytes, pixels).best().strides == [4224])
  }

  @Test func `Case 10: rows and bytes that are read behind the image are in the buffer`() throws {
    let camera = Participant("camera", .takes(.yuyv))
    func decoder(_ size: SizeInMemory) -> Participant {
      Participant("decoder", .takes(.yuyv), .memorySize(size))
    }
    let behind = SizeInMemory(tailRows: 1, tail: 16)
    #expect(try Problem(640, 480, camera).best().size == 614_400)
    #expect(try Problem(640, 480, camera, decoder(behind)).best().size == 615_696)
    var pages = behind
    pages.sizeMultiple = 4096
    #expect(try Problem(640, 480, camera, decoder(pages)).best().size == 618_496)
    // As V3D imports: 64 bytes more, then whole pages.
    let importer = Participant(
      "v3dv", .takes(.yuyv), .memorySize(SizeInMemory(tail: 64, sizeMultiple: 4096)))
    #expect(try Problem(2560, 1440, camera, importer).best().size == 7_376_896)
  }

  @Test func `Case 11: portrait and landscape fit one buffer without a square`() throws {
    let (portrait, landscape) = (Extent(500, 1000), Extent(1000, 500))
    for (now, other) in [(portrait, landscape), (landscape, portrait)] {
      let problem = Problem(
        extent: now,
        participants: [
          Participant(
            "display", .takes(.nv12), .strideMultiple(512),
            .requiredSizes(RequiredSizes([other])))
        ], allocators: [.system])
      #expect(try problem.best().size == 768_000)
    }
  }

  // MARK: modifiers

  @Test func `Case 14: one format without a common layout does not end the search`() throws {
    let a = FormatTable([
      .xrgb8888: .only([.xTiled, .linear]), .argb8888: .only([.linear]),
    ])
    let b = FormatTable([.xrgb8888: .only([.yTiled]), .argb8888: .only([.linear])])
    let agreement = try Problem(
      64, 64, Participant("a", .formats(a)), Participant("b", .formats(b))
    ).best()
    #expect(agreement.pair == FormatModifier(.argb8888, .linear))
  }

  @Test func `Case 15: an implicit layout is nobody else's`() throws {
    let (gpu, other) = (Device("gpu"), Device("other"))
    func table(_ layouts: LayoutModifier...) -> FormatTable {
      FormatTable([.xrgb8888: .only(Set(layouts))])
    }
    func layouts(_ a: FormatTable, _ b: FormatTable) -> Set<LayoutModifier> {
      let makers = [
        Production(
          "driver", formats: .everyFormat(in: .any), isContiguous: false, evidence: .assumed)
      ]
      let problem = Problem(
        extent: Extent(64, 64),
        participants: [Participant("a", .formats(a)), Participant("b", .formats(b))],
        allocators: makers)
      return Set(problem.survey().agreements.map(\.pair.modifier))
    }
    #expect(layouts(table(.implicit(on: gpu)), table(.linear, .xTiled)) == [])
    let mine = table(.implicit(on: gpu), .linear)
    #expect(layouts(mine, mine) == [.implicit(on: gpu), .linear])
    #expect(layouts(mine, table(.implicit(on: other), .linear)) == [.linear])
  }

  @Test func `Case 39: memory that is linear serves nobody's implicit layout`() {
    let conflict = Problem(
      64, 64,
      Participant("cursor", on: display, .takes(.argb8888, in: .implicit(on: display)))
    ).conflict()
    #expect(conflict?.terms == [.takes(.argb8888, in: .implicit(on: display))])
    #expect(Set(conflict?.refutations.map(\.obstacle) ?? []) == [.notProduced])
  }
}
