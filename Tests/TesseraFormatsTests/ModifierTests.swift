import Testing
import TesseraFormats

@Suite struct ModifierTests {
  @Test("Modifiers with parameters are decoded in full", arguments: Decoding.all)
  func name(decoding: Decoding) {
    #expect(Modifier(rawValue: decoding.rawValue).name == decoding.name)
  }

  @Test(
    "Names and numbers read back",
    arguments: [
      ("LINEAR", .linear), ("linear", .linear), ("DRM_FORMAT_MOD_LINEAR", .linear),
      ("INVALID", .invalid), ("IMPLICIT", .invalid), ("0x0100000000000002", .intelYTiled),
      ("I915_FORMAT_MOD_Yf_TILED", .intelYfTiled), ("I915_4_TILED", .intel4Tiled),
      ("DRM_FORMAT_MOD_GENERIC_16_16_TILE", .samsung16x16Tile),
      ("INTEL(0x00000000000063)", Modifier(vendor: .intel, value: 0x63)),
      ("BROADCOM_SAND128_COL_HEIGHT(1620)", Modifier(rawValue: 0x0700_0000_0006_5404)),
    ] as [(String, Modifier)])
  func reading(text: String, expected: Modifier) {
    #expect(Modifier(text) == expected)
  }

  @Test(
    "What is not a modifier is refused",
    arguments: ["", "0x", "TILED?", "INTEL(63)", "INTEL(0x0100000000000000)", "UIF_COL_HEIGHT(3)"])
  func refused(text: String) {
    #expect(Modifier(text) == nil)
  }

  @Test func `Every fixed name reads back, and the implicit modifier alone is not explicit`() {
    for vendor in UInt8(0)...12 {
      for value in UInt64(0)...64 {
        let modifier = Modifier(vendor: ModifierVendor(rawValue: vendor), value: value)
        #expect(modifier.isExplicit)
        if !modifier.name.contains("=") { #expect(Modifier(modifier.name) == modifier) }
      }
    }
    #expect(!Modifier.invalid.isExplicit)
    #expect(Modifier.invalid.vendor == .none)
  }

  @Test func `No two modifiers share a name`() {
    var random = Generator(state: 3)
    var names: [String: Modifier] = [:]
    for vendor in UInt8(0)...13 {
      for _ in 0..<4000 {
        // Few bits set, so that the decoders are reached.
        let value =
          random.next() & random.next() & random.next() & 0x00f0_000f_ffff_ffff
          | [1, 2, 4, 0x901, 0x1b02, 0x10][Int(random.next() % 6)]
        let modifier = Modifier(vendor: ModifierVendor(rawValue: vendor), value: value)
        let before = names.updateValue(modifier, forKey: modifier.name)
        #expect(before == nil || before == modifier, "\(modifier.name)")
      }
    }
  }

  @Test func `Block-linear parameters land in their bits`() {
    let modifier = Modifier.nvidiaBlockLinear(
      compression: 1, sector: 3, generation: 2, kind: 6, height: 5)
    #expect(modifier.rawValue == 0x0300_0000_04e0_6015)
  }

  @Test func `Column heights belong to Broadcom columns alone`() {
    #expect(Modifier.broadcomSAND128.columnHeight == nil)
    let tall = Modifier.broadcomSAND128.withColumnHeight(1620)
    #expect(tall?.columnHeight == 1620)
    #expect(tall?.withColumnHeight(0) == .broadcomSAND128)
    #expect(Modifier.broadcomSAND128.withColumnHeight(Rows(1 << 48)) == nil)
    #expect(Modifier.linear.withColumnHeight(8) == nil)
    #expect(Modifier.broadcomUIF.columnHeight == nil)
  }
}
