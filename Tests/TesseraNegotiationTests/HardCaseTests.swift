import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// The hard cases that other systems get wrong, under the numbers of the research.
@Suite struct HardCaseTests {
  private let display = Device("display")

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

  @Test func `Case 5: a stride computed from the width meets an alignment or conflicts`() throws {
    for (width, stride, isPossible) in [
      (1001, 4032, false), (1896, 7584, false), (1920, 7680, true),
    ] as [(UInt64, UInt64, Bool)] {
      let problem = Problem(
        width, 16, Participant("gl", .takes(.xrgb8888), .stride(.exactly(Bytes(stride)), plane: 0)),
        Participant("peer", .takes(.xrgb8888), .strideMultiple(256)))
      #expect(problem.survey().agreements.first?.strides == (isPossible ? [stride] : nil))
      #expect(problem.conflict()?.names == (isPossible ? nil : ["gl", "peer"]))
    }
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

  @Test func `Case 10: bytes that are read behind the image are in the buffer`() throws {
    let agreement = try Problem(
      640, 480, Participant("camera", .takes(.yuyv)),
      Participant("decoder", .takes(.yuyv), .memorySize(SizeInMemory(tail: 1296)))
    ).best()
    #expect(agreement.size == 615_696)
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

  // MARK: memory

  @Test func `Case 25: planes in buffers of their own do not reach who takes one buffer`() throws {
    let camera = Participant("camera", .takes(.nv12, .nv16), .topology(.bufferPerPlane))
    let importer = Participant("importer", .takes(.nv12, .nv16), .topology(.oneBuffer))
    let conflict = try #require(Problem(64, 64, camera, importer).conflict())
    #expect(conflict.terms == [.topology(.bufferPerPlane), .topology(.oneBuffer)])

    let either = Participant(
      "camera", device: nil,
      offers: camera.offers + [Offer("single", terms: [.takes(.nv12), .topology(.oneBuffer)])])
    let agreement = try Problem(64, 64, either, importer).best()
    #expect(agreement.offers == ["camera": "single", "importer": "only"])
    #expect(agreement.topology == .oneBuffer)
    #expect(agreement.layout.planes?.map(\.offset) == [0, Bytes(4096)])
  }

  @Test func `Case 26: who cannot gather pages gets contiguous memory that everybody imports`()
    throws
  {
    let render = Participant("v3d", .takes(.xrgb8888))
    let scanout = Participant("vc4", .takes(.xrgb8888), .contiguous)
    #expect(try Problem(64, 64, render).best().allocator == "system")
    let agreement = try Problem(64, 64, render, scanout).best()
    #expect(agreement.allocator == "cma")
    #expect(agreement.isContiguous)
    #expect(agreement.cost.penalties == [])
  }

  @Test func `Case 32: permitted allocators meet alike in both orders`() throws {
    func maker(_ name: Name<Production>) -> Production {
      Production(name, isContiguous: false, evidence: .assumed)
    }
    let first = Participant("first", .takes(.nv12), .imports(ImportRule(only: ["a", "b", "c"])))
    let second = Participant("second", .takes(.nv12), .imports(ImportRule(only: ["b", "c"])))
    let makers = ["a", "b", "c"].map { maker(Name($0)) }
    for (participants, allocators) in [
      ([first, second], makers), ([second, first], makers.reversed()),
    ] {
      let problem = Problem(
        extent: Extent(64, 64), participants: participants, allocators: allocators)
      #expect(try problem.best().allocator == "b")
    }
  }

  // MARK: search

  @Test func `Case 35: the last of 128 combinations is found`() throws {
    // Every participant prefers a stride of its own; only the second offers of all seven agree.
    let participants = (0..<7).map { index in
      Participant(
        Name("p\(index)"), device: nil,
        offers: [
          Offer(
            "own",
            terms: [.takes(.xrgb8888), .stride(.exactly(Bytes(UInt64(256 + index))), plane: nil)]),
          Offer("common", terms: [.takes(.xrgb8888), .stride(.exactly(320), plane: nil)]),
        ])
    }
    let problem = Problem(
      extent: Extent(64, 64), participants: participants, allocators: [.system])
    let survey = problem.survey()
    #expect(survey.agreements.count == 1)
    #expect(survey.refutations.count == 127)
    #expect(survey.agreements.first.map { Set($0.offers.values) } == ["common"])
  }

  @Test func `Case 36: a participant that says nothing new changes nothing but the traffic`()
    throws
  {
    let camera = Participant("camera", .takes(.nv12, .yuyv), .strideMultiple(64), .contiguous)
    var twin = camera
    twin.name = "twin"
    let alone = try Problem(100, 64, camera).best()
    let twice = try Problem(100, 64, camera, twin).best()
    #expect(alone.pair == twice.pair)
    #expect(alone.layout == twice.layout)
    #expect(alone.allocator == twice.allocator)
    #expect(twice.cost.traffic == alone.cost.traffic.multiplied(by: 2))
  }
}
