import Testing
import TesseraFormats

@Suite(.enabled(if: !Header.drm.isEmpty, "no drm_fourcc.h on this machine"))
struct DRMHeaderTests {
  @Test("Every format of the header is known by its name", arguments: Header.drm)
  func formats(header: Header) {
    let codes = header.letters(prefix: "DRM_FORMAT_", macro: "fourcc_code")
    #expect(codes.count > 90)
    for (name, value) in codes {
      let format = PixelFormat(rawValue: value)
      #expect(format.info?.name == name, "\(name)")
      #expect(PixelFormat.allKnown.contains(format), "\(name)")
    }
  }

  @Test("Words are as wide as the header's comments say", arguments: Header.drm)
  func widths(header: Header) {
    var seen = 0
    for (name, body) in header.defines where body.hasPrefix("fourcc_code") {
      guard let match = body.firstMatch(of: /\[(\d+):0\]/), let high = UInt64(match.1) else {
        continue
      }
      let info = PixelFormat("\(name)")?.info
      #expect(info?.plane(0).bytesPerBlock == Bytes((high + 1) / 8), "\(name)")
      seen += 1
    }
    #expect(seen > 60)
  }

  @Test("Components are as wide as the header's comments say", arguments: Header.drm)
  func components(header: Header) {
    var seen = 0
    for (name, body) in header.defines where body.hasPrefix("fourcc_code") {
      guard
        let match = body.firstMatch(of: /0\] ([A-Za-z0-9:]+) ([0-9:]+)/),
        let info = PixelFormat("\(name)")?.info
      else { continue }
      let letters = match.1.split(separator: ":")
      let widths = match.2.split(separator: ":").compactMap { Int($0) }
      guard letters.count == widths.count else { continue }
      let colours = zip(letters, widths).filter { !["x", "X", "0", "A"].contains($0.0) }
      #expect(colours.map(\.1).max() == info.bitsPerComponent, "\(name)")
      #expect(letters.contains("A") == info.hasAlpha, "\(name)")
      #expect(
        letters.contains { $0.hasPrefix("C") && $0.count > 1 && $0 > "Ca" }
          == (info.isYUV && !info.isGreyscale), "\(name)")
      seen += 1
    }
    #expect(seen > 50)
  }

  @Test("Every vendor of the header is known by its name", arguments: Header.drm)
  func vendors(header: Header) throws {
    let prefix = "DRM_FORMAT_MOD_VENDOR_"
    let vendors = header.defines.filter { $0.name.hasPrefix(prefix) }
    #expect(vendors.count >= 11)
    for (name, body) in vendors {
      let word = body.prefix { $0.isHexDigit || $0 == "x" }
      let value = word.hasPrefix("0x") ? UInt8(word.dropFirst(2), radix: 16) : UInt8(word)
      let vendor = ModifierVendor(rawValue: try #require(value))
      #expect(vendor.name == name.dropFirst(prefix.count))
    }
  }

  @Test("Every fixed modifier of the header is known by its name", arguments: Header.drm)
  func modifiers(header: Header) throws {
    var seen = 0
    for (name, body) in header.defines {
      guard let match = body.firstMatch(of: /^fourcc_mod_code\((\w+), *(\d+)\)/),
        name != "AMD_FMT_MOD"
      else { continue }
      let vendor = try #require(Self.vendor(String(match.1), in: header))
      let modifier = Modifier(vendor: vendor, value: try #require(UInt64(match.2)))
      let expected =
        name.replacing("I915_FORMAT_MOD_", with: "I915_")
        .replacing("DRM_FORMAT_MOD_", with: "")
      #expect(modifier.name == expected)
      #expect(Modifier(name) == modifier)
      seen += 1
    }
    #expect(seen >= 25)
  }

  private static func vendor(_ name: String, in header: Header) -> ModifierVendor? {
    (0..<64).map { ModifierVendor(rawValue: $0) }.first { $0.name == name }
  }
}
