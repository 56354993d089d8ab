extension VideoPixelFormat {
  /// The same layout in DRM, or `nil` when DRM has none.
  ///
  /// DRM names the order of the bits in a little-endian word, V4L2 mostly that of the bytes in
  /// memory, so the same four letters may be two different layouts.
  public var drm: VideoFormatMapping? { Self.mappings[self] }

  /// The V4L2 names of a DRM layout: those of one memory plane first, the preferred name foremost.
  ///
  /// The height of Broadcom columns does not count. An implicit modifier has no V4L2 name.
  public static func encodings(
    of format: PixelFormat, modifier: Modifier
  ) -> [VideoPixelFormat] {
    // Luma alone, which V4L2 does not tell from red alone.
    let format = format == .y8 ? .r8 : format
    let modifier = modifier.withColumnHeight(.zero) ?? modifier
    let names = VideoFormatMapping.all.filter {
      $0.1.format == format && $0.1.modifier == modifier
    }
    let (single, split) = (
      names.filter { $0.1.memoryPlanes == 1 }, names.filter { $0.1.memoryPlanes > 1 }
    )
    return (single + split).map(\.0)
  }

  private static let mappings = Dictionary(uniqueKeysWithValues: VideoFormatMapping.all)
}
