import Testing
import TesseraFormats

@Suite struct VideoPixelFormatTests {
  @Test(
    "Every format of the header is known by its name",
    .enabled(if: !Header.video.isEmpty, "no videodev2.h on this machine"),
    arguments: Header.video)
  func names(header: Header) {
    let codes = header.letters(prefix: "V4L2_PIX_FMT_", macro: "v4l2_fourcc")
    #expect(codes.count > 200)
    for (name, value) in codes {
      let format = VideoPixelFormat(rawValue: value)
      #expect(format.name == name)
      #expect(VideoPixelFormat("V4L2_PIX_FMT_" + name) == format)
    }
  }

  @Test func `Names and letters of every known format read back`() {
    for format in VideoPixelFormat.allKnown {
      #expect(VideoPixelFormat(format.fourcc) == format)
      #expect(VideoPixelFormat("V4L2_PIX_FMT_" + format.name) == format)
      #expect(format.isKnown)
    }
    #expect(VideoPixelFormat("NV12M") == .nv12m)
    #expect(VideoPixelFormat("NM12") == .nv12m)
    #expect(VideoPixelFormat("Y16 -BE") == .y16BigEndian)
    #expect(VideoPixelFormat.xrgb555BigEndian.fourcc == "XR15-BE")
    #expect(VideoPixelFormat("Zz9!")?.name == "Zz9!")
    #expect(VideoPixelFormat("nonsense") == nil)
  }

  @Test func `Every mapping is found on the way back`() {
    var mapped = 0
    for format in VideoPixelFormat.allKnown {
      guard let mapping = format.drm else { continue }
      mapped += 1
      let back = VideoPixelFormat.encodings(of: mapping.format, modifier: mapping.modifier)
      #expect(back.contains(format), "\(format.name)")
      #expect(mapping.format.info != nil)
      #expect(mapping.memoryPlanes <= mapping.format.info?.planeCount ?? 0)
      let planes = back.compactMap { $0.drm?.memoryPlanes }
      #expect(planes == planes.sorted(), "\(format.name)")
    }
    #expect(mapped > 90)
  }

  @Test func `The preferred encoding comes first`() {
    #expect(VideoPixelFormat.encodings(of: .nv12, modifier: .linear) == [.nv12, .nv12m])
    #expect(VideoPixelFormat.encodings(of: .xrgb8888, modifier: .linear) == [.xbgr32, .bgr32])
    #expect(VideoPixelFormat.encodings(of: .yuv444, modifier: .linear) == [.yuv444m])
    #expect(VideoPixelFormat.encodings(of: .r8, modifier: .linear) == [.grey])
    #expect(VideoPixelFormat.encodings(of: .y8, modifier: .linear) == [.grey])
    #expect(VideoPixelFormat.encodings(of: .nv12, modifier: .invalid).isEmpty)
    let columns = Modifier.broadcomSAND128.withColumnHeight(1620) ?? .linear
    #expect(VideoPixelFormat.encodings(of: .nv12, modifier: columns) == [.nv12Columns128])
  }

  @Test(
    "The bytes of 8-bit colours lie in memory as V4L2 says",
    arguments: [
      (.rgb24, "RGB"), (.bgr24, "BGR"), (.abgr32, "BGRA"), (.xbgr32, "BGRX"), (.bgra32, "ABGR"),
      (.bgrx32, "XBGR"), (.rgba32, "RGBA"), (.rgbx32, "RGBX"), (.argb32, "ARGB"),
      (.xrgb32, "XRGB"), (.bgr32, "BGRX"), (.rgb32, "XRGB"), (.vuya32, "VUYA"), (.vuyx32, "VUYX"),
      (.yuva32, "YUVA"), (.yuvx32, "YUVX"), (.yuv24, "YUV"),
    ] as [(VideoPixelFormat, String)])
  func memoryOrder(format: VideoPixelFormat, bytes: String) throws {
    let mapping = try #require(format.drm)
    #expect(mapping.modifier == .linear)
    // DRM spells the word from its most significant byte, which lies last in memory.
    let word = mapping.format.name.prefix { $0.isLetter }
    #expect(String(word.reversed()) == bytes)
    #expect(mapping.format.info?.plane(0).bytesPerBlock == Bytes(UInt64(bytes.count)))
  }

  @Test(
    "Words keep their letters",
    arguments: [
      (.argb444, .argb4444), (.bgra444, .bgra4444), (.rgb565, .rgb565), (.abgr555, .abgr1555),
      (.rgba1010102, .rgba1010102), (.rgb565BigEndian, PixelFormat.rgb565.bigEndian),
      (.xrgb555BigEndian, PixelFormat.xrgb1555.bigEndian), (.rgb48, .bgr161616),
      (.bgr48, .rgb161616),
      (.yuyv, .yuyv), (.vyuy, .vyuy), (.yuv422p, .yuv422), (.pal8, .c8),
    ] as [(VideoPixelFormat, PixelFormat)])
  func words(format: VideoPixelFormat, expected: PixelFormat) {
    #expect(format.drm?.format == expected)
  }

  @Test func `The same letters need not be the same layout`() {
    // V4L2 gives these codes of DRM to Bayer samples, other orders or other components.
    let foreign: [VideoPixelFormat] = [
      .srggb16, .sgrbg12, .sbggr10, .sbggr12, .ayuv32, .xyuv32, .bgr666, .sgrbg16, .srggb12,
    ]
    for format in foreign { #expect(format.drm == nil, "\(format.name)") }
    #expect(VideoPixelFormat.srggb16.rawValue == PixelFormat.rgb565.rawValue)
    #expect(VideoPixelFormat.sgrbg12.rawValue == PixelFormat.bgra4444.rawValue)
    #expect(VideoPixelFormat.ayuv32.rawValue == PixelFormat.ayuv.rawValue)
    #expect(VideoPixelFormat.bgr666.rawValue == PixelFormat.bgr161616F.rawValue)
    // Wherever the letters agree and V4L2 has a mapping, it is the same layout.
    for format in VideoPixelFormat.allKnown where format != .grey {
      guard let mapping = format.drm, mapping.memoryPlanes == 1 else { continue }
      let same = PixelFormat(rawValue: format.rawValue)
      if same.info != nil { #expect(mapping.format == same, "\(format.name)") }
    }
  }

  @Test func `Tiled and split formats carry modifier and memory planes`() {
    #expect(VideoPixelFormat.nv12m.drm?.memoryPlanes == 2)
    #expect(VideoPixelFormat.yuv420m.drm?.memoryPlanes == 3)
    #expect(VideoPixelFormat.nv12Tiled32x32.drm?.modifier == .allwinnerTiled)
    #expect(VideoPixelFormat.nv12mTiled64x32.drm?.modifier == .samsung64x32Tile)
    #expect(VideoPixelFormat.qc08c.drm?.modifier == .qualcommCompressed)
    #expect(VideoPixelFormat.mm21.drm?.modifier == .mediaTek16L32STile)
    #expect(VideoPixelFormat.nv12Columns128.drm?.modifier == .broadcomSAND128)
    #expect(VideoPixelFormat.nv12With10BitsColumns128.drm?.format == .p030)
    #expect(VideoPixelFormat.mjpeg.drm == nil)
  }
}
