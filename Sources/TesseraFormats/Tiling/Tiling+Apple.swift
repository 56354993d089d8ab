// The layout code of Mesa's driver for Apple GPUs ("ail") is the only description there is.
extension Modifier {
  /// A page of 16 KiB.
  func appleTile(bytesPerPixel bytes: UInt64) -> TileShape? {
    guard self == .appleGPUTiled || self == .appleGPUTiledCompressed else { return nil }
    return Self.squarish(bits: 14, bytesPerPixel: bytes)
  }

  func applePlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    guard self == .appleGPUTiled || self == .appleGPUTiledCompressed else { throw unpublished }
    guard image.info.planeCount == 1 else { throw .multiPlanar }
    let bytes = try image.sampleBytes(plane: 0)
    guard let tile = appleTile(bytesPerPixel: bytes) else {
      throw .unsupported("the tiles hold pixels of 1, 2, 4, 8 or 16 bytes")
    }
    let (width, height) = (image.extent.width.value, image.extent.height.value)
    let line = try image.lineBytes(plane: 0)
    let compressed = self == .appleGPUTiledCompressed
    guard !compressed || min(width, height) >= 16 else {
      throw .unsupported("images of less than 16 pixels a side are not compressed")
    }
    // Strides have no padding: they tell the pixels of a line, not the tiles.
    let stride = try image.stride(line, granule: 1, plane: 0)
    let lines: UInt64
    var size: Bytes
    if line < tile.width || height < tile.height.value {
      // An image that is less than a tile either way is rounded to powers of two instead.
      lines = try Self.powerOfTwo(above: height).checked()
      size = try Bytes(Self.powerOfTwo(above: width).checked()).multiplied(by: bytes).checked()
        .multiplied(by: lines).checked()
    } else {
      let columns = TiledImage.quotient(line.value, tile.width.value)
      let rows = TiledImage.quotient(height, tile.height.value)
      lines = try tile.height.multiplied(by: rows).checked().value
      size = try tile.size.multiplied(by: columns).checked().multiplied(by: rows).checked()
    }
    size = try size.roundedUp(toMultipleOf: 128).checked()
    if compressed { size = try size.adding(Self.appleState(image)).checked() }
    var stack = PlaneStack()
    try stack.add(
      stride: stride, rows: Rows(lines), size: size.roundedUp(toMultipleOf: 128).checked(),
      alignment: 16384)
    return stack
  }

  /// Eight bytes for a block of 16 × 16 pixels, each side a power of two, behind the pixels.
  private static func appleState(_ image: TiledImage) throws(NoLayout) -> Bytes {
    let columns = try powerOfTwo(above: image.extent.width.value).checked() / 16
    let lines = try powerOfTwo(above: image.extent.height.value).checked() / 16
    return try Bytes(8).multiplied(by: columns).checked().multiplied(by: lines).checked()
  }

  /// The least power of two that is not below.
  private static func powerOfTwo(above value: UInt64) -> UInt64? {
    guard value > 1 else { return 1 }
    let bits = UInt64.bitWidth - (value - 1).leadingZeroBitCount
    return bits < UInt64.bitWidth ? 1 << UInt64(bits) : nil
  }
}
