// Compressed streams.
extension VideoPixelFormat {
  /// Stream of Motion JPEG.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_MJPEG`.
  public static let mjpeg = Self(rawValue: 0x47504a4d)

  /// Stream of JPEG.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_JPEG`.
  public static let jpeg = Self(rawValue: 0x4745504a)

  /// Stream of DV.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_DV`.
  public static let dv = Self(rawValue: 0x64737664)

  /// Stream of multiplexed MPEG.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_MPEG`.
  public static let mpeg = Self(rawValue: 0x4745504d)

  /// Stream of H.264 with start codes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_H264`.
  public static let h264 = Self(rawValue: 0x34363248)

  /// Stream of H.264 without start codes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_H264_NO_SC`.
  public static let h264WithoutStartCodes = Self(rawValue: 0x31435641)

  /// Stream of H.264 MVC.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_H264_MVC`.
  public static let h264MVC = Self(rawValue: 0x3436324d)

  /// Stream of H.263.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_H263`.
  public static let h263 = Self(rawValue: 0x33363248)

  /// Stream of MPEG-1.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_MPEG1`.
  public static let mpeg1 = Self(rawValue: 0x3147504d)

  /// Stream of MPEG-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_MPEG2`.
  public static let mpeg2 = Self(rawValue: 0x3247504d)

  /// Stream of parsed MPEG-2 slices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_MPEG2_SLICE`.
  public static let mpeg2Slice = Self(rawValue: 0x5332474d)

  /// Stream of MPEG-4 part 2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_MPEG4`.
  public static let mpeg4 = Self(rawValue: 0x3447504d)

  /// Stream of Xvid.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_XVID`.
  public static let xvid = Self(rawValue: 0x44495658)

  /// Stream of VC-1 annex G.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_VC1_ANNEX_G`.
  public static let vc1AnnexG = Self(rawValue: 0x47314356)

  /// Stream of VC-1 annex L.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_VC1_ANNEX_L`.
  public static let vc1AnnexL = Self(rawValue: 0x4c314356)

  /// Stream of VP8.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_VP8`.
  public static let vp8 = Self(rawValue: 0x30385056)

  /// Stream of parsed VP8 frames.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_VP8_FRAME`.
  public static let vp8Frame = Self(rawValue: 0x46385056)

  /// Stream of VP9.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_VP9`.
  public static let vp9 = Self(rawValue: 0x30395056)

  /// Stream of parsed VP9 frames.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_VP9_FRAME`.
  public static let vp9Frame = Self(rawValue: 0x46395056)

  /// Stream of HEVC.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_HEVC`.
  public static let hevc = Self(rawValue: 0x43564548)

  /// Stream of fast Walsh–Hadamard transform.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_FWHT`.
  public static let fwht = Self(rawValue: 0x54485746)

  /// Stream of parsed fast Walsh–Hadamard transform.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_FWHT_STATELESS`.
  public static let fwhtStateless = Self(rawValue: 0x48574653)

  /// Stream of parsed H.264 slices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_H264_SLICE`.
  public static let h264Slice = Self(rawValue: 0x34363253)

  /// Stream of parsed HEVC slices.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_HEVC_SLICE`.
  public static let hevcSlice = Self(rawValue: 0x35363253)

  /// Stream of parsed AV1 frames.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_AV1_FRAME`.
  public static let av1Frame = Self(rawValue: 0x46315641)

  /// Stream of AV1.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_AV1`.
  public static let av1 = Self(rawValue: 0x31305641)

  /// Stream of Sorenson Spark.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SPK`.
  public static let spk = Self(rawValue: 0x304b5053)

  /// Stream of RealVideo 8.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RV30`.
  public static let rv30 = Self(rawValue: 0x30335652)

  /// Stream of RealVideo 9 and 10.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RV40`.
  public static let rv40 = Self(rawValue: 0x30345652)
}

extension VideoPixelFormat {
  /// Compressed streams.
  static let codedNames: [(VideoPixelFormat, String)] = [
    (.mjpeg, "MJPEG"),
    (.jpeg, "JPEG"),
    (.dv, "DV"),
    (.mpeg, "MPEG"),
    (.h264, "H264"),
    (.h264WithoutStartCodes, "H264_NO_SC"),
    (.h264MVC, "H264_MVC"),
    (.h263, "H263"),
    (.mpeg1, "MPEG1"),
    (.mpeg2, "MPEG2"),
    (.mpeg2Slice, "MPEG2_SLICE"),
    (.mpeg4, "MPEG4"),
    (.xvid, "XVID"),
    (.vc1AnnexG, "VC1_ANNEX_G"),
    (.vc1AnnexL, "VC1_ANNEX_L"),
    (.vp8, "VP8"),
    (.vp8Frame, "VP8_FRAME"),
    (.vp9, "VP9"),
    (.vp9Frame, "VP9_FRAME"),
    (.hevc, "HEVC"),
    (.fwht, "FWHT"),
    (.fwhtStateless, "FWHT_STATELESS"),
    (.h264Slice, "H264_SLICE"),
    (.hevcSlice, "HEVC_SLICE"),
    (.av1Frame, "AV1_FRAME"),
    (.av1, "AV1"),
    (.spk, "SPK"),
    (.rv30, "RV30"),
    (.rv40, "RV40"),
  ]
}
