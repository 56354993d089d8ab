import Testing
import TesseraFormats

@Suite struct PixelFormatTests {
  @Test(
    "One format has many spellings",
    arguments: ["XR24", "XRGB8888", "xrgb8888", "DRM_FORMAT_XRGB8888", "0x34325258"])
  func spellings(text: String) {
    #expect(PixelFormat(text) == .xrgb8888)
  }

  @Test func `Short codes are padded with blanks`() {
    #expect(PixelFormat("R8") == .r8)
    #expect(PixelFormat("R8  ") == .r8)
    #expect(PixelFormat("R  H") == .r16F)
    #expect(PixelFormat.r8.fourcc == "R8")
    #expect(PixelFormat.r8.rawValue == 0x2020_3852)
  }

  @Test func `Unknown codes survive`() {
    let format = PixelFormat("Zz9!")
    #expect(format?.rawValue == 0x2139_7a5a)
    #expect(format?.info == nil)
    #expect(format?.name == "Zz9!")
    #expect(PixelFormat(rawValue: 0x0102_0304).fourcc == "\\x04\\x03\\x02\\x01")
  }

  @Test(
    "What is not a format is refused",
    arguments: ["", "X", "Z8", "XRGB88889", "DRM_FORMAT_XR24", "0x", "0x1ffffffff", "ABCDE", "é12"])
  func refused(text: String) {
    #expect(PixelFormat(text) == nil)
  }

  @Test func `Names and letters of every known format read back`() {
    for format in PixelFormat.allKnown {
      #expect(PixelFormat(format.name) == format)
      #expect(PixelFormat(format.fourcc) == format)
      #expect(PixelFormat("DRM_FORMAT_" + format.name) == format)
      #expect(PixelFormat(format.bigEndian.name) == format.bigEndian)
      #expect(PixelFormat(format.bigEndian.fourcc) == format.bigEndian)
    }
  }

  @Test func `Big-endian words change the name, not the geometry`() {
    let format = PixelFormat.rgb565.bigEndian
    #expect(format.isBigEndian)
    #expect(format.rawValue == 0xb631_4752)
    #expect(format.fourcc == "RG16_BE")
    #expect(format.name == "RGB565_BE")
    #expect(format.info?.planes == PixelFormat.rgb565.info?.planes)
    #expect(format.info?.format == format)
    #expect(format.littleEndian == .rgb565)
  }

  @Test func `Alpha and opaque are each other's equivalents`() {
    #expect(PixelFormat.argb8888.info?.opaqueEquivalent == .xrgb8888)
    #expect(PixelFormat.xrgb8888.info?.alphaEquivalent == .argb8888)
    #expect(PixelFormat.y410.info?.opaqueEquivalent == .xvyu2101010)
    #expect(PixelFormat.nv12.info?.alphaEquivalent == nil)
    for info in PixelFormat.allKnown.compactMap(\.info) {
      if let other = info.opaqueEquivalent ?? info.alphaEquivalent {
        let back = other.info.flatMap { $0.opaqueEquivalent ?? $0.alphaEquivalent }
        #expect(back == info.format)
        #expect(other.info?.planes == info.planes)
        #expect(other.info?.bitsPerComponent == info.bitsPerComponent)
        #expect(other.info?.hasAlpha != info.hasAlpha)
      }
      // A letter A in a name without the X equivalent must be a deliberate exception.
      if info.hasAlpha && info.opaqueEquivalent == nil {
        let single: [PixelFormat] = [.abgr32323232F, .axbxgxrx106106106106]
        #expect(single.contains(info.format) || info.name.hasSuffix("_A8"), "\(info.name)")
      }
    }
  }
}
