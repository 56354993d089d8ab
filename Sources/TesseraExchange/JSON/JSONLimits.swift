/// How large a text may be before it is refused unread, so that a stranger cannot exhaust the reader.
public struct JSONLimits: Hashable, Sendable {
  /// The greatest number of bytes.
  public var bytes: Int
  /// The greatest depth of lists and objects inside each other.
  public var depth: Int
  /// The greatest number of values, fields included.
  public var elements: Int

  /// Takes the limits.
  public init(bytes: Int = 16 << 20, depth: Int = 64, elements: Int = 1 << 18) {
    self.bytes = bytes
    self.depth = depth
    self.elements = elements
  }

  /// 16 MiB, 64 levels, 262144 values.
  public static let standard = Self()
}

/// How a document is laid out as text; either way the same value gives the same bytes.
public enum JSONStyle: Hashable, Sendable {
  /// Indented by two blanks, one value a line, with a line break at the end.
  case readable
  /// One line without blanks.
  case compact
}
