// Raw samples of image sensors.
extension VideoPixelFormat {
  /// Bayer samples BGGR of 8 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SBGGR8`.
  public static let sbggr8 = Self(rawValue: 0x31384142)

  /// Bayer samples GBRG of 8 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGBRG8`.
  public static let sgbrg8 = Self(rawValue: 0x47524247)

  /// Bayer samples GRBG of 8 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGRBG8`.
  public static let sgrbg8 = Self(rawValue: 0x47425247)

  /// Bayer samples RGGB of 8 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SRGGB8`.
  public static let srggb8 = Self(rawValue: 0x42474752)

  /// Bayer samples BGGR of 10 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SBGGR10`.
  public static let sbggr10 = Self(rawValue: 0x30314742)

  /// Bayer samples GBRG of 10 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGBRG10`.
  public static let sgbrg10 = Self(rawValue: 0x30314247)

  /// Bayer samples GRBG of 10 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGRBG10`.
  public static let sgrbg10 = Self(rawValue: 0x30314142)

  /// Bayer samples RGGB of 10 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SRGGB10`.
  public static let srggb10 = Self(rawValue: 0x30314752)

  /// Bayer samples BGGR of 10 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SBGGR10P`.
  public static let sbggr10p = Self(rawValue: 0x41414270)

  /// Bayer samples GBRG of 10 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGBRG10P`.
  public static let sgbrg10p = Self(rawValue: 0x41414770)

  /// Bayer samples GRBG of 10 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGRBG10P`.
  public static let sgrbg10p = Self(rawValue: 0x41416770)

  /// Bayer samples RGGB of 10 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SRGGB10P`.
  public static let srggb10p = Self(rawValue: 0x41415270)

  /// Bayer samples BGGR of 10 bits, A-law in 8.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SBGGR10ALAW8`.
  public static let sbggr10alaw8 = Self(rawValue: 0x38414261)

  /// Bayer samples GBRG of 10 bits, A-law in 8.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGBRG10ALAW8`.
  public static let sgbrg10alaw8 = Self(rawValue: 0x38414761)

  /// Bayer samples GRBG of 10 bits, A-law in 8.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGRBG10ALAW8`.
  public static let sgrbg10alaw8 = Self(rawValue: 0x38416761)

  /// Bayer samples RGGB of 10 bits, A-law in 8.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SRGGB10ALAW8`.
  public static let srggb10alaw8 = Self(rawValue: 0x38415261)

  /// Bayer samples BGGR of 10 bits, DPCM in 8.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SBGGR10DPCM8`.
  public static let sbggr10dpcm8 = Self(rawValue: 0x38414262)

  /// Bayer samples GBRG of 10 bits, DPCM in 8.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGBRG10DPCM8`.
  public static let sgbrg10dpcm8 = Self(rawValue: 0x38414762)

  /// Bayer samples GRBG of 10 bits, DPCM in 8.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGRBG10DPCM8`.
  public static let sgrbg10dpcm8 = Self(rawValue: 0x30314442)

  /// Bayer samples RGGB of 10 bits, DPCM in 8.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SRGGB10DPCM8`.
  public static let srggb10dpcm8 = Self(rawValue: 0x38415262)

  /// Bayer samples BGGR of 12 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SBGGR12`.
  public static let sbggr12 = Self(rawValue: 0x32314742)

  /// Bayer samples GBRG of 12 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGBRG12`.
  public static let sgbrg12 = Self(rawValue: 0x32314247)

  /// Bayer samples GRBG of 12 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGRBG12`.
  public static let sgrbg12 = Self(rawValue: 0x32314142)

  /// Bayer samples RGGB of 12 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SRGGB12`.
  public static let srggb12 = Self(rawValue: 0x32314752)

  /// Bayer samples BGGR of 12 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SBGGR12P`.
  public static let sbggr12p = Self(rawValue: 0x43434270)

  /// Bayer samples GBRG of 12 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGBRG12P`.
  public static let sgbrg12p = Self(rawValue: 0x43434770)

  /// Bayer samples GRBG of 12 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGRBG12P`.
  public static let sgrbg12p = Self(rawValue: 0x43436770)

  /// Bayer samples RGGB of 12 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SRGGB12P`.
  public static let srggb12p = Self(rawValue: 0x43435270)

  /// Bayer samples BGGR of 14 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SBGGR14`.
  public static let sbggr14 = Self(rawValue: 0x34314742)

  /// Bayer samples GBRG of 14 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGBRG14`.
  public static let sgbrg14 = Self(rawValue: 0x34314247)

  /// Bayer samples GRBG of 14 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGRBG14`.
  public static let sgrbg14 = Self(rawValue: 0x34315247)

  /// Bayer samples RGGB of 14 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SRGGB14`.
  public static let srggb14 = Self(rawValue: 0x34314752)

  /// Bayer samples BGGR of 14 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SBGGR14P`.
  public static let sbggr14p = Self(rawValue: 0x45454270)

  /// Bayer samples GBRG of 14 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGBRG14P`.
  public static let sgbrg14p = Self(rawValue: 0x45454770)

  /// Bayer samples GRBG of 14 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGRBG14P`.
  public static let sgrbg14p = Self(rawValue: 0x45456770)

  /// Bayer samples RGGB of 14 bits, packed as in MIPI CSI-2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SRGGB14P`.
  public static let srggb14p = Self(rawValue: 0x45455270)

  /// Bayer samples BGGR of 16 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SBGGR16`.
  public static let sbggr16 = Self(rawValue: 0x32525942)

  /// Bayer samples GBRG of 16 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGBRG16`.
  public static let sgbrg16 = Self(rawValue: 0x36314247)

  /// Bayer samples GRBG of 16 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SGRBG16`.
  public static let sgrbg16 = Self(rawValue: 0x36315247)

  /// Bayer samples RGGB of 16 bits.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_SRGGB16`.
  public static let srggb16 = Self(rawValue: 0x36314752)

  /// Bayer samples BGGR of 10 bits in the packing of Intel IPU3.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_IPU3_SBGGR10`.
  public static let ipu3SBGGR10 = Self(rawValue: 0x62337069)

  /// Bayer samples GBRG of 10 bits in the packing of Intel IPU3.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_IPU3_SGBRG10`.
  public static let ipu3SGBRG10 = Self(rawValue: 0x67337069)

  /// Bayer samples GRBG of 10 bits in the packing of Intel IPU3.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_IPU3_SGRBG10`.
  public static let ipu3SGRBG10 = Self(rawValue: 0x47337069)

  /// Bayer samples RGGB of 10 bits in the packing of Intel IPU3.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_IPU3_SRGGB10`.
  public static let ipu3SRGGB10 = Self(rawValue: 0x72337069)

  /// Bayer samples RGGB compressed by the Raspberry Pi PiSP, mode 1.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP1_RGGB`.
  public static let pispCOMP1RGGB = Self(rawValue: 0x52314350)

  /// Bayer samples GRBG compressed by the Raspberry Pi PiSP, mode 1.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP1_GRBG`.
  public static let pispCOMP1GRBG = Self(rawValue: 0x47314350)

  /// Bayer samples GBRG compressed by the Raspberry Pi PiSP, mode 1.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP1_GBRG`.
  public static let pispCOMP1GBRG = Self(rawValue: 0x67314350)

  /// Bayer samples BGGR compressed by the Raspberry Pi PiSP, mode 1.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP1_BGGR`.
  public static let pispCOMP1BGGR = Self(rawValue: 0x42314350)

  /// Luma compressed by the Raspberry Pi PiSP, mode 1.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP1_MONO`.
  public static let pispCOMP1MONO = Self(rawValue: 0x4d314350)

  /// Bayer samples RGGB compressed by the Raspberry Pi PiSP, mode 2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP2_RGGB`.
  public static let pispCOMP2RGGB = Self(rawValue: 0x52324350)

  /// Bayer samples GRBG compressed by the Raspberry Pi PiSP, mode 2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP2_GRBG`.
  public static let pispCOMP2GRBG = Self(rawValue: 0x47324350)

  /// Bayer samples GBRG compressed by the Raspberry Pi PiSP, mode 2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP2_GBRG`.
  public static let pispCOMP2GBRG = Self(rawValue: 0x67324350)

  /// Bayer samples BGGR compressed by the Raspberry Pi PiSP, mode 2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP2_BGGR`.
  public static let pispCOMP2BGGR = Self(rawValue: 0x42324350)

  /// Luma compressed by the Raspberry Pi PiSP, mode 2.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_PISP_COMP2_MONO`.
  public static let pispCOMP2MONO = Self(rawValue: 0x4d324350)

  /// Raw samples of 10 bits in the packing of the Renesas CRU.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RAW_CRU10`.
  public static let rawCRU10 = Self(rawValue: 0x30315243)

  /// Raw samples of 12 bits in the packing of the Renesas CRU.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RAW_CRU12`.
  public static let rawCRU12 = Self(rawValue: 0x32315243)

  /// Raw samples of 14 bits in the packing of the Renesas CRU.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RAW_CRU14`.
  public static let rawCRU14 = Self(rawValue: 0x34315243)

  /// Raw samples of 20 bits in the packing of the Renesas CRU.
  ///
  /// The corresponding C constant is `V4L2_PIX_FMT_RAW_CRU20`.
  public static let rawCRU20 = Self(rawValue: 0x30325243)
}

extension VideoPixelFormat {
  /// Raw samples of image sensors.
  static let bayerNames: [(VideoPixelFormat, String)] = [
    (.sbggr8, "SBGGR8"),
    (.sgbrg8, "SGBRG8"),
    (.sgrbg8, "SGRBG8"),
    (.srggb8, "SRGGB8"),
    (.sbggr10, "SBGGR10"),
    (.sgbrg10, "SGBRG10"),
    (.sgrbg10, "SGRBG10"),
    (.srggb10, "SRGGB10"),
    (.sbggr10p, "SBGGR10P"),
    (.sgbrg10p, "SGBRG10P"),
    (.sgrbg10p, "SGRBG10P"),
    (.srggb10p, "SRGGB10P"),
    (.sbggr10alaw8, "SBGGR10ALAW8"),
    (.sgbrg10alaw8, "SGBRG10ALAW8"),
    (.sgrbg10alaw8, "SGRBG10ALAW8"),
    (.srggb10alaw8, "SRGGB10ALAW8"),
    (.sbggr10dpcm8, "SBGGR10DPCM8"),
    (.sgbrg10dpcm8, "SGBRG10DPCM8"),
    (.sgrbg10dpcm8, "SGRBG10DPCM8"),
    (.srggb10dpcm8, "SRGGB10DPCM8"),
    (.sbggr12, "SBGGR12"),
    (.sgbrg12, "SGBRG12"),
    (.sgrbg12, "SGRBG12"),
    (.srggb12, "SRGGB12"),
    (.sbggr12p, "SBGGR12P"),
    (.sgbrg12p, "SGBRG12P"),
    (.sgrbg12p, "SGRBG12P"),
    (.srggb12p, "SRGGB12P"),
    (.sbggr14, "SBGGR14"),
    (.sgbrg14, "SGBRG14"),
    (.sgrbg14, "SGRBG14"),
    (.srggb14, "SRGGB14"),
    (.sbggr14p, "SBGGR14P"),
    (.sgbrg14p, "SGBRG14P"),
    (.sgrbg14p, "SGRBG14P"),
    (.srggb14p, "SRGGB14P"),
    (.sbggr16, "SBGGR16"),
    (.sgbrg16, "SGBRG16"),
    (.sgrbg16, "SGRBG16"),
    (.srggb16, "SRGGB16"),
    (.ipu3SBGGR10, "IPU3_SBGGR10"),
    (.ipu3SGBRG10, "IPU3_SGBRG10"),
    (.ipu3SGRBG10, "IPU3_SGRBG10"),
    (.ipu3SRGGB10, "IPU3_SRGGB10"),
    (.pispCOMP1RGGB, "PISP_COMP1_RGGB"),
    (.pispCOMP1GRBG, "PISP_COMP1_GRBG"),
    (.pispCOMP1GBRG, "PISP_COMP1_GBRG"),
    (.pispCOMP1BGGR, "PISP_COMP1_BGGR"),
    (.pispCOMP1MONO, "PISP_COMP1_MONO"),
    (.pispCOMP2RGGB, "PISP_COMP2_RGGB"),
    (.pispCOMP2GRBG, "PISP_COMP2_GRBG"),
    (.pispCOMP2GBRG, "PISP_COMP2_GBRG"),
    (.pispCOMP2BGGR, "PISP_COMP2_BGGR"),
    (.pispCOMP2MONO, "PISP_COMP2_MONO"),
    (.rawCRU10, "RAW_CRU10"),
    (.rawCRU12, "RAW_CRU12"),
    (.rawCRU14, "RAW_CRU14"),
    (.rawCRU20, "RAW_CRU20"),
  ]
}
