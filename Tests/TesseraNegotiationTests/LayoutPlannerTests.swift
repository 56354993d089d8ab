import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct LayoutPlannerTests {
  /// The layout that these terms leave.
  private func plan(
    _ format: PixelFormat, _ width: UInt64, _ height: UInt64, _ terms: Term...,
    topology: Topology = .oneBuffer
  ) throws -> Result<AgreedLayout, Obstacle> {
    let info = try #require(format.info)
    let extent = Extent(width, height)
    do throws(Obstacle) {
      let offer = try OfferAtPair(
        0, of: 0, terms.map { Constraint($0, .assumed) }, pair: FormatModifier(format, .linear),
        info: info, extent: extent)
      return .success(
        AgreedLayout(
          try LayoutPlanner(
            info: info, extent: extent, requirements: offer.requirements, topology: topology
          ).plan()))
    } catch {
      return .failure(error)
    }
  }

  /// A layout of planes in one buffer, each an offset, a stride and a number of rows.
  private func planes(
    _ planes: (UInt64, UInt64, UInt64)..., size: UInt64
  ) -> Result<AgreedLayout, Obstacle> {
    .success(
      .planned(
        planes.map { offset, stride, rows in
          AgreedPlane(
            buffer: 0, offset: Bytes(offset), stride: Bytes(stride), rows: Rows(rows),
            size: Bytes(stride * rows))
        }, sizes: [Bytes(size)]))
  }

  // MARK: tight layouts

  @Test func `Without terms planes are tight and follow each other`() throws {
    #expect(
      try plan(.nv12, 1280, 720) == planes((0, 1280, 720), (921_600, 1280, 360), size: 1_382_400))
    #expect(
      try plan(.yuv420, 1280, 720)
        == planes(
          (0, 1280, 720), (921_600, 640, 360), (1_152_000, 640, 360), size: 1_382_400))
    #expect(try plan(.xrgb8888, 1920, 1080) == planes((0, 7680, 1080), size: 8_294_400))
    #expect(
      try plan(.nv16, 640, 480) == planes((0, 640, 480), (307_200, 640, 480), size: 614_400))
    #expect(
      try plan(.p010, 1920, 1080)
        == planes((0, 3840, 1080), (4_147_200, 3840, 540), size: 6_220_800))
  }

  @Test func `Odd sizes round chroma up`() throws {
    #expect(try plan(.nv12, 5, 3) == planes((0, 5, 3), (15, 6, 2), size: 27))
    #expect(try plan(.yuv420, 5, 3) == planes((0, 5, 3), (15, 3, 2), (21, 3, 2), size: 27))
    #expect(try plan(.nv16, 5, 3) == planes((0, 5, 3), (15, 6, 3), size: 33))
    #expect(try plan(.p010, 5, 3) == planes((0, 10, 3), (30, 12, 2), size: 54))
    #expect(try plan(.xrgb8888, 1, 1) == planes((0, 4, 1), size: 4))
    #expect(try plan(.yuyv, 5, 3) == planes((0, 12, 3), size: 36))
  }

  // MARK: strides

  @Test func `A multiple lifts the stride of every plane`() throws {
    #expect(
      try plan(.nv12, 100, 4, .strideMultiple(64))
        == planes((0, 128, 4), (512, 128, 2), size: 768))
    #expect(
      try plan(.yuv420, 100, 4, .strideMultiple(64))
        == planes((0, 128, 4), (512, 64, 2), (640, 64, 2), size: 768))
  }

  @Test func `A term of one plane leaves the others alone`() throws {
    #expect(
      try plan(.nv12, 100, 4, .stride(StrideDomain(multipleOf: 64), plane: 1))
        == planes((0, 100, 4), (400, 128, 2), size: 656))
    #expect(
      try plan(.xrgb8888, 8, 2, .stride(StrideDomain(multipleOf: 4096), plane: 1))
        == planes((0, 32, 2), size: 64))
  }

  @Test func `Strides that follow from the first meet every plane's terms`() throws {
    let follow = Term.arrangement(PlaneArrangement(isProportional: true))
    #expect(
      try plan(.yuv420, 100, 4, .strideMultiple(64), follow)
        == planes((0, 128, 4), (512, 64, 2), (640, 64, 2), size: 768))
    #expect(
      try plan(.yuv420, 130, 2, .strideMultiple(64), follow)
        == planes((0, 256, 2), (512, 128, 1), (640, 128, 1), size: 768))
    #expect(
      try plan(.nv12, 100, 4, .stride(StrideDomain(multipleOf: 64), plane: 1), follow)
        == planes((0, 128, 4), (512, 128, 2), size: 768))
    #expect(
      try plan(
        .yuv420, 100, 2, .stride(.exactly(128), plane: 0), .stride(.exactly(80), plane: 1), follow)
        == .failure(.stride(plane: 1)))
  }

  @Test func `A stride that does not exist names its plane`() throws {
    #expect(
      try plan(.xrgb8888, 100, 4, .stride(StrideDomain(maximum: 399), plane: nil))
        == .failure(.stride(plane: 0)))
    #expect(
      try plan(.nv12, 100, 4, .stride(StrideDomain(listed: [64, 96]), plane: 1))
        == .failure(.stride(plane: 1)))
  }

  // MARK: places

  @Test func `Planes start at multiples of their offset`() throws {
    let aligned = Term.arrangement(PlaneArrangement(offsetMultiple: 4096))
    #expect(
      try plan(.nv12, 100, 4, aligned) == planes((0, 100, 4), (4096, 100, 2), size: 4296))
    #expect(
      try plan(.yuv420, 100, 4, aligned)
        == planes((0, 100, 4), (4096, 50, 2), (8192, 50, 2), size: 8292))
  }

  @Test func `Planes without a gap cannot start later`() throws {
    let adjacent = Term.arrangement(PlaneArrangement(isAdjacent: true))
    let aligned = Term.arrangement(PlaneArrangement(offsetMultiple: 4096))
    #expect(
      try plan(.nv12, 100, 4, .stride(.exactly(100), plane: nil), adjacent, aligned)
        == .failure(.planeGap(plane: 1)))
    #expect(
      try plan(.nv12, 1024, 4, adjacent, aligned)
        == planes((0, 1024, 4), (4096, 1024, 2), size: 6144))
    #expect(try plan(.xrgb8888, 100, 4, adjacent, aligned) == planes((0, 400, 4), size: 1600))
  }

  @Test func `A larger stride closes the gap before an aligned plane`() throws {
    func packed(_ multiple: Bytes) -> Term {
      .arrangement(PlaneArrangement(offsetMultiple: multiple, isAdjacent: true))
    }
    #expect(try plan(.nv12, 10, 2, packed(64)) == planes((0, 32, 2), (64, 10, 1), size: 74))
    #expect(
      try plan(.yuv420, 10, 4, packed(64))
        == planes((0, 16, 4), (64, 32, 2), (128, 5, 2), size: 138))
    #expect(
      try plan(.nv12, 10, 2, packed(64), .stride(StrideDomain(maximum: 31), plane: 0))
        == .failure(.planeGap(plane: 1)))
    // Every plane's rows help: three of them need a whole 64.
    #expect(try plan(.nv12, 10, 3, packed(64)) == planes((0, 64, 3), (192, 10, 2), size: 212))
    let follow = Term.arrangement(PlaneArrangement(isProportional: true))
    #expect(
      try plan(.yuv420, 10, 4, packed(64), follow)
        == planes((0, 64, 4), (256, 32, 2), (320, 32, 2), size: 384))
  }

  @Test func `Offsets do not grow buffers of their own`() throws {
    let expected = AgreedLayout.planned(
      [
        AgreedPlane(buffer: 0, offset: 0, stride: 6, rows: 2, size: 12),
        AgreedPlane(buffer: 1, offset: 0, stride: 6, rows: 1, size: 6),
      ], sizes: [12, 6])
    let terms = Term.arrangement(PlaneArrangement(offsetMultiple: 4096, isAdjacent: true))
    #expect(try plan(.nv12, 6, 2, terms, topology: .bufferPerPlane) == .success(expected))
  }

  @Test func `Rows are rounded up before planes are placed`() throws {
    #expect(
      try plan(.nv12, 100, 20, .memorySize(SizeInMemory(rowsMultiple: 16)))
        == planes((0, 100, 32), (3200, 100, 16), size: 4800))
  }

  @Test func `Tail and minimum come behind the last plane`() throws {
    #expect(
      try plan(.nv12, 100, 4, .memorySize(SizeInMemory(tail: 64)))
        == planes((0, 100, 4), (400, 100, 2), size: 664))
    #expect(
      try plan(.nv12, 100, 4, .memorySize(SizeInMemory(tail: 64, minimum: 4096)))
        == planes((0, 100, 4), (400, 100, 2), size: 4096))
    #expect(
      try plan(.nv12, 100, 4, .memorySize(SizeInMemory(maximum: 600)))
        == planes((0, 100, 4), (400, 100, 2), size: 600))
    #expect(
      try plan(.nv12, 100, 4, .memorySize(SizeInMemory(tail: 1, maximum: 600)))
        == .failure(.memorySize))
  }

  @Test func `A buffer per plane starts each plane at zero`() throws {
    let expected = AgreedLayout.planned(
      [
        AgreedPlane(buffer: 0, offset: 0, stride: 128, rows: 4, size: 512),
        AgreedPlane(buffer: 1, offset: 0, stride: 64, rows: 2, size: 128),
        AgreedPlane(buffer: 2, offset: 0, stride: 64, rows: 2, size: 128),
      ], sizes: [512, 128, 128])
    #expect(
      try plan(.yuv420, 100, 4, .strideMultiple(64), topology: .bufferPerPlane)
        == .success(expected))
  }

  // MARK: the end of 64 bits

  @Test func `What does not fit 64 bits is an obstacle`() throws {
    let overflow = Result<AgreedLayout, Obstacle>.failure(.layoutOverflow)
    #expect(try plan(.xrgb8888, .max, 1) == overflow)
    #expect(try plan(.xrgb8888, 1 << 62, 1) == overflow)
    #expect(try plan(.xrgb8888, 1 << 61, 2) == overflow)
    #expect(try plan(.nv12, 1 << 32, 1 << 32) == overflow)
    #expect(
      try plan(.nv12, 1 << 32, 1 << 31)
        == planes(
          (0, 1 << 32, 1 << 31), (1 << 63, 1 << 32, 1 << 30), size: 3 << 62))
    #expect(try plan(.nv12, 1 << 63, 1) == overflow)
    #expect(
      try plan(.xrgb8888, 1, 1, .memorySize(SizeInMemory(tail: Bytes(.max)))) == overflow)
    #expect(
      try plan(.xrgb8888, 1, 1, .memorySize(SizeInMemory(rowsMultiple: Rows(.max)))) == overflow)
    #expect(
      try plan(.nv12, 3, 1, .arrangement(PlaneArrangement(offsetMultiple: Bytes(1 << 63))))
        == planes((0, 3, 1), (1 << 63, 4, 1), size: 1 << 63 + 4))
    #expect(
      try plan(.yuv420, 3, 1, .arrangement(PlaneArrangement(offsetMultiple: Bytes(1 << 63))))
        == overflow)
  }

  @Test func `A stride beyond 64 bits does not exist`() throws {
    #expect(
      try plan(.xrgb8888, 1, 1, .strideMultiple(Bytes(1 << 63)))
        == planes((0, 1 << 63, 1), size: 1 << 63))
    #expect(
      try plan(.xrgb8888, 1 << 61, 1, .stride(StrideDomain(minimum: Bytes(1 << 63 + 1)), plane: 0))
        == planes((0, 1 << 63 + 1, 1), size: 1 << 63 + 1))
    #expect(
      try plan(
        .xrgb8888, 1, 1,
        .stride(StrideDomain(multipleOf: Bytes(1 << 63), minimum: Bytes(1 << 63 + 1)), plane: 0))
        == .failure(.stride(plane: 0)))
  }

  @Test func `Multiples that meet beyond 64 bits are refuted`() {
    let problem = Problem(
      64, 1, Participant("a", .takes(.xrgb8888), .strideMultiple(Bytes(1 << 63))),
      Participant("b", .strideMultiple(3)))
    let survey = problem.survey()
    #expect(survey.agreements == [])
    #expect(Set(survey.refutations.map(\.obstacle)) == [.layoutOverflow])
    #expect(problem.conflict()?.names == ["a", "b"])
  }
}
