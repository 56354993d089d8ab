extension Modifier {
  /// The block-linear arrangement of NVIDIA; every parameter as the header's table has it.
  ///
  /// The corresponding C macro is `DRM_FORMAT_MOD_NVIDIA_BLOCK_LINEAR_2D`.
  public static func nvidiaBlockLinear(
    compression: UInt8, sector: UInt8, generation: UInt8, kind: UInt8, height: UInt8
  ) -> Modifier {
    let sector = UInt64(sector)
    let low = 0x10 | UInt64(height & 0xf) | UInt64(kind) << 12 | UInt64(generation & 3) << 20
    let high = (sector & 1) << 22 | (sector & 6) << 25 | UInt64(compression & 7) << 23
    return Modifier(vendor: .nvidia, value: low | high)
  }

  var nvidiaName: String? {
    // Bit 4 marks block-linear; bits 5 to 11 and those above 27 are reserved.
    guard field(4, 1) == 1, field(5, 7) == 0, field(28, 28) == 0 else { return nil }
    let sector = field(22, 1) | field(26, 2) << 1
    return "NVIDIA_BLOCK_LINEAR_2D(HEIGHT=\(field(0, 4)),KIND=\(field(12, 8)),"
      + "GEN=\(field(20, 2)),SECTOR=\(sector),COMPRESSION=\(field(23, 3)))"
  }
}
