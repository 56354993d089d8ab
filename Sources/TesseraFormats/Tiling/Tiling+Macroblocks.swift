// The tiles of video codecs, in pixels of luma; chroma of the same pixels makes a tile of its own.
extension Modifier {
  /// Pixels across and lines of a codec's tile.
  var macroblock: (width: UInt64, height: UInt64)? {
    switch self {
    // The Z order wants tiles in pairs.
    case .samsung64x32Tile: (128, 32)
    case .samsung16x16Tile: (16, 16)
    case .allwinnerTiled: (32, 32)
    case .mediaTek16L32STile: (16, 32)
    default: nil
    }
  }

  func macroblockPlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    guard let macroblock else { throw unpublished }
    // These keep their chroma in tiles as many lines tall as those of luma.
    let fullHeight = self == .samsung64x32Tile || self == .allwinnerTiled
    var stack = PlaneStack()
    for index in 0..<image.info.planeCount {
      let plane = image.info.plane(index)
      let bytes = try image.sampleBytes(plane: index)
      try stack.add(
        image, plane: index,
        tile: TileShape(
          max(macroblock.width / plane.horizontalSubsampling, 1) * bytes,
          fullHeight ? macroblock.height : max(macroblock.height / plane.verticalSubsampling, 1)))
    }
    return stack
  }
}
