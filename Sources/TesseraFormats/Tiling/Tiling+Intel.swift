// drm_fourcc.h and the kernel's intel_fb.c have the rules; isl of Mesa agrees.
extension Modifier {
  /// What lies beside the tiles.
  private enum IntelState {
    /// Nothing, or compression state outside the buffer.
    case none
    /// A Y-tiled plane: a tile of it for 1024 × 512 pixels.
    case gen9
    /// A linear plane: 64 bytes for a row of four tiles.
    case gen12
  }

  private var intelState: IntelState {
    switch value {
    case 4, 5: .gen9
    case 6, 7, 8, 13, 14, 15: .gen12
    default: .none
    }
  }

  /// Whether one more plane holds the colour that cleared blocks have.
  private var hasIntelClearColor: Bool { [8, 12, 15].contains(value) }

  func intelTile(bytesPerPixel bytes: UInt64) -> TileShape? {
    switch value {
    case 1: TileShape(512, 8)
    case 2, 4, 6...17: TileShape(128, 32)
    case 3, 5:
      // Yf keeps its tile squarish, so its bytes follow the pixel's.
      switch bytes {
      case 1: TileShape(64, 64)
      case 2, 4: TileShape(128, 32)
      case 8, 16: TileShape(256, 16)
      default: nil
      }
    default: nil
    }
  }

  func intelPlaneCount(_ info: PixelFormatInfo) -> Int? {
    let count = info.planeCount
    guard intelTile(bytesPerPixel: 4) != nil else { return nil }
    switch value {
    case 1...3, 7, 9, 11, 14, 16...: break
    // Render compression takes one plane of pixels; on Gen9, not of small ones.
    case 4...5 where ![4, 8, 16].contains(info.plane(0).bytesPerBlock): return nil
    default: guard count == 1 else { return nil }
    }
    return (intelState == .none ? count : 2 * count) + (hasIntelClearColor ? 1 : 0)
  }

  func intelPlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    let count = image.info.planeCount
    guard intelTile(bytesPerPixel: 4) != nil else { throw unpublished }
    guard intelPlaneCount(image.info) != nil else {
      throw .unsupported("render compression takes one plane of pixels, Gen9 of 4, 8 or 16 bytes")
    }
    var stack = PlaneStack()
    for index in 0..<count {
      // Byte tiles do not ask what a pixel is; Yf does.
      let bytes = [3, 5].contains(value) ? try image.sampleBytes(plane: index) : 4
      guard let tile = intelTile(bytesPerPixel: bytes) else {
        throw .unsupported("Yf tiles hold pixels of 1, 2, 4, 8 or 16 bytes")
      }
      try stack.add(image, plane: index, tile: tile, strideGranule: intelStride(tile))
    }
    for main in stack.planes.prefix(count) where intelState != .none {
      try addIntelState(of: main, to: &stack)
    }
    if hasIntelClearColor { try stack.add(stride: 64, rows: 1, alignment: 4096) }
    return stack
  }

  /// Compressed planes of Gen12, MTL and DG2 are whole rows of four tiles.
  ///
  /// Xe2 (16, 17) compresses by page and asks for no more than whole tiles.
  private func intelStride(_ tile: TileShape) -> Bytes {
    Bytes(tile.width.value * ((6...8).contains(value) || (10...15).contains(value) ? 4 : 1))
  }

  private func addIntelState(of main: PlaneLayout, to stack: inout PlaneStack) throws(NoLayout) {
    if intelState == .gen9 {
      // 1024 pixels of the four bytes that the header speaks of; isl scales by bytes.
      let tiles = TiledImage.quotient(main.stride.value, 4096)
      let rows = TiledImage.quotient(main.rows.value, 512) * 32
      try stack.add(
        stride: Bytes(128).multiplied(by: tiles).checked(), rows: Rows(rows), alignment: 4096)
    } else {
      try stack.add(
        stride: Bytes(main.stride.value / 8), rows: Rows(main.rows.value / 32), alignment: 4096)
    }
  }
}
