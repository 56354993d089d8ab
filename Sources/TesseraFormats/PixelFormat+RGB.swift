// Formats of red, green and blue.
extension PixelFormat {
  /// Packed RGB in 1 byte, up to 3 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGB332`.
  public static let rgb332 = Self(rawValue: 0x38424752)

  /// Packed BGR in 1 byte, up to 3 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGR233`.
  public static let bgr233 = Self(rawValue: 0x38524742)

  /// Packed XRGB in 2 bytes, up to 4 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XRGB4444`.
  public static let xrgb4444 = Self(rawValue: 0x32315258)

  /// Packed XBGR in 2 bytes, up to 4 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XBGR4444`.
  public static let xbgr4444 = Self(rawValue: 0x32314258)

  /// Packed RGBX in 2 bytes, up to 4 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGBX4444`.
  public static let rgbx4444 = Self(rawValue: 0x32315852)

  /// Packed BGRX in 2 bytes, up to 4 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGRX4444`.
  public static let bgrx4444 = Self(rawValue: 0x32315842)

  /// Packed ARGB in 2 bytes, up to 4 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ARGB4444`.
  public static let argb4444 = Self(rawValue: 0x32315241)

  /// Packed ABGR in 2 bytes, up to 4 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ABGR4444`.
  public static let abgr4444 = Self(rawValue: 0x32314241)

  /// Packed RGBA in 2 bytes, up to 4 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGBA4444`.
  public static let rgba4444 = Self(rawValue: 0x32314152)

  /// Packed BGRA in 2 bytes, up to 4 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGRA4444`.
  public static let bgra4444 = Self(rawValue: 0x32314142)

  /// Packed XRGB in 2 bytes, up to 5 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XRGB1555`.
  public static let xrgb1555 = Self(rawValue: 0x35315258)

  /// Packed XBGR in 2 bytes, up to 5 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XBGR1555`.
  public static let xbgr1555 = Self(rawValue: 0x35314258)

  /// Packed RGBX in 2 bytes, up to 5 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGBX5551`.
  public static let rgbx5551 = Self(rawValue: 0x35315852)

  /// Packed BGRX in 2 bytes, up to 5 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGRX5551`.
  public static let bgrx5551 = Self(rawValue: 0x35315842)

  /// Packed ARGB in 2 bytes, up to 5 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ARGB1555`.
  public static let argb1555 = Self(rawValue: 0x35315241)

  /// Packed ABGR in 2 bytes, up to 5 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ABGR1555`.
  public static let abgr1555 = Self(rawValue: 0x35314241)

  /// Packed RGBA in 2 bytes, up to 5 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGBA5551`.
  public static let rgba5551 = Self(rawValue: 0x35314152)

  /// Packed BGRA in 2 bytes, up to 5 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGRA5551`.
  public static let bgra5551 = Self(rawValue: 0x35314142)

  /// Packed RGB in 2 bytes, up to 6 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGB565`.
  public static let rgb565 = Self(rawValue: 0x36314752)

  /// Packed BGR in 2 bytes, up to 6 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGR565`.
  public static let bgr565 = Self(rawValue: 0x36314742)

  /// Packed RGB in 3 bytes, up to 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGB888`.
  public static let rgb888 = Self(rawValue: 0x34324752)

  /// Packed BGR in 3 bytes, up to 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGR888`.
  public static let bgr888 = Self(rawValue: 0x34324742)

  /// Packed XRGB in 4 bytes, up to 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XRGB8888`.
  public static let xrgb8888 = Self(rawValue: 0x34325258)

  /// Packed XBGR in 4 bytes, up to 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XBGR8888`.
  public static let xbgr8888 = Self(rawValue: 0x34324258)

  /// Packed RGBX in 4 bytes, up to 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGBX8888`.
  public static let rgbx8888 = Self(rawValue: 0x34325852)

  /// Packed BGRX in 4 bytes, up to 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGRX8888`.
  public static let bgrx8888 = Self(rawValue: 0x34325842)

  /// Packed ARGB in 4 bytes, up to 8 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ARGB8888`.
  public static let argb8888 = Self(rawValue: 0x34325241)

  /// Packed ABGR in 4 bytes, up to 8 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ABGR8888`.
  public static let abgr8888 = Self(rawValue: 0x34324241)

  /// Packed RGBA in 4 bytes, up to 8 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGBA8888`.
  public static let rgba8888 = Self(rawValue: 0x34324152)

  /// Packed BGRA in 4 bytes, up to 8 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGRA8888`.
  public static let bgra8888 = Self(rawValue: 0x34324142)

  /// Packed XRGB in 4 bytes, up to 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XRGB2101010`.
  public static let xrgb2101010 = Self(rawValue: 0x30335258)

  /// Packed XBGR in 4 bytes, up to 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XBGR2101010`.
  public static let xbgr2101010 = Self(rawValue: 0x30334258)

  /// Packed RGBX in 4 bytes, up to 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGBX1010102`.
  public static let rgbx1010102 = Self(rawValue: 0x30335852)

  /// Packed BGRX in 4 bytes, up to 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGRX1010102`.
  public static let bgrx1010102 = Self(rawValue: 0x30335842)

  /// Packed ARGB in 4 bytes, up to 10 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ARGB2101010`.
  public static let argb2101010 = Self(rawValue: 0x30335241)

  /// Packed ABGR in 4 bytes, up to 10 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ABGR2101010`.
  public static let abgr2101010 = Self(rawValue: 0x30334241)

  /// Packed RGBA in 4 bytes, up to 10 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGBA1010102`.
  public static let rgba1010102 = Self(rawValue: 0x30334152)

  /// Packed BGRA in 4 bytes, up to 10 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGRA1010102`.
  public static let bgra1010102 = Self(rawValue: 0x30334142)

  /// Packed RGB in 6 bytes, up to 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGB161616`.
  public static let rgb161616 = Self(rawValue: 0x38344752)

  /// Packed BGR in 6 bytes, up to 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGR161616`.
  public static let bgr161616 = Self(rawValue: 0x38344742)

  /// Packed XRGB in 8 bytes, up to 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XRGB16161616`.
  public static let xrgb16161616 = Self(rawValue: 0x38345258)

  /// Packed XBGR in 8 bytes, up to 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XBGR16161616`.
  public static let xbgr16161616 = Self(rawValue: 0x38344258)

  /// Packed ARGB in 8 bytes, up to 16 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ARGB16161616`.
  public static let argb16161616 = Self(rawValue: 0x38345241)

  /// Packed ABGR in 8 bytes, up to 16 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ABGR16161616`.
  public static let abgr16161616 = Self(rawValue: 0x38344241)

  /// Packed XRGB, 16-bit floating point per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XRGB16161616F`.
  public static let xrgb16161616F = Self(rawValue: 0x48345258)

  /// Packed XBGR, 16-bit floating point per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XBGR16161616F`.
  public static let xbgr16161616F = Self(rawValue: 0x48344258)

  /// Packed ARGB, 16-bit floating point per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ARGB16161616F`.
  public static let argb16161616F = Self(rawValue: 0x48345241)

  /// Packed ABGR, 16-bit floating point per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ABGR16161616F`.
  public static let abgr16161616F = Self(rawValue: 0x48344241)

  /// Packed BGR, 16-bit floating point per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGR161616F`.
  public static let bgr161616F = Self(rawValue: 0x48524742)

  /// Packed BGR, 32-bit floating point per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGR323232F`.
  public static let bgr323232F = Self(rawValue: 0x46524742)

  /// Packed ABGR, 32-bit floating point per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_ABGR32323232F`.
  public static let abgr32323232F = Self(rawValue: 0x46384241)

  /// Alpha, blue, green and red of 10 bits, each in the high end of 16.
  ///
  /// The corresponding C constant is `DRM_FORMAT_AXBXGXRX106106106106`.
  public static let axbxgxrx106106106106 = Self(rawValue: 0x30314241)

  /// Packed XRGB and a second plane of 8-bit alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XRGB8888_A8`.
  public static let xrgb8888WithA8 = Self(rawValue: 0x38415258)

  /// Packed XBGR and a second plane of 8-bit alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XBGR8888_A8`.
  public static let xbgr8888WithA8 = Self(rawValue: 0x38414258)

  /// Packed RGBX and a second plane of 8-bit alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGBX8888_A8`.
  public static let rgbx8888WithA8 = Self(rawValue: 0x38415852)

  /// Packed BGRX and a second plane of 8-bit alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGRX8888_A8`.
  public static let bgrx8888WithA8 = Self(rawValue: 0x38415842)

  /// Packed RGB and a second plane of 8-bit alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGB888_A8`.
  public static let rgb888WithA8 = Self(rawValue: 0x38413852)

  /// Packed BGR and a second plane of 8-bit alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGR888_A8`.
  public static let bgr888WithA8 = Self(rawValue: 0x38413842)

  /// Packed RGB and a second plane of 8-bit alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RGB565_A8`.
  public static let rgb565WithA8 = Self(rawValue: 0x38413552)

  /// Packed BGR and a second plane of 8-bit alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BGR565_A8`.
  public static let bgr565WithA8 = Self(rawValue: 0x38413542)
}
