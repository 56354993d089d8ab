// Luma and chroma; luma alone.
extension VideoPixelFormat {
  /// `R8` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_GREY`.
  public static let grey = Self(rawValue: 0x59455247)

  /// Luma of 4 bits in a byte.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y4`.
  public static let y4 = Self(rawValue: 0x20343059)

  /// Luma of 6 bits in a byte.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y6`.
  public static let y6 = Self(rawValue: 0x20363059)

  /// `R10` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y10`.
  public static let y10 = Self(rawValue: 0x20303159)

  /// `R12` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y12`.
  public static let y12 = Self(rawValue: 0x20323159)

  /// Luma of 12 bits in the high end of 16.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y012`.
  public static let y012 = Self(rawValue: 0x32313059)

  /// Luma of 14 bits in 16.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y14`.
  public static let y14 = Self(rawValue: 0x20343159)

  /// `R16` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y16`.
  public static let y16 = Self(rawValue: 0x20363159)

  /// `R16` of DRM, big-endian.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y16_BE`.
  public static let y16BigEndian = Self(rawValue: 0xa0363159)

  /// Luma of 10 bits, packed without gaps.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y10BPACK`.
  public static let y10bpack = Self(rawValue: 0x42303159)

  /// Luma of 10 bits in the packing of MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y10P`.
  public static let y10p = Self(rawValue: 0x50303159)

  /// Luma of 10 bits in the packing of Intel IPU3.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_IPU3_Y10`.
  public static let ipu3Y10 = Self(rawValue: 0x79337069)

  /// Luma of 12 bits in the packing of MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y12P`.
  public static let y12p = Self(rawValue: 0x50323159)

  /// Luma of 14 bits in the packing of MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y14P`.
  public static let y14p = Self(rawValue: 0x50343159)

  /// Chroma alone, 4 bits each.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_UV8`.
  public static let uv8 = Self(rawValue: 0x20385655)

  /// `YUYV` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUYV`.
  public static let yuyv = Self(rawValue: 0x56595559)

  /// Packed YCbCr 4:2:2, both lumas first.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YYUV`.
  public static let yyuv = Self(rawValue: 0x56555959)

  /// `YVYU` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YVYU`.
  public static let yvyu = Self(rawValue: 0x55595659)

  /// `UYVY` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_UYVY`.
  public static let uyvy = Self(rawValue: 0x59565955)

  /// `VYUY` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_VYUY`.
  public static let vyuy = Self(rawValue: 0x59555956)

  /// Packed YCbCr 4:1:1.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y41P`.
  public static let y41p = Self(rawValue: 0x50313459)

  /// Packed YCbCr of 4 bits in 16-bit pixels.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV444`.
  public static let yuv444 = Self(rawValue: 0x34343459)

  /// Packed YCbCr of 5 bits in 16-bit pixels.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV555`.
  public static let yuv555 = Self(rawValue: 0x4f565559)

  /// Packed YCbCr of 5, 6 and 5 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV565`.
  public static let yuv565 = Self(rawValue: 0x50565559)

  /// `VUY888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV24`.
  public static let yuv24 = Self(rawValue: 0x33565559)

  /// Packed YCbCr of 8 bits, in memory unused or alpha first.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV32`.
  public static let yuv32 = Self(rawValue: 0x34565559)

  /// Packed YCbCr of 8 bits, in memory A Y Cb Cr.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_AYUV32`.
  public static let ayuv32 = Self(rawValue: 0x56555941)

  /// Packed YCbCr of 8 bits, in memory X Y Cb Cr.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_XYUV32`.
  public static let xyuv32 = Self(rawValue: 0x56555958)

  /// `AYUV` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_VUYA32`.
  public static let vuya32 = Self(rawValue: 0x41595556)

  /// `XYUV8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_VUYX32`.
  public static let vuyx32 = Self(rawValue: 0x58595556)

  /// `AVUY8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUVA32`.
  public static let yuva32 = Self(rawValue: 0x41565559)

  /// `XVUY8888` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUVX32`.
  public static let yuvx32 = Self(rawValue: 0x58565559)

  /// YCbCr 4:2:0, every two lines of luma followed by one of chroma.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_M420`.
  public static let m420 = Self(rawValue: 0x3032344d)

  /// Packed YCbCr of 12 bits, each in 16.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV48_12`.
  public static let yuv48With12Bits = Self(rawValue: 0x32313359)

  /// `Y210` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y210`.
  public static let y210 = Self(rawValue: 0x30313259)

  /// `Y212` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y212`.
  public static let y212 = Self(rawValue: 0x32313259)

  /// `Y216` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_Y216`.
  public static let y216 = Self(rawValue: 0x36313259)

  /// `NV12` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12`.
  public static let nv12 = Self(rawValue: 0x3231564e)

  /// `NV21` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV21`.
  public static let nv21 = Self(rawValue: 0x3132564e)

  /// `NV15` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV15`.
  public static let nv15 = Self(rawValue: 0x3531564e)

  /// `NV16` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV16`.
  public static let nv16 = Self(rawValue: 0x3631564e)

  /// `NV61` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV61`.
  public static let nv61 = Self(rawValue: 0x3136564e)

  /// `NV20` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV20`.
  public static let nv20 = Self(rawValue: 0x3032564e)

  /// `NV24` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV24`.
  public static let nv24 = Self(rawValue: 0x3432564e)

  /// `NV42` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV42`.
  public static let nv42 = Self(rawValue: 0x3234564e)

  /// `P010` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_P010`.
  public static let p010 = Self(rawValue: 0x30313050)

  /// `P012` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_P012`.
  public static let p012 = Self(rawValue: 0x32313050)

  /// `NV12` of DRM, in two memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12M`.
  public static let nv12m = Self(rawValue: 0x32314d4e)

  /// `NV21` of DRM, in two memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV21M`.
  public static let nv21m = Self(rawValue: 0x31324d4e)

  /// `NV16` of DRM, in two memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV16M`.
  public static let nv16m = Self(rawValue: 0x36314d4e)

  /// `NV61` of DRM, in two memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV61M`.
  public static let nv61m = Self(rawValue: 0x31364d4e)

  /// `P012` of DRM, in two memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_P012M`.
  public static let p012m = Self(rawValue: 0x32314d50)

  /// `YUV410` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV410`.
  public static let yuv410 = Self(rawValue: 0x39565559)

  /// `YVU410` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YVU410`.
  public static let yvu410 = Self(rawValue: 0x39555659)

  /// `YUV411` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV411P`.
  public static let yuv411p = Self(rawValue: 0x50313134)

  /// `YUV420` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV420`.
  public static let yuv420 = Self(rawValue: 0x32315559)

  /// `YVU420` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YVU420`.
  public static let yvu420 = Self(rawValue: 0x32315659)

  /// `YUV422` of DRM.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV422P`.
  public static let yuv422p = Self(rawValue: 0x50323234)

  /// `YUV420` of DRM, in three memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV420M`.
  public static let yuv420m = Self(rawValue: 0x32314d59)

  /// `YVU420` of DRM, in three memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YVU420M`.
  public static let yvu420m = Self(rawValue: 0x31324d59)

  /// `YUV422` of DRM, in three memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV422M`.
  public static let yuv422m = Self(rawValue: 0x36314d59)

  /// `YVU422` of DRM, in three memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YVU422M`.
  public static let yvu422m = Self(rawValue: 0x31364d59)

  /// `YUV444` of DRM, in three memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YUV444M`.
  public static let yuv444m = Self(rawValue: 0x34324d59)

  /// `YVU444` of DRM, in three memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_YVU444M`.
  public static let yvu444m = Self(rawValue: 0x32344d59)

  /// `NV12` of DRM in tiles of 4×4.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12_4L4`.
  public static let nv12Tiled4x4 = Self(rawValue: 0x32315456)

  /// YCbCr 4:2:0 in tiles of 16×16.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12_16L16`.
  public static let nv12Tiled16x16 = Self(rawValue: 0x32314d48)

  /// `NV12` of DRM in tiles of Allwinner.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12_32L32`.
  public static let nv12Tiled32x32 = Self(rawValue: 0x32315453)

  /// `NV15` of DRM in tiles of 4×4.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV15_4L4`.
  public static let nv15Tiled4x4 = Self(rawValue: 0x35315456)

  /// `P010` of DRM in tiles of 4×4.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_P010_4L4`.
  public static let p010Tiled4x4 = Self(rawValue: 0x30313054)

  /// YCbCr 4:2:0 in tiles of 8×128.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12_8L128`.
  public static let nv12Tiled8x128 = Self(rawValue: 0x32315441)

  /// YCbCr 4:2:0 of 10 bits in tiles of 8×128.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12_10BE_8L128`.
  public static let nv12With10BitsTiled8x128 = Self(rawValue: 0xb2315841)

  /// `NV12` of DRM in tiles of 64×32, in two memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12MT`.
  public static let nv12mTiled64x32 = Self(rawValue: 0x32314d54)

  /// `NV12` of DRM in tiles of 16×16, in two memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12MT_16X16`.
  public static let nv12mTiled16x16 = Self(rawValue: 0x32314d56)

  /// YCbCr 4:2:0 in tiles of 8×128, two memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12M_8L128`.
  public static let nv12mTiled8x128 = Self(rawValue: 0x3231414e)

  /// YCbCr 4:2:0 of 10 bits in tiles of 8×128, two memory planes.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12M_10BE_8L128`.
  public static let nv12mWith10BitsTiled8x128 = Self(rawValue: 0xb231544e)

  /// `NV12` of DRM in columns of Broadcom, 128 bytes wide.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12_COL128`, of the Raspberry Pi kernel.
  public static let nv12Columns128 = Self(rawValue: 0x3231434e)

  /// `P030` of DRM in columns of Broadcom, 128 bytes wide.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_NV12_10_COL128`, of the Raspberry Pi kernel.
  public static let nv12With10BitsColumns128 = Self(rawValue: 0x3033434e)
}

extension VideoPixelFormat {
  /// Luma and chroma; luma alone.
  static let yuvNames: [(VideoPixelFormat, String)] = [
    (.grey, "GREY"),
    (.y4, "Y4"),
    (.y6, "Y6"),
    (.y10, "Y10"),
    (.y12, "Y12"),
    (.y012, "Y012"),
    (.y14, "Y14"),
    (.y16, "Y16"),
    (.y16BigEndian, "Y16_BE"),
    (.y10bpack, "Y10BPACK"),
    (.y10p, "Y10P"),
    (.ipu3Y10, "IPU3_Y10"),
    (.y12p, "Y12P"),
    (.y14p, "Y14P"),
    (.uv8, "UV8"),
    (.yuyv, "YUYV"),
    (.yyuv, "YYUV"),
    (.yvyu, "YVYU"),
    (.uyvy, "UYVY"),
    (.vyuy, "VYUY"),
    (.y41p, "Y41P"),
    (.yuv444, "YUV444"),
    (.yuv555, "YUV555"),
    (.yuv565, "YUV565"),
    (.yuv24, "YUV24"),
    (.yuv32, "YUV32"),
    (.ayuv32, "AYUV32"),
    (.xyuv32, "XYUV32"),
    (.vuya32, "VUYA32"),
    (.vuyx32, "VUYX32"),
    (.yuva32, "YUVA32"),
    (.yuvx32, "YUVX32"),
    (.m420, "M420"),
    (.yuv48With12Bits, "YUV48_12"),
    (.y210, "Y210"),
    (.y212, "Y212"),
    (.y216, "Y216"),
    (.nv12, "NV12"),
    (.nv21, "NV21"),
    (.nv15, "NV15"),
    (.nv16, "NV16"),
    (.nv61, "NV61"),
    (.nv20, "NV20"),
    (.nv24, "NV24"),
    (.nv42, "NV42"),
    (.p010, "P010"),
    (.p012, "P012"),
    (.nv12m, "NV12M"),
    (.nv21m, "NV21M"),
    (.nv16m, "NV16M"),
    (.nv61m, "NV61M"),
    (.p012m, "P012M"),
    (.yuv410, "YUV410"),
    (.yvu410, "YVU410"),
    (.yuv411p, "YUV411P"),
    (.yuv420, "YUV420"),
    (.yvu420, "YVU420"),
    (.yuv422p, "YUV422P"),
    (.yuv420m, "YUV420M"),
    (.yvu420m, "YVU420M"),
    (.yuv422m, "YUV422M"),
    (.yvu422m, "YVU422M"),
    (.yuv444m, "YUV444M"),
    (.yvu444m, "YVU444M"),
    (.nv12Tiled4x4, "NV12_4L4"),
    (.nv12Tiled16x16, "NV12_16L16"),
    (.nv12Tiled32x32, "NV12_32L32"),
    (.nv15Tiled4x4, "NV15_4L4"),
    (.p010Tiled4x4, "P010_4L4"),
    (.nv12Tiled8x128, "NV12_8L128"),
    (.nv12With10BitsTiled8x128, "NV12_10BE_8L128"),
    (.nv12mTiled64x32, "NV12MT"),
    (.nv12mTiled16x16, "NV12MT_16X16"),
    (.nv12mTiled8x128, "NV12M_8L128"),
    (.nv12mWith10BitsTiled8x128, "NV12M_10BE_8L128"),
    (.nv12Columns128, "NV12_COL128"),
    (.nv12With10BitsColumns128, "NV12_10_COL128"),
  ]
}
