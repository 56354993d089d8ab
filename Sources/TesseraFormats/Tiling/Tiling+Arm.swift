// drm_fourcc.h has the rules of Arm's three categories.
extension Modifier {
  func armTile(bytesPerPixel bytes: UInt64) -> TileShape? {
    switch self {
    case .arm16x16BlockUInterleaved: TileShape(16 * bytes, 16)
    // 64 KiB, as wide as tall or twice as wide.
    case .armInterleaved64K: Self.squarish(bits: 16, bytesPerPixel: bytes)
    default: nil
    }
  }

  func armPlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    if isAFBC { return try afbcPlanes(of: image) }
    if field(52, 4) == 2, armName != nil { return try afrcPlanes(of: image) }
    guard self == .arm16x16BlockUInterleaved || self == .armInterleaved64K else {
      throw unpublished
    }
    guard image.info.planeCount == 1 else { throw .multiPlanar }
    guard let tile = armTile(bytesPerPixel: try image.sampleBytes(plane: 0)) else {
      throw .unsupported("the tiles hold pixels of 1, 2, 4, 8 or 16 bytes")
    }
    var stack = PlaneStack()
    try stack.add(image, plane: 0, tile: tile)
    return stack
  }

  private func afbcPlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    guard let surfaces = afbcSurfaces(of: image.info.format, extent: image.extent) else {
      throw .unsupported("the format cannot be compressed in these superblocks")
    }
    var stack = PlaneStack()
    for (index, surface) in surfaces.enumerated() {
      // A compressed stride is bookkeeping: what was demanded of it is met or refused.
      let stride = try image.stride(surface.stride, granule: 1, plane: index)
      guard stride == surface.stride else {
        throw .unsupported("the superblocks fix the stride at \(surface.stride)")
      }
      try stack.add(
        stride: stride, rows: Rows(surface.extent.height.value), size: surface.size,
        alignment: surface.alignment)
    }
    return stack
  }

  /// Fixed-rate compression: coding units of a few pixels, 64 of them in a paging tile.
  private func afrcPlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    guard image.info.planeCount == 1 || field(4, 4) != 0 else {
      throw .unsupported("the rate of the chroma planes is not told")
    }
    let scan = field(8, 1) == 1
    var stack = PlaneStack()
    for index in 0..<image.info.planeCount {
      let rate = index == 0 ? field(0, 4) : field(4, 4)
      guard rate > 0 else { throw .unsupported("the rate of the plane is not told") }
      let unit = try Self.codingUnit(of: image, plane: index, scan: scan)
      let (width, height) = scan ? (unit.0 * 16, unit.1 * 4) : (unit.0 * 8, unit.1 * 8)
      let columns = TiledImage.quotient(image.samples(plane: index).value, width)
      let lines = TiledImage.quotient(try image.rows(plane: index).value, height)
      // A line of pixels takes its share of the row of tiles, 64 units to each.
      let stride = Bytes(64 * (8 + 8 * rate) / height)
      try stack.add(
        stride: stride.multiplied(by: columns).checked(),
        rows: Rows(height).multiplied(by: lines).checked(),
        alignment: rate == 1 ? 1024 : rate == 2 ? 512 : 2048)
    }
    return stack
  }

  private static func codingUnit(
    of image: TiledImage, plane index: Int, scan: Bool
  ) throws(NoLayout) -> (UInt64, UInt64) {
    let bytes = try image.sampleBytes(plane: index)
    let each = UInt64(image.info.bitsPerComponent + 7) / 8
    switch bytes / each {
    case 1: return scan ? (16, 4) : (8, 8)
    case 2: return (8, 4)
    default: return (4, 4)
    }
  }
}
