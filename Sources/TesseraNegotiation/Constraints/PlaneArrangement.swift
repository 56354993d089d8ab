public import TesseraFormats

/// How the planes of one image lie to each other.
///
/// Law: offsets lcm; adjacent, proportional strides and equal strides or. The identity is `any`.
public struct PlaneArrangement: Hashable, Sendable {
  /// Each plane starts at a multiple of this.
  public var offsetMultiple: Bytes
  /// Plane k starts where plane k − 1 ends: only the first plane's place is told.
  public var isAdjacent: Bool
  /// Every stride follows from the first one as the format's own widths do: only one stride is told.
  public var isProportional: Bool
  /// Every plane has the same stride.
  public var hasEqualStrides: Bool

  /// Takes the terms.
  public init(
    offsetMultiple: Bytes = 1, isAdjacent: Bool = false, isProportional: Bool = false,
    hasEqualStrides: Bool = false
  ) {
    self.offsetMultiple = offsetMultiple
    self.isAdjacent = isAdjacent
    self.isProportional = isProportional
    self.hasEqualStrides = hasEqualStrides
  }

  /// Every arrangement: the identity.
  public static let any = Self()

  /// Law: lcm, or, or, or; `nil` when the multiple overflows 64 bits.
  public func merged(with other: Self) -> Self? {
    guard let multiple = offsetMultiple.leastCommonMultiple(with: other.offsetMultiple)
    else { return nil }
    return Self(
      offsetMultiple: multiple, isAdjacent: isAdjacent || other.isAdjacent,
      isProportional: isProportional || other.isProportional,
      hasEqualStrides: hasEqualStrides || other.hasEqualStrides)
  }
}

extension PlaneArrangement: CustomStringConvertible {
  /// The arrangement in words.
  public var description: String {
    var clauses: [String] = []
    if offsetMultiple > 1 { clauses.append("offsets a multiple of \(offsetMultiple)") }
    if isAdjacent { clauses.append("planes without a gap") }
    if isProportional { clauses.append("strides that follow from the first") }
    if hasEqualStrides { clauses.append("equal strides") }
    return clauses.isEmpty ? "any arrangement" : clauses.joined(separator: ", ")
  }
}
