/// Who defined a format modifier.
public struct ModifierVendor: RawRepresentable, Hashable, Sendable {
  /// The highest byte of the modifier.
  public let rawValue: UInt8

  /// Wraps a number of the kernel, known or not.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// No vendor: the linear and the implicit arrangement.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_NONE`.
  public static let none = Self(rawValue: 0)
  /// Intel.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_INTEL`.
  public static let intel = Self(rawValue: 1)
  /// AMD.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_AMD`.
  public static let amd = Self(rawValue: 2)
  /// NVIDIA.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_NVIDIA`.
  public static let nvidia = Self(rawValue: 3)
  /// Samsung.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_SAMSUNG`.
  public static let samsung = Self(rawValue: 4)
  /// Qualcomm.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_QCOM`.
  public static let qualcomm = Self(rawValue: 5)
  /// Vivante.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_VIVANTE`.
  public static let vivante = Self(rawValue: 6)
  /// Broadcom.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_BROADCOM`.
  public static let broadcom = Self(rawValue: 7)
  /// Arm.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_ARM`.
  public static let arm = Self(rawValue: 8)
  /// Allwinner.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_ALLWINNER`.
  public static let allwinner = Self(rawValue: 9)
  /// Amlogic.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_AMLOGIC`.
  public static let amlogic = Self(rawValue: 10)
  /// MediaTek.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_MTK`.
  public static let mediaTek = Self(rawValue: 11)
  /// Apple.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_VENDOR_APPLE`.
  public static let apple = Self(rawValue: 12)
}

extension ModifierVendor: CustomStringConvertible {
  private static let names = [
    "NONE", "INTEL", "AMD", "NVIDIA", "SAMSUNG", "QCOM", "VIVANTE",
    "BROADCOM", "ARM", "ALLWINNER", "AMLOGIC", "MTK", "APPLE",
  ]

  /// The vendor's name in the C constants, such as `INTEL`, or the number when it is unknown.
  public var name: String {
    isKnown ? Self.names[Int(rawValue)] : "0x" + FourCC.hexadecimal(UInt64(rawValue), digits: 2)
  }

  /// Whether the DRM headers have a name for the vendor.
  public var isKnown: Bool { Int(rawValue) < Self.names.count }

  /// The vendor's name.
  public var description: String { name }

  /// Reads a name as ``name`` writes it, in any case.
  init?(name: some StringProtocol) {
    let wanted = name.uppercased()
    guard let index = Self.names.firstIndex(of: wanted) else { return nil }
    self.init(rawValue: UInt8(index))
  }
}
