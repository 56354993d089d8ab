extension PixelFormatInfo {
  /// The same layout with the alpha bits unused, or `nil` when there is none or no alpha to drop.
  public var opaqueEquivalent: PixelFormat? {
    guard hasAlpha, let pair = Self.pairs.first(where: { $0.alpha == format.littleEndian })
    else { return nil }
    return format.isBigEndian ? pair.opaque.bigEndian : pair.opaque
  }

  /// The same layout with the unused bits as alpha, or `nil` when there is none.
  public var alphaEquivalent: PixelFormat? {
    guard !hasAlpha, let pair = Self.pairs.first(where: { $0.opaque == format.littleEndian })
    else { return nil }
    return format.isBigEndian ? pair.alpha.bigEndian : pair.alpha
  }

  private static let pairs: [(alpha: PixelFormat, opaque: PixelFormat)] = [
    (.argb4444, .xrgb4444), (.abgr4444, .xbgr4444),
    (.rgba4444, .rgbx4444), (.bgra4444, .bgrx4444),
    (.argb1555, .xrgb1555), (.abgr1555, .xbgr1555),
    (.rgba5551, .rgbx5551), (.bgra5551, .bgrx5551),
    (.argb8888, .xrgb8888), (.abgr8888, .xbgr8888),
    (.rgba8888, .rgbx8888), (.bgra8888, .bgrx8888),
    (.argb2101010, .xrgb2101010), (.abgr2101010, .xbgr2101010),
    (.rgba1010102, .rgbx1010102), (.bgra1010102, .bgrx1010102),
    (.argb16161616, .xrgb16161616), (.abgr16161616, .xbgr16161616),
    (.argb16161616F, .xrgb16161616F), (.abgr16161616F, .xbgr16161616F),
    (.ayuv, .xyuv8888), (.avuy8888, .xvuy8888),
    (.y410, .xvyu2101010), (.y412, .xvyu12In16161616), (.y416, .xvyu16161616),
    (.y0l0, .x0l0), (.y0l2, .x0l2),
  ]
}
