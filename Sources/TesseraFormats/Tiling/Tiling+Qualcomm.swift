// The layouts of Adreno 6xx and later, as Mesa's fdl6 and the display driver's formats have them.
extension Modifier {
  /// The macrotile that pads strides and rows.
  func qualcommTile(bytesPerPixel bytes: UInt64, twoComponents: Bool) -> TileShape? {
    guard self == .qualcommTiled3 || self == .qualcommCompressed,
      Self.powerOfTwo(bytes) != nil
    else { return nil }
    if bytes == 1 || twoComponents { return TileShape(128, 32) }
    // 128 pixels of two bytes, 64 of more.
    return TileShape(bytes == 2 ? 256 : 64 * bytes, 16)
  }

  func qualcommPlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    guard self == .qualcommTiled3 || self == .qualcommCompressed else { throw unpublished }
    guard image.info.planeCount == 1 else { throw .multiPlanar }
    let bytes = try image.sampleBytes(plane: 0)
    let twoComponents = bytes == 2 && image.info.bitsPerComponent == 8
    guard let tile = qualcommTile(bytesPerPixel: bytes, twoComponents: twoComponents) else {
      throw .unsupported("macrotiles hold pixels of 1, 2, 4, 8 or 16 bytes")
    }
    let stride = try image.stride(image.lineBytes(plane: 0), granule: tile.width, plane: 0)
    let rows = try image.rows(plane: 0).roundedUp(toMultipleOf: tile.height).checked()
    let pixels = try stride.multiplied(by: rows.value).checked()
      .roundedUp(toMultipleOf: 4096).checked()
    var state = Bytes.zero
    if self == .qualcommCompressed {
      // A byte of state for each block lies in front of the pixels, in the same plane.
      let block: (UInt64, UInt64) =
        twoComponents ? (16, 8) : (min(16, 64 / max(bytes, 4)), 4)
      let columns = Bytes(TiledImage.quotient(image.extent.width.value, block.0))
      let lines = Rows(TiledImage.quotient(image.extent.height.value, block.1))
      state = try columns.roundedUp(toMultipleOf: 64).checked()
        .multiplied(by: lines.roundedUp(toMultipleOf: 16).checked().value).checked()
        .roundedUp(toMultipleOf: 4096).checked()
    }
    var stack = PlaneStack()
    try stack.add(
      stride: stride, rows: rows, size: state.adding(pixels).checked(), alignment: 4096)
    return stack
  }
}
