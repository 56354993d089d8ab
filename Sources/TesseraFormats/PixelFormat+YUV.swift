// Formats of luma and chroma.
extension PixelFormat {
  /// Packed YCbCr 4:2:2 of 8 bits, in memory Y Cb Y Cr.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YUYV`.
  public static let yuyv = Self(rawValue: 0x56595559)

  /// Packed YCbCr 4:2:2 of 8 bits, in memory Y Cr Y Cb.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YVYU`.
  public static let yvyu = Self(rawValue: 0x55595659)

  /// Packed YCbCr 4:2:2 of 8 bits, in memory Cb Y Cr Y.
  ///
  /// The corresponding C constant is `DRM_FORMAT_UYVY`.
  public static let uyvy = Self(rawValue: 0x59565955)

  /// Packed YCbCr 4:2:2 of 8 bits, in memory Cr Y Cb Y.
  ///
  /// The corresponding C constant is `DRM_FORMAT_VYUY`.
  public static let vyuy = Self(rawValue: 0x59555956)

  /// Packed YCbCr 4:4:4, 8 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_AYUV`.
  public static let ayuv = Self(rawValue: 0x56555941)

  /// Packed YCbCr 4:4:4, 8 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_AVUY8888`.
  public static let avuy8888 = Self(rawValue: 0x59555641)

  /// Packed YCbCr 4:4:4, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XYUV8888`.
  public static let xyuv8888 = Self(rawValue: 0x56555958)

  /// Packed YCbCr 4:4:4, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XVUY8888`.
  public static let xvuy8888 = Self(rawValue: 0x59555658)

  /// Packed YCbCr 4:4:4, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_VUY888`.
  public static let vuy888 = Self(rawValue: 0x34325556)

  /// YCbCr 4:4:4 of 10 bits without a linear layout.
  ///
  /// The corresponding C constant is `DRM_FORMAT_VUY101010`.
  public static let vuy101010 = Self(rawValue: 0x30335556)

  /// Packed YCbCr 4:4:4, 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XVUY2101010`.
  public static let xvuy2101010 = Self(rawValue: 0x30335958)

  /// Packed YCbCr 4:2:2, 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_Y210`.
  public static let y210 = Self(rawValue: 0x30313259)

  /// Packed YCbCr 4:2:2, 12 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_Y212`.
  public static let y212 = Self(rawValue: 0x32313259)

  /// Packed YCbCr 4:2:2, 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_Y216`.
  public static let y216 = Self(rawValue: 0x36313259)

  /// Packed YCbCr 4:4:4, 10 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_Y410`.
  public static let y410 = Self(rawValue: 0x30313459)

  /// Packed YCbCr 4:4:4, 12 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_Y412`.
  public static let y412 = Self(rawValue: 0x32313459)

  /// Packed YCbCr 4:4:4, 16 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_Y416`.
  public static let y416 = Self(rawValue: 0x36313459)

  /// Packed YCbCr 4:4:4, 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XVYU2101010`.
  public static let xvyu2101010 = Self(rawValue: 0x30335658)

  /// Packed YCbCr 4:4:4, 12 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XVYU12_16161616`.
  public static let xvyu12In16161616 = Self(rawValue: 0x36335658)

  /// Packed YCbCr 4:4:4, 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XVYU16161616`.
  public static let xvyu16161616 = Self(rawValue: 0x38345658)

  /// Packed YCbCr 4:2:0, 8 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_Y0L0`.
  public static let y0l0 = Self(rawValue: 0x304c3059)

  /// Packed YCbCr 4:2:0, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_X0L0`.
  public static let x0l0 = Self(rawValue: 0x304c3058)

  /// Packed YCbCr 4:2:0, 10 bits per component, with alpha.
  ///
  /// The corresponding C constant is `DRM_FORMAT_Y0L2`.
  public static let y0l2 = Self(rawValue: 0x324c3059)

  /// Packed YCbCr 4:2:0, 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_X0L2`.
  public static let x0l2 = Self(rawValue: 0x324c3058)

  /// YCbCr 4:2:0 of 8 bits without a linear layout.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YUV420_8BIT`.
  public static let yuv420With8Bits = Self(rawValue: 0x38305559)

  /// YCbCr 4:2:0 of 10 bits without a linear layout.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YUV420_10BIT`.
  public static let yuv420With10Bits = Self(rawValue: 0x30315559)

  /// YCbCr 4:2:0 in 2 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_NV12`.
  public static let nv12 = Self(rawValue: 0x3231564e)

  /// YCrCb 4:2:0 in 2 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_NV21`.
  public static let nv21 = Self(rawValue: 0x3132564e)

  /// YCbCr 4:2:2 in 2 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_NV16`.
  public static let nv16 = Self(rawValue: 0x3631564e)

  /// YCrCb 4:2:2 in 2 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_NV61`.
  public static let nv61 = Self(rawValue: 0x3136564e)

  /// YCbCr 4:4:4 in 2 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_NV24`.
  public static let nv24 = Self(rawValue: 0x3432564e)

  /// YCrCb 4:4:4 in 2 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_NV42`.
  public static let nv42 = Self(rawValue: 0x3234564e)

  /// YCbCr 4:2:0 in 2 planes, 10 bits per component, samples packed.
  ///
  /// The corresponding C constant is `DRM_FORMAT_NV15`.
  public static let nv15 = Self(rawValue: 0x3531564e)

  /// YCbCr 4:2:2 in 2 planes, 10 bits per component, samples packed.
  ///
  /// The corresponding C constant is `DRM_FORMAT_NV20`.
  public static let nv20 = Self(rawValue: 0x3032564e)

  /// YCbCr 4:4:4 in 2 planes, 10 bits per component, samples packed.
  ///
  /// The corresponding C constant is `DRM_FORMAT_NV30`.
  public static let nv30 = Self(rawValue: 0x3033564e)

  /// YCbCr 4:2:2 in 2 planes, 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_P210`.
  public static let p210 = Self(rawValue: 0x30313250)

  /// YCbCr 4:2:0 in 2 planes, 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_P010`.
  public static let p010 = Self(rawValue: 0x30313050)

  /// YCbCr 4:2:0 in 2 planes, 12 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_P012`.
  public static let p012 = Self(rawValue: 0x32313050)

  /// YCbCr 4:2:0 in 2 planes, 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_P016`.
  public static let p016 = Self(rawValue: 0x36313050)

  /// YCbCr 4:2:0 in 2 planes, 10 bits per component, samples packed.
  ///
  /// The corresponding C constant is `DRM_FORMAT_P030`.
  public static let p030 = Self(rawValue: 0x30333050)

  /// YCbCr 4:2:2 in 2 planes, 10 bits per component, samples packed.
  ///
  /// The corresponding C constant is `DRM_FORMAT_P230`.
  public static let p230 = Self(rawValue: 0x30333250)

  /// YCbCr 4:4:4 in 3 planes, 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_Q410`.
  public static let q410 = Self(rawValue: 0x30313451)

  /// YCrCb 4:4:4 in 3 planes, 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_Q401`.
  public static let q401 = Self(rawValue: 0x31303451)

  /// YCbCr 4:4:4 in 3 planes, 10 bits per component, samples packed.
  ///
  /// The corresponding C constant is `DRM_FORMAT_T430`.
  public static let t430 = Self(rawValue: 0x30333454)

  /// YCbCr 4:2:0 in 3 planes, 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_S010`.
  public static let s010 = Self(rawValue: 0x30313053)

  /// YCbCr 4:2:2 in 3 planes, 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_S210`.
  public static let s210 = Self(rawValue: 0x30313253)

  /// YCbCr 4:4:4 in 3 planes, 10 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_S410`.
  public static let s410 = Self(rawValue: 0x30313453)

  /// YCbCr 4:2:0 in 3 planes, 12 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_S012`.
  public static let s012 = Self(rawValue: 0x32313053)

  /// YCbCr 4:2:2 in 3 planes, 12 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_S212`.
  public static let s212 = Self(rawValue: 0x32313253)

  /// YCbCr 4:4:4 in 3 planes, 12 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_S412`.
  public static let s412 = Self(rawValue: 0x32313453)

  /// YCbCr 4:2:0 in 3 planes, 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_S016`.
  public static let s016 = Self(rawValue: 0x36313053)

  /// YCbCr 4:2:2 in 3 planes, 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_S216`.
  public static let s216 = Self(rawValue: 0x36313253)

  /// YCbCr 4:4:4 in 3 planes, 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_S416`.
  public static let s416 = Self(rawValue: 0x36313453)

  /// YCbCr 4:1:0 in 3 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YUV410`.
  public static let yuv410 = Self(rawValue: 0x39565559)

  /// YCrCb 4:1:0 in 3 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YVU410`.
  public static let yvu410 = Self(rawValue: 0x39555659)

  /// YCbCr 4:1:1 in 3 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YUV411`.
  public static let yuv411 = Self(rawValue: 0x31315559)

  /// YCrCb 4:1:1 in 3 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YVU411`.
  public static let yvu411 = Self(rawValue: 0x31315659)

  /// YCbCr 4:2:0 in 3 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YUV420`.
  public static let yuv420 = Self(rawValue: 0x32315559)

  /// YCrCb 4:2:0 in 3 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YVU420`.
  public static let yvu420 = Self(rawValue: 0x32315659)

  /// YCbCr 4:2:2 in 3 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YUV422`.
  public static let yuv422 = Self(rawValue: 0x36315559)

  /// YCrCb 4:2:2 in 3 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YVU422`.
  public static let yvu422 = Self(rawValue: 0x36315659)

  /// YCbCr 4:4:4 in 3 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YUV444`.
  public static let yuv444 = Self(rawValue: 0x34325559)

  /// YCrCb 4:4:4 in 3 planes, 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_YVU444`.
  public static let yvu444 = Self(rawValue: 0x34325659)
}
