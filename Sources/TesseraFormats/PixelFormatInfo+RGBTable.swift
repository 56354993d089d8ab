extension PixelFormatInfo {
  /// Formats of red, green and blue.
  static let rgb: [PixelFormatInfo] = [
    PixelFormatInfo(.rgb332, "RGB332", bits: 3, PlaneGeometry(1)),
    PixelFormatInfo(.bgr233, "BGR233", bits: 3, PlaneGeometry(1)),
    PixelFormatInfo(.xrgb4444, "XRGB4444", bits: 4, PlaneGeometry(2)),
    PixelFormatInfo(.xbgr4444, "XBGR4444", bits: 4, PlaneGeometry(2)),
    PixelFormatInfo(.rgbx4444, "RGBX4444", bits: 4, PlaneGeometry(2)),
    PixelFormatInfo(.bgrx4444, "BGRX4444", bits: 4, PlaneGeometry(2)),
    PixelFormatInfo(.argb4444, "ARGB4444", bits: 4, traits: [.alpha], PlaneGeometry(2)),
    PixelFormatInfo(.abgr4444, "ABGR4444", bits: 4, traits: [.alpha], PlaneGeometry(2)),
    PixelFormatInfo(.rgba4444, "RGBA4444", bits: 4, traits: [.alpha], PlaneGeometry(2)),
    PixelFormatInfo(.bgra4444, "BGRA4444", bits: 4, traits: [.alpha], PlaneGeometry(2)),
    PixelFormatInfo(.xrgb1555, "XRGB1555", bits: 5, PlaneGeometry(2)),
    PixelFormatInfo(.xbgr1555, "XBGR1555", bits: 5, PlaneGeometry(2)),
    PixelFormatInfo(.rgbx5551, "RGBX5551", bits: 5, PlaneGeometry(2)),
    PixelFormatInfo(.bgrx5551, "BGRX5551", bits: 5, PlaneGeometry(2)),
    PixelFormatInfo(.argb1555, "ARGB1555", bits: 5, traits: [.alpha], PlaneGeometry(2)),
    PixelFormatInfo(.abgr1555, "ABGR1555", bits: 5, traits: [.alpha], PlaneGeometry(2)),
    PixelFormatInfo(.rgba5551, "RGBA5551", bits: 5, traits: [.alpha], PlaneGeometry(2)),
    PixelFormatInfo(.bgra5551, "BGRA5551", bits: 5, traits: [.alpha], PlaneGeometry(2)),
    PixelFormatInfo(.rgb565, "RGB565", bits: 6, PlaneGeometry(2)),
    PixelFormatInfo(.bgr565, "BGR565", bits: 6, PlaneGeometry(2)),
    PixelFormatInfo(.rgb888, "RGB888", bits: 8, PlaneGeometry(3)),
    PixelFormatInfo(.bgr888, "BGR888", bits: 8, PlaneGeometry(3)),
    PixelFormatInfo(.xrgb8888, "XRGB8888", bits: 8, PlaneGeometry(4)),
    PixelFormatInfo(.xbgr8888, "XBGR8888", bits: 8, PlaneGeometry(4)),
    PixelFormatInfo(.rgbx8888, "RGBX8888", bits: 8, PlaneGeometry(4)),
    PixelFormatInfo(.bgrx8888, "BGRX8888", bits: 8, PlaneGeometry(4)),
    PixelFormatInfo(.argb8888, "ARGB8888", bits: 8, traits: [.alpha], PlaneGeometry(4)),
    PixelFormatInfo(.abgr8888, "ABGR8888", bits: 8, traits: [.alpha], PlaneGeometry(4)),
    PixelFormatInfo(.rgba8888, "RGBA8888", bits: 8, traits: [.alpha], PlaneGeometry(4)),
    PixelFormatInfo(.bgra8888, "BGRA8888", bits: 8, traits: [.alpha], PlaneGeometry(4)),
    PixelFormatInfo(.xrgb2101010, "XRGB2101010", bits: 10, PlaneGeometry(4)),
    PixelFormatInfo(.xbgr2101010, "XBGR2101010", bits: 10, PlaneGeometry(4)),
    PixelFormatInfo(.rgbx1010102, "RGBX1010102", bits: 10, PlaneGeometry(4)),
    PixelFormatInfo(.bgrx1010102, "BGRX1010102", bits: 10, PlaneGeometry(4)),
    PixelFormatInfo(.argb2101010, "ARGB2101010", bits: 10, traits: [.alpha], PlaneGeometry(4)),
    PixelFormatInfo(.abgr2101010, "ABGR2101010", bits: 10, traits: [.alpha], PlaneGeometry(4)),
    PixelFormatInfo(.rgba1010102, "RGBA1010102", bits: 10, traits: [.alpha], PlaneGeometry(4)),
    PixelFormatInfo(.bgra1010102, "BGRA1010102", bits: 10, traits: [.alpha], PlaneGeometry(4)),
    PixelFormatInfo(.rgb161616, "RGB161616", bits: 16, PlaneGeometry(6)),
    PixelFormatInfo(.bgr161616, "BGR161616", bits: 16, PlaneGeometry(6)),
    PixelFormatInfo(.xrgb16161616, "XRGB16161616", bits: 16, PlaneGeometry(8)),
    PixelFormatInfo(.xbgr16161616, "XBGR16161616", bits: 16, PlaneGeometry(8)),
    PixelFormatInfo(.argb16161616, "ARGB16161616", bits: 16, traits: [.alpha], PlaneGeometry(8)),
    PixelFormatInfo(.abgr16161616, "ABGR16161616", bits: 16, traits: [.alpha], PlaneGeometry(8)),
    PixelFormatInfo(.xrgb16161616F, "XRGB16161616F", bits: 16, traits: [.float], PlaneGeometry(8)),
    PixelFormatInfo(.xbgr16161616F, "XBGR16161616F", bits: 16, traits: [.float], PlaneGeometry(8)),
    PixelFormatInfo(
      .argb16161616F, "ARGB16161616F", bits: 16, traits: [.alpha, .float],
      PlaneGeometry(8)),
    PixelFormatInfo(
      .abgr16161616F, "ABGR16161616F", bits: 16, traits: [.alpha, .float],
      PlaneGeometry(8)),
    PixelFormatInfo(.bgr161616F, "BGR161616F", bits: 16, traits: [.float], PlaneGeometry(6)),
    PixelFormatInfo(.bgr323232F, "BGR323232F", bits: 32, traits: [.float], PlaneGeometry(12)),
    PixelFormatInfo(
      .abgr32323232F, "ABGR32323232F", bits: 32, traits: [.alpha, .float],
      PlaneGeometry(16)),
    PixelFormatInfo(
      .axbxgxrx106106106106, "AXBXGXRX106106106106", bits: 10, traits: [.alpha],
      PlaneGeometry(8)),
    PixelFormatInfo(
      .xrgb8888WithA8, "XRGB8888_A8", bits: 8, traits: [.alpha],
      PlaneGeometry(4), PlaneGeometry(1)),
    PixelFormatInfo(
      .xbgr8888WithA8, "XBGR8888_A8", bits: 8, traits: [.alpha],
      PlaneGeometry(4), PlaneGeometry(1)),
    PixelFormatInfo(
      .rgbx8888WithA8, "RGBX8888_A8", bits: 8, traits: [.alpha],
      PlaneGeometry(4), PlaneGeometry(1)),
    PixelFormatInfo(
      .bgrx8888WithA8, "BGRX8888_A8", bits: 8, traits: [.alpha],
      PlaneGeometry(4), PlaneGeometry(1)),
    PixelFormatInfo(
      .rgb888WithA8, "RGB888_A8", bits: 8, traits: [.alpha],
      PlaneGeometry(3), PlaneGeometry(1)),
    PixelFormatInfo(
      .bgr888WithA8, "BGR888_A8", bits: 8, traits: [.alpha],
      PlaneGeometry(3), PlaneGeometry(1)),
    PixelFormatInfo(
      .rgb565WithA8, "RGB565_A8", bits: 6, traits: [.alpha],
      PlaneGeometry(2), PlaneGeometry(1)),
    PixelFormatInfo(
      .bgr565WithA8, "BGR565_A8", bits: 6, traits: [.alpha],
      PlaneGeometry(2), PlaneGeometry(1)),
  ]
}
