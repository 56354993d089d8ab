extension Modifier {
  private static let amdVersions = ["GFX6", "GFX9", "GFX10", "GFX10_RBPLUS", "GFX11", "GFX12"]

  /// The fields of an AMD arrangement, those that are zero left out.
  var amdName: String? {
    let version = field(0, 8)
    guard version < UInt64(Self.amdVersions.count), let tile = amdTile else { return nil }
    var fields = ["TILE_VERSION=" + Self.amdVersions[Int(version)], "TILE=" + tile]
    if field(13, 1) == 1 { fields.append("DCC") }
    guard let rest = version == 0 ? amdFieldsBeforeGFX9 : amdFieldsSinceGFX9 else { return nil }
    return "AMD(\((fields + rest).joined(separator: ",")))"
  }

  // The same number is another tile in another version.
  private var amdTile: String? {
    let names: [UInt64: String] =
      switch field(0, 8) {
      case 0: [2: "GFX6_1D_TILED_THIN1", 4: "GFX6_2D_TILED_THIN1"]
      case 5: [1: "GFX12_256B_2D", 2: "GFX12_4K_2D", 3: "GFX12_64K_2D", 4: "GFX12_256K_2D"]
      default:
        [
          9: "GFX9_64K_S", 10: "GFX9_64K_D", 22: "GFX9_4K_D_X", 25: "GFX9_64K_S_X",
          26: "GFX9_64K_D_X", 27: "GFX9_64K_R_X", 31: "GFX11_256K_R_X",
        ]
      }
    return names[field(8, 5)]
  }

  private var amdFieldsSinceGFX9: [String]? {
    guard field(36, 20) == 0 else { return nil }
    var fields: [String] = []
    let flags: [(UInt64, String)] = [
      (14, "DCC_RETILE"), (15, "DCC_PIPE_ALIGN"), (16, "DCC_INDEPENDENT_64B"),
      (17, "DCC_INDEPENDENT_128B"),
    ]
    for (bit, name) in flags where field(bit, 1) == 1 { fields.append(name) }
    let block = field(18, 2)
    if field(13, 1) == 1 || block != 0 {
      fields.append("DCC_MAX_COMPRESSED_BLOCK=" + Self.word(block, in: ["64B", "128B", "256B"]))
    }
    if field(20, 1) == 1 { fields.append("DCC_CONSTANT_ENCODE") }
    let numbers: [(UInt64, String)] = [
      (21, "PIPE_XOR_BITS"), (24, "BANK_XOR_BITS"), (27, "PACKERS"), (30, "RB"), (33, "PIPE"),
    ]
    for (bit, name) in numbers where field(bit, 3) != 0 {
      fields.append("\(name)=\(field(bit, 3))")
    }
    return fields
  }

  private var amdFieldsBeforeGFX9: [String]? {
    guard field(33, 23) == 0 else { return nil }
    var fields = ["MICROTILE=" + Self.word(field(14, 3), in: ["DISPLAY", "THIN"])]
    // One-dimensional tiles know nothing of banks and pipes.
    guard field(8, 5) == 4 || field(17, 16) != 0 else { return fields }
    fields += [
      "PIPE_CONFIG=\(Self.amdPipes[field(17, 5)] ?? String(field(17, 5)))",
      "TILE_SPLIT=\(64 << field(22, 3))B",
      "BANK_WIDTH=\(1 << field(25, 2))",
      "BANK_HEIGHT=\(1 << field(27, 2))",
      "MACRO_TILE_ASPECT=\(1 << (2 * field(29, 2))):1",
      "NUM_BANKS=\(2 << field(31, 2))",
    ]
    return fields
  }

  private static let amdPipes: [UInt64: String] = [
    0x0: "P2", 0x4: "P4_8x16", 0x5: "P4_16x16", 0x6: "P4_16x32", 0x7: "P4_32x32",
    0x8: "P8_16x16_8x16", 0x9: "P8_16x32_8x16", 0xa: "P8_32x32_8x16", 0xb: "P8_16x32_16x16",
    0xc: "P8_32x32_16x16", 0xd: "P8_32x32_16x32", 0xe: "P8_32x64_32x32",
    0x10: "P16_32x32_8x16", 0x11: "P16_32x32_16x16",
  ]
}
