extension Modifier {
  /// The compressed arrangements of Arm; the top four bits of the value tell which kind it is.
  var armName: String? {
    switch field(52, 4) {
    case 0: afbcName
    case 2: afrcName
    default: nil
    }
  }

  private var afbcName: String? {
    let sizes = ["", "16x16", "32x8", "64x4", "32x8_64x4"]
    let flags = ["YTR", "SPLIT", "SPARSE", "CBR", "TILED", "SC", "DB", "BCH", "USM"]
    let size = field(0, 4)
    guard (1...4).contains(size), field(13, 39) == 0 else { return nil }
    let modes = flags.indices.filter { field(4 + UInt64($0), 1) == 1 }.map { flags[$0] }
    let mode = modes.isEmpty ? "" : ",MODE=" + modes.joined(separator: "|")
    return "ARM_AFBC(BLOCK_SIZE=\(sizes[Int(size)])\(mode))"
  }

  private var afrcName: String? {
    let sizes = ["", "16", "24", "32"]
    let (luma, chroma) = (field(0, 4), field(4, 4))
    guard (1...3).contains(luma), chroma <= 3, field(9, 43) == 0 else { return nil }
    let second = chroma == 0 ? "" : ",CU_SIZE_P12=\(sizes[Int(chroma)])"
    let layout = field(8, 1) == 1 ? "SCAN" : "ROT"
    return "ARM_AFRC(CU_SIZE_P0=\(sizes[Int(luma)])\(second),LAYOUT=\(layout))"
  }
}
