import TesseraFormats

/// Everything demanded of one plane's stride, before the width of the image is known.
///
/// Law: that of each part. Lists and formulas are rare and kept out of line: demands are copied often.
struct StrideDemand: Hashable {
  private var multiple: Bytes
  private var minimum: Bytes
  private var maximum: Bytes?
  private var special: Special?

  private final class Special: Hashable, Sendable {
    let listed: Set<Bytes>?
    let formula: StrideFormula

    init?(listed: Set<Bytes>?, formula: StrideFormula) {
      guard listed != nil || formula != .any else { return nil }
      self.listed = listed
      self.formula = formula
    }

    static func == (left: Special, right: Special) -> Bool {
      left === right || left.listed == right.listed && left.formula == right.formula
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(listed)
      hasher.combine(formula)
    }
  }

  init(domain: StrideDomain = .any, formula: StrideFormula = .any) {
    multiple = domain.multiple
    minimum = domain.minimum
    maximum = domain.maximum
    special = Special(listed: domain.listed, formula: formula)
  }

  /// The strides, but for the formula.
  var domain: StrideDomain {
    StrideDomain(
      multipleOf: multiple, minimum: minimum, maximum: maximum, listed: special?.listed)
  }

  var formula: StrideFormula { special?.formula ?? .any }

  var hasFormula: Bool { special.map { $0.formula != .any } ?? false }

  /// Law: that of each part; `nil` when a multiple overflows 64 bits.
  func merged(with other: Self) -> Self? {
    guard special == nil, other.special == nil, multiple > 0, other.multiple > 0 else {
      return domain.merged(with: other.domain).map {
        Self(domain: $0, formula: formula.merged(with: other.formula))
      }
    }
    var result = self
    if multiple != other.multiple {
      guard let common = multiple.leastCommonMultiple(with: other.multiple) else { return nil }
      result.multiple = common
    }
    result.minimum = max(minimum, other.minimum)
    if let limit = other.maximum, maximum.map({ limit < $0 }) ?? true { result.maximum = limit }
    return result
  }

  /// Whether no stride is left, whatever the formula says.
  var isEmpty: Bool {
    // A multiple, and nothing against it.
    if special == nil, multiple > 0, maximum == nil, minimum <= multiple { return false }
    return domain.isEmpty
  }

  /// The strides that are left for a plane whose tight stride is known; `nil` on overflow.
  func domain(tight: Bytes) -> StrideDomain? {
    hasFormula ? formula.domain(tight: tight).flatMap(domain.merged) : domain
  }

  /// Whether every stride that `other` takes, whatever the width, is taken here.
  func isWeaker(than other: Self) -> Bool {
    domain.isSuperset(of: other.domain)
      && formula.tightRoundedUpTo.isSubset(of: other.formula.tightRoundedUpTo)
  }
}
