// Formats of single devices.
extension VideoPixelFormat {
  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_CPIA1`.
  public static let cpia1 = Self(rawValue: 0x41495043)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_WNVA`.
  public static let wnva = Self(rawValue: 0x41564e57)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SN9C10X`.
  public static let sn9c10x = Self(rawValue: 0x30313953)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SN9C20X_I420`.
  public static let sn9c20xI420 = Self(rawValue: 0x30323953)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PWC1`.
  public static let pwc1 = Self(rawValue: 0x31435750)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PWC2`.
  public static let pwc2 = Self(rawValue: 0x32435750)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_ET61X251`.
  public static let et61x251 = Self(rawValue: 0x35323645)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SPCA501`.
  public static let spca501 = Self(rawValue: 0x31303553)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SPCA505`.
  public static let spca505 = Self(rawValue: 0x35303553)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SPCA508`.
  public static let spca508 = Self(rawValue: 0x38303553)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SPCA561`.
  public static let spca561 = Self(rawValue: 0x31363553)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PAC207`.
  public static let pac207 = Self(rawValue: 0x37303250)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_MR97310A`.
  public static let mr97310a = Self(rawValue: 0x3031334d)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_JL2005BCD`.
  public static let jl2005bcd = Self(rawValue: 0x30324c4a)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SN9C2028`.
  public static let sn9c2028 = Self(rawValue: 0x584e4f53)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SQ905C`.
  public static let sq905c = Self(rawValue: 0x43353039)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PJPG`.
  public static let pjpg = Self(rawValue: 0x47504a50)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_OV511`.
  public static let ov511 = Self(rawValue: 0x3131354f)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_OV518`.
  public static let ov518 = Self(rawValue: 0x3831354f)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_STV0680`.
  public static let stv0680 = Self(rawValue: 0x30383653)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_TM6000`.
  public static let tm6000 = Self(rawValue: 0x30364d54)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_CIT_YYVYUY`.
  public static let citYYVYUY = Self(rawValue: 0x56544943)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_KONICA420`.
  public static let konica420 = Self(rawValue: 0x494e4f4b)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_JPGL`.
  public static let jpgl = Self(rawValue: 0x4c47504a)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SE401`.
  public static let se401 = Self(rawValue: 0x31303453)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_S5C_UYVY_JPG`.
  public static let s5cUYVYJPEG = Self(rawValue: 0x49433553)

  /// Luma of 8 bits, left and right interleaved.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y8I`.
  public static let y8i = Self(rawValue: 0x20493859)

  /// Luma of 12 bits, left and right interleaved.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y12I`.
  public static let y12i = Self(rawValue: 0x49323159)

  /// Luma of 16 bits, left and right interleaved.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y16I`.
  public static let y16i = Self(rawValue: 0x49363159)

  /// Depth of 16 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Z16`.
  public static let z16 = Self(rawValue: 0x2036315a)

  /// Compressed blocks of MediaTek.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_MT21C`.
  public static let mt21c = Self(rawValue: 0x3132544d)

  /// `NV12` of DRM in tiles of MediaTek, in two memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_MM21`.
  public static let mm21 = Self(rawValue: 0x31324d4d)

  /// Blocks of MediaTek of 10 bits, low bits by tile.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_MT2110T`.
  public static let mt2110t = Self(rawValue: 0x5432544d)

  /// Blocks of MediaTek of 10 bits, low bits by row.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_MT2110R`.
  public static let mt2110r = Self(rawValue: 0x5232544d)

  /// Luma of 10 bits and depth of 16, in planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_INZI`.
  public static let inzi = Self(rawValue: 0x495a4e49)

  /// Confidence in the depth, 4 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_CNF4`.
  public static let cnf4 = Self(rawValue: 0x34464e43)

  /// Dithered colour of 8 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_HI240`.
  public static let hi240 = Self(rawValue: 0x34324948)

  /// `NV12` of DRM compressed by Qualcomm.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_QC08C`.
  public static let qc08c = Self(rawValue: 0x43383051)

  /// `P030` of DRM compressed by Qualcomm.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_QC10C`.
  public static let qc10c = Self(rawValue: 0x43303151)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_AJPG`.
  public static let ajpg = Self(rawValue: 0x47504a41)

  /// Stream or layout of one family of devices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_HEXTILE`.
  public static let hextile = Self(rawValue: 0x4c545848)
}

extension VideoPixelFormat {
  /// Formats of single devices.
  static let vendorNames: [(VideoPixelFormat, String)] = [
    (.cpia1, "CPIA1"),
    (.wnva, "WNVA"),
    (.sn9c10x, "SN9C10X"),
    (.sn9c20xI420, "SN9C20X_I420"),
    (.pwc1, "PWC1"),
    (.pwc2, "PWC2"),
    (.et61x251, "ET61X251"),
    (.spca501, "SPCA501"),
    (.spca505, "SPCA505"),
    (.spca508, "SPCA508"),
    (.spca561, "SPCA561"),
    (.pac207, "PAC207"),
    (.mr97310a, "MR97310A"),
    (.jl2005bcd, "JL2005BCD"),
    (.sn9c2028, "SN9C2028"),
    (.sq905c, "SQ905C"),
    (.pjpg, "PJPG"),
    (.ov511, "OV511"),
    (.ov518, "OV518"),
    (.stv0680, "STV0680"),
    (.tm6000, "TM6000"),
    (.citYYVYUY, "CIT_YYVYUY"),
    (.konica420, "KONICA420"),
    (.jpgl, "JPGL"),
    (.se401, "SE401"),
    (.s5cUYVYJPEG, "S5C_UYVY_JPG"),
    (.y8i, "Y8I"),
    (.y12i, "Y12I"),
    (.y16i, "Y16I"),
    (.z16, "Z16"),
    (.mt21c, "MT21C"),
    (.mm21, "MM21"),
    (.mt2110t, "MT2110T"),
    (.mt2110r, "MT2110R"),
    (.inzi, "INZI"),
    (.cnf4, "CNF4"),
    (.hi240, "HI240"),
    (.qc08c, "QC08C"),
    (.qc10c, "QC10C"),
    (.ajpg, "AJPG"),
    (.hextile, "HEXTILE"),
  ]
}
