// The kernel's amdgpu_display.c checks imported buffers by these rules; addrlib lays out by them.
extension Modifier {
  private var amdVersion: UInt64 { field(0, 8) }
  private var hasAMDCompression: Bool { field(13, 1) == 1 }
  private var isAMDRetiled: Bool { field(14, 1) == 1 }

  /// The logarithm of a block's bytes.
  private var amdBlockBits: UInt64? {
    switch (amdVersion, field(8, 5)) {
    case (5, 1): 8
    case (5, 2): 12
    case (5, 3): 16
    case (5, 4): 18
    // The numbers of the hardware's swizzle modes, four to a size of block.
    case (1...4, 1...3): 8
    case (1...4, 4...7), (1...4, 20...23): 12
    case (1...4, 8...11), (1...4, 16...19), (1...4, 24...27): 16
    case (1...4, 28...31): 18
    default: nil
    }
  }

  func amdTile(bytesPerPixel bytes: UInt64) -> TileShape? {
    amdBlockBits.flatMap { Self.squarish(bits: $0, bytesPerPixel: bytes) }
  }

  func amdPlaneCount(pixels count: Int) -> Int? {
    guard amdBlockBits != nil else { return nil }
    // GFX12 keeps its compression state out of sight; several planes of pixels merge theirs.
    guard count == 1, hasAMDCompression, amdVersion < 5 else { return count }
    return isAMDRetiled ? 3 : 2
  }

  func amdPlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    guard amdBlockBits != nil else {
      throw .driver("before GFX9 the tiles depend on banks and pipes that only the driver knows")
    }
    var stack = PlaneStack()
    for index in 0..<image.info.planeCount {
      guard let tile = amdTile(bytesPerPixel: try image.sampleBytes(plane: index)) else {
        throw .unsupported("AMD blocks hold pixels of 1, 2, 4, 8 or 16 bytes")
      }
      try stack.add(image, plane: index, tile: tile)
    }
    guard hasAMDCompression, amdVersion < 5 else { return stack }
    guard image.info.planeCount == 1 else { throw .multiPlanar }
    if isAMDRetiled { try addAMDState(image, aligned: false, pipes: false, to: &stack) }
    try addAMDState(
      image, aligned: true, pipes: isAMDRetiled || field(15, 1) == 1, to: &stack)
    return stack
  }

  /// Adds a plane with one byte of state for 256 of pixels, in blocks of its own.
  ///
  /// Its stride counts pixels, not bytes.
  private func addAMDState(
    _ image: TiledImage, aligned: Bool, pipes: Bool, to stack: inout PlaneStack
  ) throws(NoLayout) {
    let bits = try amdStateBits(aligned: aligned, pipes: pipes)
    let bytes = try image.sampleBytes(plane: 0)
    guard let area = Self.squarish(bits: bits + 8, bytesPerPixel: bytes) else { throw .overflow }
    let columns = TiledImage.quotient(image.extent.width.value, area.width.value / bytes)
    let lines = TiledImage.quotient(image.extent.height.value, area.height.value)
    let block = Bytes(1 << bits)
    var size = try block.multiplied(by: columns).checked().multiplied(by: lines).checked()
    var alignment = block
    if amdVersion == 1, let main = amdBlockBits {
      // GFX9 hardware wants the state as aligned as the pixels.
      alignment = max(block, Bytes(1 << main))
      size = try size.roundedUp(toMultipleOf: alignment).checked()
    }
    try stack.add(
      stride: Bytes(area.width.value / bytes).multiplied(by: columns).checked(),
      rows: Rows(area.height.value).multiplied(by: lines).checked(), size: size,
      alignment: alignment)
  }

  private func amdStateBits(aligned: Bool, pipes: Bool) throws(NoLayout) -> UInt64 {
    if amdVersion == 1 {
      // A page holds the state of 4 render backends and of 16 pipes times backends. Beyond it the
      // kernel does not know what addrlib does, and says so.
      guard field(30, 3) <= 2, field(30, 3) + field(33, 3) <= 4 else {
        throw .driver("large GFX9 chips align their state by more than the modifier tells")
      }
      return 12
    }
    var xor = field(21, 3)
    if amdVersion >= 3, xor > 1, field(27, 3) == xor { xor += 1 }
    return max(8 + (pipes ? xor : 0), 12)
  }
}
