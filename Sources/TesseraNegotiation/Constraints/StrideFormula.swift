public import TesseraFormats

/// A stride that is no choice: a function of the image's width and nothing else.
///
/// Hardware or drivers that read rows at a stride of their own, whatever they are told, take only
/// images that happen to have it. The width is that of the image: of several that one buffer must hold,
/// each has its own.
///
/// Law: conjunction; two formulas agree for a width where they give the same stride. The identity is
/// `any`, which demands nothing.
public struct StrideFormula: Hashable, Sendable {
  /// The stride is the tight one, rounded up to a multiple of each of these; empty for no demand.
  public var tightRoundedUpTo: Set<Bytes>

  /// Takes the granules to which the tight stride is rounded up.
  public init(tightRoundedUpTo granules: Set<Bytes>) { tightRoundedUpTo = granules }

  /// No demand: the identity.
  public static let any = Self(tightRoundedUpTo: [])

  /// Law: conjunction.
  public func merged(with other: Self) -> Self {
    Self(tightRoundedUpTo: tightRoundedUpTo.union(other.tightRoundedUpTo))
  }

  /// The strides that satisfy every formula for a tight stride; `nil` on overflow.
  public func domain(tight: Bytes) -> StrideDomain? {
    guard !tightRoundedUpTo.isEmpty else { return .any }
    var strides: Set<Bytes> = []
    for granule in tightRoundedUpTo {
      guard let stride = tight.roundedUp(toMultipleOf: granule) else { return nil }
      strides.insert(stride)
    }
    return StrideDomain(listed: strides.count == 1 ? strides : [])
  }
}

extension StrideFormula: CustomStringConvertible {
  /// The formula in words.
  public var description: String {
    tightRoundedUpTo.isEmpty
      ? "any stride"
      : tightRoundedUpTo.sorted().map { "the width's bytes rounded up to \($0)" }
        .joined(separator: " and ")
  }
}
