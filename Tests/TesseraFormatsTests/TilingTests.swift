import Testing
import TesseraFormats

@Suite struct TilingTests {
  private static let fullHD = Extent(width: 1920, height: 1080)

  private func numbers(_ layout: TiledLayout) -> [[UInt64]]? {
    layout.planes?.map { [$0.offset.value, $0.stride.value, $0.rows.value, $0.size.value] }
  }

  private func reason(_ layout: TiledLayout) -> String? {
    switch layout {
    case .exact: nil
    case .driverChoice: "driver"
    case .unsupported: "unsupported"
    }
  }

  @Test func `Headers and bodies of compressed superblocks lie where the display wants them`() {
    let modifier = Modifier(rawValue: 0x0800_0000_0000_0041)
    let surface = modifier.afbcSurfaces(of: .xrgb8888, extent: Self.fullHD)?.first
    #expect(surface?.superblocks == 120 * 68)
    #expect(surface?.headerSize == 130_560)
    #expect(surface?.bodyOffset == 131_072)
    #expect(surface?.stride == 7680)
    let layout = modifier.layout(of: .xrgb8888, extent: Self.fullHD)
    #expect(numbers(layout) == [[0, 7680, 1088, 8_486_912]])
    #expect(layout.size == 8_486_912)
  }

  @Test func `Tiled headers group superblocks, fewer of large pixels`() {
    let tiled = Modifier(rawValue: 0x0800_0000_0000_0141)
    let small = Extent(width: 1, height: 1)
    #expect(tiled.afbcSurfaces(of: .xrgb8888, extent: small)?.map(\.superblocks) == [64])
    #expect(tiled.afbcSurfaces(of: .abgr16161616F, extent: small)?.map(\.superblocks) == [16])
    #expect(tiled.afbcSurfaces(of: .xrgb8888, extent: small)?.map(\.bodyOffset) == [4096])
    let fixed = Modifier(rawValue: 0x0800_0000_0000_0042)
    #expect(fixed.afbcSurfaces(of: .yuv420With8Bits, extent: small)?.map(\.bodySize) == [384])
    #expect(fixed.afbcSurfaces(of: .yuv420With10Bits, extent: small)?.map(\.bodySize) == [512])
    let mixed = Modifier(rawValue: 0x0800_0000_0000_0044)
    #expect(mixed.afbcSurfaces(of: .nv12, extent: small)?.map(\.extent.width) == [32, 64])
    #expect(reason(mixed.layout(of: .xrgb8888, extent: small)) == "unsupported")
  }

  @Test func `Fixed rates take whole paging tiles`() {
    let scan = Modifier(rawValue: 0x0820_0000_0000_0123)
    // 64 × 16 pixels of four components in 64 units of 32 bytes; 256 × 16 samples of luma in 64.
    let pixels = numbers(scan.layout(of: .abgr8888, extent: Self.fullHD))
    #expect(pixels == [[0, 3840, 1088, 4_177_920]])
    let video = numbers(scan.layout(of: .nv12, extent: Self.fullHD))
    #expect(video == [[0, 1024, 1088, 1_114_112], [1_114_112, 768, 544, 417_792]])
    let mono = Modifier(rawValue: 0x0820_0000_0000_0003)
    #expect(reason(mono.layout(of: .nv12, extent: Self.fullHD)) == "unsupported")
  }

  @Test func `Columns hold chroma below luma`() throws {
    let columns = try #require(Modifier.broadcomSAND128.withColumnHeight(1620))
    let layout = columns.layout(of: .nv12, extent: Self.fullHD)
    #expect(
      numbers(layout) == [[0, 1920, 1080, 2_073_600], [138_240, 1920, 540, 1_036_800]])
    #expect(layout.size == 3_110_400)
    #expect(columns.layout(of: .p030, extent: Self.fullHD).size == 4_147_200)
    let tall = try #require(columns.withColumnHeight(2000))
    #expect(reason(tall.layout(of: .nv12, extent: Self.fullHD)) == "driver")
    let short = try #require(columns.withColumnHeight(1619))
    #expect(reason(short.layout(of: .nv12, extent: Self.fullHD)) == "unsupported")
    #expect(reason(Modifier.broadcomSAND128.layout(of: .nv12, extent: Self.fullHD)) == "driver")
  }

  @Test(
    "Tiles of video codecs cover the same pixels in every plane",
    arguments: [
      (.mediaTek16L32STile, [[0, 1920, 1088, 2_088_960], [2_088_960, 1920, 544, 1_044_480]]),
      (.samsung16x16Tile, [[0, 1920, 1088, 2_088_960], [2_088_960, 1920, 544, 1_044_480]]),
      (.samsung64x32Tile, [[0, 1920, 1088, 2_088_960], [2_088_960, 1920, 544, 1_044_480]]),
      (.allwinnerTiled, [[0, 1920, 1088, 2_088_960], [2_088_960, 1920, 544, 1_044_480]]),
      (.intelYTiled, [[0, 1920, 1088, 2_088_960], [2_088_960, 1920, 544, 1_044_480]]),
    ] as [(Modifier, [[UInt64]])])
  func video(modifier: Modifier, expected: [[UInt64]]) {
    #expect(numbers(modifier.layout(of: .nv12, extent: Self.fullHD)) == expected)
  }

  @Test func `Media compression puts the state of all planes behind all pixels`() {
    let layout = Modifier.intelYTiledGen12MediaCCS.layout(of: .nv12, extent: Self.fullHD)
    #expect(
      numbers(layout) == [
        [0, 2048, 1088, 2_228_224], [2_228_224, 2048, 544, 1_114_112],
        [3_342_336, 256, 34, 8704], [3_354_624, 256, 17, 4352],
      ])
    #expect(Modifier.intelYTiledGen12MediaCCS.memoryPlaneCount(for: .nv12) == 4)
    let render = Modifier.intelYTiledGen12RenderCCS
    #expect(reason(render.layout(of: .nv12, extent: Self.fullHD)) == "unsupported")
    #expect(render.memoryPlaneCount(for: .nv12) == nil)
  }

  @Test func `Demands of the caller meet those of the tiles`() {
    let linear = Modifier.linear.layout(
      of: .nv12, extent: Extent(width: 100, height: 10), strideMultiple: 64, minimumStride: 200)
    #expect(numbers(linear) == [[0, 256, 10, 2560], [2560, 128, 5, 640]])
    let tiled = Modifier.intelXTiled.layout(
      of: .xrgb8888, extent: Extent(width: 100, height: 10), strideMultiple: 768)
    #expect(numbers(tiled) == [[0, 1536, 16, 24576]])
  }

  @Test func `Tiles have the shapes of the headers`() {
    let shapes: [(Modifier, Bytes, UInt64, UInt64)] = [
      (.intelXTiled, 4, 512, 8), (.intel4Tiled, 2, 128, 32), (.intelYfTiled, 1, 64, 64),
      (.intelYfTiled, 8, 256, 16), (.nvidia16Bx2BlockEightGOB, 4, 64, 64),
      (.nvidiaTegraTiled, 4, 16, 16), (.vivanteSuperTiled, 2, 128, 64),
      (.broadcomVC4TTiled, 4, 128, 32), (.broadcomUIF, 4, 128, 8), (.appleGPUTiled, 8, 512, 32),
      (.arm16x16BlockUInterleaved, 4, 64, 16), (.armInterleaved64K, 2, 512, 128),
    ]
    for (modifier, bytes, width, height) in shapes {
      let tile = modifier.tile(bytesPerPixel: bytes)
      #expect(tile?.width == Bytes(width) && tile?.height == Rows(height), "\(modifier)")
    }
    #expect(Modifier.linear.tile(bytesPerPixel: 4) == nil)
    #expect(Modifier.vivanteTiled.tile(bytesPerPixel: Bytes(.max)) == nil)
    #expect(Modifier.appleGPUTiled.tile(bytesPerPixel: 3) == nil)
  }

  @Test func `What is not published is the driver's`() {
    let unknown: [UInt64] = [
      0x00ff_ffff_ffff_ffff, 0x0500_0000_0000_0002, 0x0200_0000_0000_4200, 0x0a00_0000_0000_0101,
      0x0612_0000_0000_0002, 0x2a00_0000_0000_0001, 0x0b00_0000_0001_0101, 0x0100_0000_0000_0063,
    ]
    for value in unknown {
      let layout = Modifier(rawValue: value).layout(of: .xrgb8888, extent: Self.fullHD)
      #expect(reason(layout) == "driver", "\(Modifier(rawValue: value))")
    }
    #expect(Modifier.invalid.memoryPlaneCount(for: .xrgb8888) == nil)
  }

  @Test func `Nothing overflows and nothing traps`() {
    var random = Generator(state: 9)
    var values = Modifier.fixtures
    for _ in 0..<2000 {
      values.append(Modifier(rawValue: UInt64(random.next() % 14) << 56 | random.next() >> 20))
    }
    let sizes: [UInt64] = [0, 1, 3, 17, 4096, 1 << 31, 1 << 47, 1 << 62, .max - 1, .max]
    for modifier in values {
      for format in [PixelFormat.xrgb8888, .nv12, .p030, .yuyv, .abgr16161616F, .x0l2] {
        let extent = Extent(
          width: Pixels(sizes[Int(random.next() % 10)]),
          height: Pixels(sizes[Int(random.next() % 10)]))
        let layout = modifier.layout(
          of: format, extent: extent,
          strideMultiple: Bytes(sizes[Int(random.next() % 10)]),
          minimumStride: Bytes(sizes[Int(random.next() % 10)]))
        guard let planes = layout.planes, let size = layout.size else { continue }
        #expect(planes.count == modifier.memoryPlaneCount(for: format), "\(modifier) \(format)")
        #expect(planes.allSatisfy { $0.offset <= size && $0.size <= size })
      }
    }
  }
}

extension Modifier {
  /// One of every family.
  fileprivate static let fixtures: [Modifier] =
    Decoding.all.map { Modifier(rawValue: $0.rawValue) }
    + (1...17).map { Modifier(vendor: .intel, value: $0) }
    + [
      .linear, .nvidiaTegraTiled, .vivanteTiled, .vivanteSplitTiled, .broadcomVC4TTiled,
      .broadcomUIF, .arm16x16BlockUInterleaved, .armInterleaved64K, .qualcommTiled3,
      .qualcommCompressed, .appleGPUTiled, .appleGPUTiledCompressed, .allwinnerTiled,
      .samsung16x16Tile, .samsung64x32Tile,
    ]
}
