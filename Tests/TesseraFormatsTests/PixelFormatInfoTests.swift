import Testing
import TesseraFormats

@Suite struct PixelFormatInfoTests {
  @Test(
    "Strides and sizes worked by hand",
    arguments: [
      Vector(.xrgb8888, 1366, 768, [5464], 4_196_352),
      Vector(.nv12, 1920, 1080, [1920, 1920], 3_110_400),
      Vector(.nv12, 5, 3, [5, 6], 27),
      Vector(.yuv420, 5, 3, [5, 3, 3], 27),
      Vector(.nv15, 1920, 1080, [2400, 2400], 3_888_000),
      Vector(.nv15, 1366, 2, [1710, 1710], 5130),
      Vector(.p030, 1920, 1080, [2560, 2560], 4_147_200),
      Vector(.p030, 4, 2, [8, 8], 24),
      Vector(.yuv410, 16, 16, [16, 4, 4], 288),
      Vector(.yuv410, 17, 17, [17, 5, 5], 339),
      Vector(.yuv411, 9, 2, [9, 3, 3], 30),
      Vector(.nv24, 7, 3, [7, 14], 63),
      Vector(.yuyv, 7, 2, [16], 32),
      Vector(.y210, 4, 1, [16], 16),
      Vector(.r1, 9, 2, [2], 4),
      Vector(.rgb888, 3, 2, [9], 18),
      Vector(.rgb565WithA8, 3, 2, [6, 3], 18),
      Vector(.y0l2, 4, 4, [8], 32),
      Vector(.y0l2, 3, 3, [8], 32),
      Vector(.t430, 4, 1, [8, 8, 8], 24),
      Vector(.abgr32323232F, 3, 1, [48], 48),
    ])
  func layout(vector: Vector) throws {
    let extent = Extent(width: Pixels(vector.width), height: Pixels(vector.height))
    let layout = try #require(LinearLayout(format: vector.format, extent: extent))
    #expect(layout.planes.map(\.stride.value) == vector.strides)
    #expect(layout.totalSize == Bytes(vector.size))
    var end = Bytes.zero
    for plane in layout.planes {
      #expect(plane.offset == end)
      #expect(plane.size == plane.stride.multiplied(by: plane.rows.value))
      end = try #require(end.adding(plane.size))
    }
    #expect(end == layout.totalSize)
  }

  @Test func `Layouts that overflow or do not exist are refused`() {
    let wide = Extent(width: Pixels(.max), height: 1)
    let tall = Extent(width: 1920, height: Pixels(.max))
    let small = Extent(width: 16, height: 16)
    #expect(PixelFormat.xrgb8888.info?.minimumStride(plane: 0, width: Pixels(.max)) == nil)
    #expect(PixelFormat.y0l0.info?.rows(plane: 0, height: Pixels(.max)) == nil)
    #expect(LinearLayout(format: .xrgb8888, extent: wide) == nil)
    #expect(LinearLayout(format: .r8, extent: tall) == nil)
    #expect(LinearLayout(format: .yuv420With8Bits, extent: small) == nil)
    #expect(LinearLayout(format: .yuv420With10Bits, extent: small) == nil)
    #expect(LinearLayout(format: .vuy101010, extent: small) == nil)
    #expect(LinearLayout(format: PixelFormat(rawValue: 1), extent: small) == nil)
    #expect(LinearLayout(format: .r8, extent: wide)?.totalSize == Bytes(.max))
  }

  @Test(
    "Planes and subsampling are those of the kernel",
    arguments: [
      (.nv12, 2, 2, 2), (.nv21, 2, 2, 2), (.nv16, 2, 2, 1), (.nv24, 2, 1, 1), (.nv15, 2, 2, 2),
      (.nv20, 2, 2, 1), (.nv30, 2, 1, 1), (.p210, 2, 2, 1), (.p010, 2, 2, 2), (.p030, 2, 2, 2),
      (.p230, 2, 2, 1), (.q410, 3, 1, 1), (.s010, 3, 2, 2), (.s212, 3, 2, 1), (.s416, 3, 1, 1),
      (.yuv410, 3, 4, 4), (.yvu411, 3, 4, 1), (.yuv420, 3, 2, 2), (.yuv422, 3, 2, 1),
      (.yuv444, 3, 1, 1), (.yuyv, 1, 2, 1), (.y212, 1, 2, 1), (.x0l0, 1, 2, 2),
      (.yuv420With8Bits, 1, 2, 2), (.vuy101010, 1, 1, 1), (.xrgb8888WithA8, 2, 1, 1),
      (.ayuv, 1, 1, 1), (.c8, 1, 1, 1),
    ] as [(PixelFormat, Int, Int, Int)])
  func kernelFacts(format: PixelFormat, planes: Int, horizontal: Int, vertical: Int) throws {
    let info = try #require(format.info)
    #expect(info.planeCount == planes)
    #expect(info.planes.count == planes)
    #expect(info.horizontalChromaSubsampling == horizontal)
    #expect(info.verticalChromaSubsampling == vertical)
    if info.isYUV, planes > 1 {
      #expect(info.plane(1).horizontalSubsampling == UInt64(horizontal))
      #expect(info.plane(1).verticalSubsampling == UInt64(vertical))
    }
  }

  @Test(
    "Bits per pixel and per component",
    arguments: [
      (.rgb565, 16, 6), (.xrgb2101010, 32, 10), (.rgb332, 8, 3), (.argb1555, 16, 5), (.nv12, 12, 8),
      (.nv16, 16, 8), (.nv24, 24, 8), (.nv15, 15, 10), (.nv20, 20, 10), (.nv30, 30, 10),
      (.p010, 24, 10), (.p030, 16, 10), (.t430, 32, 10), (.yuv410, 9, 8), (.r1, 1, 1), (.c4, 4, 4),
      (.xrgb8888WithA8, 40, 8), (.y0l0, 16, 8), (.xyyy2101010, nil, 10),
      (.yuv420With10Bits, nil, 10), (.bgr323232F, 96, 32), (.axbxgxrx106106106106, 64, 10),
      (.y416, 64, 16), (.yuyv, 16, 8), (.gr1616, 32, 16), (.rgb161616, 48, 16),
    ] as [(PixelFormat, Int?, Int)])
  func bits(format: PixelFormat, pixel: Int?, component: Int) {
    #expect(format.info?.bitsPerPixel == pixel)
    #expect(format.info?.bitsPerComponent == component)
  }

  @Test func `Traits follow from the names`() {
    for info in PixelFormat.allKnown.compactMap(\.info) {
      #expect(info.isFloat == (info.name.hasSuffix("F")), "\(info.name)")
      #expect(info.isIndexed == (["C1", "C2", "C4", "C8"].contains(info.name)), "\(info.name)")
      #expect(!(info.isIndexed && info.isYUV))
      #expect(info.isLinearRepresentable == info.planes.allSatisfy { $0.bytesPerBlock > 0 })
    }
    let grey = PixelFormat.allKnown.compactMap(\.info).filter(\.isGreyscale).map(\.name)
    #expect(
      Set(grey) == [
        "R1", "R2", "R4", "R8", "R10", "R12", "R16", "R16F", "R32F", "D1", "D2", "D4", "D8", "Y8",
        "XYYY2101010",
      ])
  }
}

/// A layout worked out by hand.
struct Vector: CustomTestStringConvertible {
  let format: PixelFormat
  let width: UInt64
  let height: UInt64
  let strides: [UInt64]
  let size: UInt64

  init(
    _ format: PixelFormat, _ width: UInt64, _ height: UInt64, _ strides: [UInt64], _ size: UInt64
  ) {
    self.format = format
    self.width = width
    self.height = height
    self.strides = strides
    self.size = size
  }

  var testDescription: String { "\(format.name) \(width)x\(height)" }
}
