/// The name of a pixel layout in DRM: four letters packed in one word.
///
/// Unknown values survive; ``info`` tells whether the layout is known.
public struct PixelFormat: RawRepresentable, Hashable, Sendable {
  /// The four letters, the first in the lowest byte.
  public let rawValue: UInt32

  /// Wraps a word of the kernel, known or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// No format at all.
  ///
  /// The corresponding C constant is `DRM_FORMAT_INVALID`.
  public static let invalid = Self(rawValue: 0)

  static let bigEndianFlag: UInt32 = 1 << 31
}

extension PixelFormat {
  /// Whether the words of the format are stored most significant byte first.
  ///
  /// The corresponding C constant is `DRM_FORMAT_BIG_ENDIAN`.
  public var isBigEndian: Bool { rawValue & Self.bigEndianFlag != 0 }

  /// The same layout with its words stored most significant byte first.
  public var bigEndian: PixelFormat { Self(rawValue: rawValue | Self.bigEndianFlag) }

  /// The same layout with its words stored least significant byte first.
  public var littleEndian: PixelFormat { Self(rawValue: rawValue & ~Self.bigEndianFlag) }

  /// What is known of the layout, or `nil` for an unknown format.
  ///
  /// The byte order does not change the geometry, so both orders share one answer.
  public var info: PixelFormatInfo? { PixelFormatInfo(self) }

  /// Every little-endian format of the DRM headers, in ascending order of value.
  public static var allKnown: [PixelFormat] { PixelFormatInfo.sorted.map(\.format) }
}

extension PixelFormat: Comparable {
  /// Orders by value.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
