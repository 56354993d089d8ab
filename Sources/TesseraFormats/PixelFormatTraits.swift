/// The yes-or-no facts of a format.
struct PixelFormatTraits: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  static let alpha = Self(rawValue: 1 << 0)
  static let yuv = Self(rawValue: 1 << 1)
  static let greyscale = Self(rawValue: 1 << 2)
  static let indexed = Self(rawValue: 1 << 3)
  static let float = Self(rawValue: 1 << 4)
  static let modifierOnly = Self(rawValue: 1 << 5)
}

extension PixelFormatInfo {
  /// Whether the pixels carry transparency, in the word or in a plane of its own.
  public var hasAlpha: Bool { traits.contains(.alpha) }
  /// Whether the components are luma and chroma, or luma alone.
  public var isYUV: Bool { traits.contains(.yuv) }
  /// Whether the pixels have one component, such as red or luma alone.
  public var isGreyscale: Bool { traits.contains(.greyscale) }
  /// Whether the pixels are indices into a palette.
  public var isIndexed: Bool { traits.contains(.indexed) }
  /// Whether the components are floating-point numbers.
  public var isFloat: Bool { traits.contains(.float) }
  /// Whether the format has a linear layout; some exist only with a modifier.
  public var isLinearRepresentable: Bool { !traits.contains(.modifierOnly) }
}
