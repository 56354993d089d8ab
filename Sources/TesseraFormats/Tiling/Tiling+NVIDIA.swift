// drm_fourcc.h has the groups of bytes ("GOB") and blocks; the Tegra X1 manual, chapter 20, explains.
extension Modifier {
  /// A block of groups, or the small tile of the first Tegras.
  var nvidiaTile: TileShape? {
    if self == .nvidiaTegraTiled { return TileShape(16, 16) }
    // Bit 4 marks block-linear, and 32 groups is the tallest block.
    guard field(4, 1) == 1, field(5, 7) == 0, field(0, 4) <= 5 else { return nil }
    switch field(20, 2) {
    case 0, 2: return TileShape(64, 8 << field(0, 4))
    // Before Fermi a group was half as tall.
    case 1: return TileShape(64, 4 << field(0, 4))
    default: return nil
    }
  }

  func nvidiaPlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    guard let tile = nvidiaTile else { throw unpublished }
    var stack = PlaneStack()
    for index in 0..<image.info.planeCount {
      try stack.add(image, plane: index, tile: tile)
    }
    return stack
  }
}
