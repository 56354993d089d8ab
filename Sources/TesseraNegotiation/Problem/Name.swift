/// The name of one kind of thing in a problem; names of different kinds do not mix.
public struct Name<Thing>: RawRepresentable, Hashable, Comparable, Sendable {
  /// The bare text.
  public let rawValue: String
  /// Takes the bare text.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Takes the bare text.
  public init(_ text: String) { rawValue = text }

  /// The order of the raw values.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Name: ExpressibleByStringLiteral, CustomStringConvertible {
  /// Takes a literal.
  public init(stringLiteral text: String) { rawValue = text }
  /// The bare text.
  public var description: String { rawValue }
}
