/// What a participant does with the buffer; a device may have several roles.
public struct BufferRole: RawRepresentable, Hashable, Sendable {
  /// The word for it.
  public let rawValue: String
  /// Takes the word for it.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// A display plane shows it.
  public static let scanOut = Self(rawValue: "scan-out")
  /// A display shows it as the pointer.
  public static let cursor = Self(rawValue: "cursor")
  /// A display writes its picture into it.
  public static let writeback = Self(rawValue: "writeback")
  /// A V4L2 queue fills it: a camera, or the decoded side of a decoder.
  public static let capture = Self(rawValue: "capture")
  /// A V4L2 queue reads it: a video output, or the raw side of an encoder.
  public static let output = Self(rawValue: "output")
  /// A GPU reads it.
  public static let sample = Self(rawValue: "sample")
  /// A GPU draws into it.
  public static let render = Self(rawValue: "render")
}

extension BufferRole: Comparable, CustomStringConvertible {
  /// The word for it.
  public var description: String { rawValue }

  /// The order of the words.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
