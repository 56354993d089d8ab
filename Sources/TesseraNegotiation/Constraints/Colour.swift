/// What the numbers in an image mean; each property is a set of what is taken, unset where nobody cares.
///
/// Law: intersection, property by property; unset is neutral. The identity is `any`.
public struct Colour: Hashable, Sendable {
  /// A value of one property, by its standard name such as `bt709`.
  public typealias Value = String

  /// The properties of colour and picture structure.
  public enum Property: String, Hashable, Comparable, CaseIterable, Sendable {
    /// How colours become luma and chroma.
    case encoding
    /// Whether all codes are used.
    case range
    /// What red, green and blue are.
    case primaries
    /// How codes become light.
    case transfer
    /// What the alpha channel means.
    case alpha
    /// Whether lines are interleaved, and which come first: one of V4L2's names, such as `interlaced`
    /// or `seq-tb`; unset for a whole picture.
    ///
    /// The corresponding C type is `enum v4l2_field`.
    case field

    /// In the order of their names.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// The values taken, by property; a property that is not here is not cared about.
  public var values: [Property: Set<Value>]

  /// Takes the values.
  public init(_ values: [Property: Set<Value>]) { self.values = values }

  /// Nothing is cared about: the identity.
  public static let any = Self([:])

  /// Law: intersection.
  public func merged(with other: Self) -> Self {
    Self(values.merging(other.values) { $0.intersection($1) })
  }

  /// Whether some property has no value left.
  public var isEmpty: Bool { values.values.contains(where: \.isEmpty) }

  /// One value of each property, the first by name, so that everybody picks the same.
  public var choice: [Property: Value] { values.compactMapValues { $0.min() } }
}

extension Colour: CustomStringConvertible {
  /// The properties in words.
  public var description: String {
    values.isEmpty
      ? "any colour"
      : values.sorted { $0.key < $1.key }.map { property, values in
        "\(property.rawValue) \(values.isEmpty ? "none" : values.sorted().joined(separator: " or "))"
      }.joined(separator: ", ")
  }
}
