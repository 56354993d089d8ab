// drm_fourcc.h has the tiles; the padding of split ones is that of etnaviv in Mesa.
extension Modifier {
  func vivanteTile(bytesPerPixel bytes: UInt64) -> TileShape? {
    switch field(0, 48) {
    case 1: TileShape(4 * bytes, 4)
    case 2: TileShape(64 * bytes, 64)
    // Two pipes take turns, so the halves are whole tiles each.
    case 3: TileShape(4 * bytes, 8)
    case 4: TileShape(64 * bytes, 128)
    default: nil
    }
  }

  func vivantePlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    guard field(48, 8) == 0 else {
      throw .driver("the size of the tile status depends on the chip")
    }
    guard image.info.planeCount == 1 else { throw .multiPlanar }
    guard let tile = vivanteTile(bytesPerPixel: try image.sampleBytes(plane: 0)) else {
      throw unpublished
    }
    var stack = PlaneStack()
    try stack.add(image, plane: 0, tile: tile)
    return stack
  }
}
