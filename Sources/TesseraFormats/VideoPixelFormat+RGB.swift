// Red, green and blue; palettes; hue, saturation and value.
extension VideoPixelFormat {
  /// `RGB332` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGB332`.
  public static let rgb332 = Self(rawValue: 0x31424752)

  /// `XRGB4444` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGB444`.
  public static let rgb444 = Self(rawValue: 0x34343452)

  /// `ARGB4444` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_ARGB444`.
  public static let argb444 = Self(rawValue: 0x32315241)

  /// `XRGB4444` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_XRGB444`.
  public static let xrgb444 = Self(rawValue: 0x32315258)

  /// `RGBA4444` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGBA444`.
  public static let rgba444 = Self(rawValue: 0x32314152)

  /// `RGBX4444` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGBX444`.
  public static let rgbx444 = Self(rawValue: 0x32315852)

  /// `ABGR4444` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_ABGR444`.
  public static let abgr444 = Self(rawValue: 0x32314241)

  /// `XBGR4444` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_XBGR444`.
  public static let xbgr444 = Self(rawValue: 0x32314258)

  /// `BGRA4444` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_BGRA444`.
  public static let bgra444 = Self(rawValue: 0x32314147)

  /// `BGRX4444` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_BGRX444`.
  public static let bgrx444 = Self(rawValue: 0x32315842)

  /// `XRGB1555` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGB555`.
  public static let rgb555 = Self(rawValue: 0x4f424752)

  /// `ARGB1555` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_ARGB555`.
  public static let argb555 = Self(rawValue: 0x35315241)

  /// `XRGB1555` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_XRGB555`.
  public static let xrgb555 = Self(rawValue: 0x35315258)

  /// `RGBA5551` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGBA555`.
  public static let rgba555 = Self(rawValue: 0x35314152)

  /// `RGBX5551` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGBX555`.
  public static let rgbx555 = Self(rawValue: 0x35315852)

  /// `ABGR1555` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_ABGR555`.
  public static let abgr555 = Self(rawValue: 0x35314241)

  /// `XBGR1555` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_XBGR555`.
  public static let xbgr555 = Self(rawValue: 0x35314258)

  /// `BGRA5551` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_BGRA555`.
  public static let bgra555 = Self(rawValue: 0x35314142)

  /// `BGRX5551` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_BGRX555`.
  public static let bgrx555 = Self(rawValue: 0x35315842)

  /// `RGB565` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGB565`.
  public static let rgb565 = Self(rawValue: 0x50424752)

  /// `XRGB1555` of DRM, big-endian.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGB555X`.
  public static let rgb555BigEndian = Self(rawValue: 0x51424752)

  /// `ARGB1555` of DRM, big-endian.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_ARGB555X`.
  public static let argb555BigEndian = Self(rawValue: 0xb5315241)

  /// `XRGB1555` of DRM, big-endian.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_XRGB555X`.
  public static let xrgb555BigEndian = Self(rawValue: 0xb5315258)

  /// `RGB565` of DRM, big-endian.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGB565X`.
  public static let rgb565BigEndian = Self(rawValue: 0x52424752)

  /// Blue, green and red of 6 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_BGR666`.
  public static let bgr666 = Self(rawValue: 0x48524742)

  /// `RGB888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_BGR24`.
  public static let bgr24 = Self(rawValue: 0x33524742)

  /// `BGR888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGB24`.
  public static let rgb24 = Self(rawValue: 0x33424752)

  /// `XRGB8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_BGR32`.
  public static let bgr32 = Self(rawValue: 0x34524742)

  /// `ARGB8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_ABGR32`.
  public static let abgr32 = Self(rawValue: 0x34325241)

  /// `XRGB8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_XBGR32`.
  public static let xbgr32 = Self(rawValue: 0x34325258)

  /// `RGBA8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_BGRA32`.
  public static let bgra32 = Self(rawValue: 0x34324152)

  /// `RGBX8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_BGRX32`.
  public static let bgrx32 = Self(rawValue: 0x34325852)

  /// `BGRX8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGB32`.
  public static let rgb32 = Self(rawValue: 0x34424752)

  /// `ABGR8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGBA32`.
  public static let rgba32 = Self(rawValue: 0x34324241)

  /// `XBGR8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGBX32`.
  public static let rgbx32 = Self(rawValue: 0x34324258)

  /// `BGRA8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_ARGB32`.
  public static let argb32 = Self(rawValue: 0x34324142)

  /// `BGRX8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_XRGB32`.
  public static let xrgb32 = Self(rawValue: 0x34325842)

  /// `RGBX1010102` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGBX1010102`.
  public static let rgbx1010102 = Self(rawValue: 0x30335852)

  /// `RGBA1010102` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGBA1010102`.
  public static let rgba1010102 = Self(rawValue: 0x30334152)

  /// `ARGB2101010` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_ARGB2101010`.
  public static let argb2101010 = Self(rawValue: 0x30335241)

  /// Blue, green and red of 12 bits, each in 16.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_BGR48_12`.
  public static let bgr48With12Bits = Self(rawValue: 0x32313342)

  /// `RGB161616` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_BGR48`.
  public static let bgr48 = Self(rawValue: 0x36524742)

  /// `BGR161616` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RGB48`.
  public static let rgb48 = Self(rawValue: 0x36424752)

  /// Blue, green, red and alpha of 12 bits, each in 16.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_ABGR64_12`.
  public static let abgr64With12Bits = Self(rawValue: 0x32313442)

  /// `C8` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PAL8`.
  public static let pal8 = Self(rawValue: 0x384c4150)

  /// Hue, saturation and value of 8 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_HSV24`.
  public static let hsv24 = Self(rawValue: 0x33565348)

  /// Hue, saturation and value of 8 bits, in 32-bit pixels.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_HSV32`.
  public static let hsv32 = Self(rawValue: 0x34565348)
}

extension VideoPixelFormat {
  /// Red, green and blue; palettes; hue, saturation and value.
  static let rgbNames: [(VideoPixelFormat, String)] = [
    (.rgb332, "RGB332"),
    (.rgb444, "RGB444"),
    (.argb444, "ARGB444"),
    (.xrgb444, "XRGB444"),
    (.rgba444, "RGBA444"),
    (.rgbx444, "RGBX444"),
    (.abgr444, "ABGR444"),
    (.xbgr444, "XBGR444"),
    (.bgra444, "BGRA444"),
    (.bgrx444, "BGRX444"),
    (.rgb555, "RGB555"),
    (.argb555, "ARGB555"),
    (.xrgb555, "XRGB555"),
    (.rgba555, "RGBA555"),
    (.rgbx555, "RGBX555"),
    (.abgr555, "ABGR555"),
    (.xbgr555, "XBGR555"),
    (.bgra555, "BGRA555"),
    (.bgrx555, "BGRX555"),
    (.rgb565, "RGB565"),
    (.rgb555BigEndian, "RGB555X"),
    (.argb555BigEndian, "ARGB555X"),
    (.xrgb555BigEndian, "XRGB555X"),
    (.rgb565BigEndian, "RGB565X"),
    (.bgr666, "BGR666"),
    (.bgr24, "BGR24"),
    (.rgb24, "RGB24"),
    (.bgr32, "BGR32"),
    (.abgr32, "ABGR32"),
    (.xbgr32, "XBGR32"),
    (.bgra32, "BGRA32"),
    (.bgrx32, "BGRX32"),
    (.rgb32, "RGB32"),
    (.rgba32, "RGBA32"),
    (.rgbx32, "RGBX32"),
    (.argb32, "ARGB32"),
    (.xrgb32, "XRGB32"),
    (.rgbx1010102, "RGBX1010102"),
    (.rgba1010102, "RGBA1010102"),
    (.argb2101010, "ARGB2101010"),
    (.bgr48With12Bits, "BGR48_12"),
    (.bgr48, "BGR48"),
    (.rgb48, "RGB48"),
    (.abgr64With12Bits, "ABGR64_12"),
    (.pal8, "PAL8"),
    (.hsv24, "HSV24"),
    (.hsv32, "HSV32"),
  ]
}
