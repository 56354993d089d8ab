/// How the pixels of a plane are arranged in memory: linear, tiled or compressed.
///
/// Unknown values survive; ``name`` shows them as hexadecimal numbers.
public struct Modifier: RawRepresentable, Hashable, Sendable {
  /// The vendor in the highest byte, the vendor's own bits below.
  public let rawValue: UInt64

  /// Wraps a word of the kernel, known or not.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Makes the modifier of a vendor; only the low 56 bits of `value` count.
  public init(vendor: ModifierVendor, value: UInt64) {
    rawValue = UInt64(vendor.rawValue) << 56 | value & Self.valueMask
  }

  static let valueMask: UInt64 = (1 << 56) - 1
}

extension Modifier {
  /// Line after line, `stride` bytes apart.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_LINEAR`.
  public static let linear = Self(rawValue: 0)

  /// No modifier: the driver knows the arrangement by other means.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_INVALID`.
  public static let invalid = Self(vendor: .none, value: valueMask)

  /// Who defined the arrangement.
  public var vendor: ModifierVendor {
    ModifierVendor(rawValue: UInt8(truncatingIfNeeded: rawValue >> 56))
  }

  /// The bits below the vendor, whose meaning is the vendor's.
  public var value: UInt64 { rawValue & Self.valueMask }

  /// Whether the arrangement is spelled out, rather than left to the driver.
  public var isExplicit: Bool { self != .invalid }
}

extension Modifier: Comparable {
  /// Orders by value.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
