// drm_fourcc.h has the shapes; the padding of UIF is in the V3D driver of Mesa.
extension Modifier {
  /// The columns of UIF are this wide and padded by such blocks; a T tile is 4 KiB.
  func broadcomTile(bytesPerPixel bytes: UInt64) -> TileShape? {
    switch self {
    case .broadcomVC4TTiled:
      Self.vc4Utile(bytesPerPixel: bytes).map { TileShape(8 * $0.width.value, 8 * $0.height.value) }
    case .broadcomUIF:
      // Four blocks side by side, two 64-byte tiles each way.
      Self.v3dUtile(bytesPerPixel: bytes).map { TileShape(8 * $0.width.value, 2 * $0.height.value) }
    default: nil
    }
  }

  func broadcomPlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    if isBroadcomColumns { return try columnPlanes(of: image) }
    guard image.info.planeCount == 1 else { throw .multiPlanar }
    let bytes = try image.sampleBytes(plane: 0)
    guard self == .broadcomVC4TTiled || self == .broadcomUIF else { throw unpublished }
    guard let tile = broadcomTile(bytesPerPixel: bytes) else {
      throw .unsupported("the tiles do not hold pixels of \(bytes) bytes")
    }
    var stack = PlaneStack()
    if self == .broadcomUIF {
      let blocks = TiledImage.quotient(image.extent.height.value, tile.height.value)
      try stack.add(
        stride: image.stride(image.lineBytes(plane: 0), granule: tile.width, plane: 0),
        rows: tile.height.multiplied(by: Self.paddedBlocks(blocks).checked()).checked(),
        alignment: 4096)
    } else {
      // The driver stores four tiles of 64 bytes or fewer as plain rows of such tiles.
      guard try image.lineBytes(plane: 0).value > tile.width.value / 2,
        image.extent.height.value > tile.height.value / 2
      else { throw .driver("the driver keeps so small an image in another order") }
      try stack.add(image, plane: 0, tile: tile)
    }
    return stack
  }

  /// Keeps blocks that are neighbours of two columns in different banks of the memory.
  ///
  /// A page holds 4 rows of blocks, the 8 banks together 32; a neighbour is to be half a page away.
  private static func paddedBlocks(_ blocks: UInt64) -> UInt64? {
    let place = blocks % 32
    let target: UInt64 =
      switch place {
      case 1..<6: blocks < 32 ? place : 6
      case 27...: 32
      default: place
      }
    let (padded, overflow) = blocks.addingReportingOverflow(target - place)
    return overflow ? nil : padded
  }

  private static func vc4Utile(bytesPerPixel bytes: UInt64) -> TileShape? {
    switch bytes {
    case 1: TileShape(8, 8)
    case 2, 4, 8: TileShape(16, 4)
    default: nil
    }
  }

  private static func v3dUtile(bytesPerPixel bytes: UInt64) -> TileShape? {
    switch bytes {
    case 1: TileShape(8, 8)
    case 2, 4: TileShape(16, 4)
    case 8, 16: TileShape(32, 2)
    default: nil
    }
  }
}
