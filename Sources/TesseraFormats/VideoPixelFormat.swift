/// The name of a pixel layout in V4L2: four letters packed in one word.
///
/// The letters do not always mean what they mean in DRM; ``drm`` translates.
public struct VideoPixelFormat: RawRepresentable, Hashable, Sendable {
  /// The four letters, the first in the lowest byte; the highest bit marks big-endian words.
  public let rawValue: UInt32

  /// Wraps a word of the kernel, known or not.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
}

extension VideoPixelFormat {
  /// Whether the words of the format are stored most significant byte first.
  public var isBigEndian: Bool { rawValue & PixelFormat.bigEndianFlag != 0 }
}

extension VideoPixelFormat: Comparable {
  /// Orders by value.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
