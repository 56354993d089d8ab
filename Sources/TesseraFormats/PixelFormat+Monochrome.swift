// Indexed, one-component and two-component formats.
extension PixelFormat {
  /// Palette index of 1 bit.
  ///
  /// The corresponding C constant is `DRM_FORMAT_C1`.
  public static let c1 = Self(rawValue: 0x20203143)

  /// Palette index of 2 bits.
  ///
  /// The corresponding C constant is `DRM_FORMAT_C2`.
  public static let c2 = Self(rawValue: 0x20203243)

  /// Palette index of 4 bits.
  ///
  /// The corresponding C constant is `DRM_FORMAT_C4`.
  public static let c4 = Self(rawValue: 0x20203443)

  /// Palette index of 8 bits.
  ///
  /// The corresponding C constant is `DRM_FORMAT_C8`.
  public static let c8 = Self(rawValue: 0x20203843)

  /// Darkness of 1 bit: greater is darker.
  ///
  /// The corresponding C constant is `DRM_FORMAT_D1`.
  public static let d1 = Self(rawValue: 0x20203144)

  /// Darkness of 2 bits: greater is darker.
  ///
  /// The corresponding C constant is `DRM_FORMAT_D2`.
  public static let d2 = Self(rawValue: 0x20203244)

  /// Darkness of 4 bits: greater is darker.
  ///
  /// The corresponding C constant is `DRM_FORMAT_D4`.
  public static let d4 = Self(rawValue: 0x20203444)

  /// Darkness of 8 bits: greater is darker.
  ///
  /// The corresponding C constant is `DRM_FORMAT_D8`.
  public static let d8 = Self(rawValue: 0x20203844)

  /// Red alone, 1 bit.
  ///
  /// The corresponding C constant is `DRM_FORMAT_R1`.
  public static let r1 = Self(rawValue: 0x20203152)

  /// Red alone, 2 bits.
  ///
  /// The corresponding C constant is `DRM_FORMAT_R2`.
  public static let r2 = Self(rawValue: 0x20203252)

  /// Red alone, 4 bits.
  ///
  /// The corresponding C constant is `DRM_FORMAT_R4`.
  public static let r4 = Self(rawValue: 0x20203452)

  /// Red alone, 8 bits.
  ///
  /// The corresponding C constant is `DRM_FORMAT_R8`.
  public static let r8 = Self(rawValue: 0x20203852)

  /// Red alone, 10 bits.
  ///
  /// The corresponding C constant is `DRM_FORMAT_R10`.
  public static let r10 = Self(rawValue: 0x20303152)

  /// Red alone, 12 bits.
  ///
  /// The corresponding C constant is `DRM_FORMAT_R12`.
  public static let r12 = Self(rawValue: 0x20323152)

  /// Red alone, 16 bits.
  ///
  /// The corresponding C constant is `DRM_FORMAT_R16`.
  public static let r16 = Self(rawValue: 0x20363152)

  /// Packed RG in 2 bytes, up to 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RG88`.
  public static let rg88 = Self(rawValue: 0x38384752)

  /// Packed GR in 2 bytes, up to 8 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_GR88`.
  public static let gr88 = Self(rawValue: 0x38385247)

  /// Packed RG in 4 bytes, up to 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_RG1616`.
  public static let rg1616 = Self(rawValue: 0x32334752)

  /// Packed GR in 4 bytes, up to 16 bits per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_GR1616`.
  public static let gr1616 = Self(rawValue: 0x32335247)

  /// Red alone, 16-bit floating point.
  ///
  /// The corresponding C constant is `DRM_FORMAT_R16F`.
  public static let r16F = Self(rawValue: 0x48202052)

  /// Packed GR, 16-bit floating point per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_GR1616F`.
  public static let gr1616F = Self(rawValue: 0x48205247)

  /// Red alone, 32-bit floating point.
  ///
  /// The corresponding C constant is `DRM_FORMAT_R32F`.
  public static let r32F = Self(rawValue: 0x46202052)

  /// Packed GR, 32-bit floating point per component.
  ///
  /// The corresponding C constant is `DRM_FORMAT_GR3232F`.
  public static let gr3232F = Self(rawValue: 0x46205247)

  /// Luma alone, 8 bits.
  ///
  /// The corresponding C constant is `DRM_FORMAT_Y8`.
  public static let y8 = Self(rawValue: 0x59455247)

  /// Luma alone, three 10-bit samples in one 32-bit word.
  ///
  /// The corresponding C constant is `DRM_FORMAT_XYYY2101010`.
  public static let xyyy2101010 = Self(rawValue: 0x34415059)
}
