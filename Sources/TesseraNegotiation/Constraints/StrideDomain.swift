public import TesseraFormats

/// The strides that are taken: a set of numbers of bytes, kept exactly.
///
/// Law: least common multiple, greatest minimum, least maximum, intersection of the listed values.
/// The identity is `any`. Emptiness is decided, and the least element is known.
public struct StrideDomain: Hashable, Sendable {
  /// Strides are whole multiples of this; any integer above zero, not only powers of two.
  public var multiple: Bytes
  /// The least stride.
  public var minimum: Bytes
  /// The greatest stride; `nil` for no limit.
  public var maximum: Bytes?
  /// The only strides, where they are listed one by one.
  public var listed: Set<Bytes>?

  /// Takes the terms in bytes.
  public init(
    multipleOf multiple: Bytes = 1, minimum: Bytes = 0, maximum: Bytes? = nil,
    listed: Set<Bytes>? = nil
  ) {
    self.multiple = multiple
    self.minimum = minimum
    self.maximum = maximum
    self.listed = listed
  }

  /// Every stride: the identity.
  public static let any = Self()

  /// One stride and no other.
  public static func exactly(_ stride: Bytes) -> Self { Self(listed: [stride]) }

  /// The doublings of `base` up to `maximum`, as some display engines demand.
  public static func powerOfTwoLadder(base: Bytes, maximum: Bytes) -> Self {
    var rungs: Set<Bytes> = []
    var rung: Bytes? = base
    while let value = rung, value <= maximum, value.value > 0 {
      rungs.insert(value)
      rung = value.multiplied(by: 2)
    }
    return Self(listed: rungs)
  }

  /// Whether the stride is taken.
  public func contains(_ stride: Bytes) -> Bool {
    guard stride >= minimum, stride.isMultiple(of: multiple) else { return false }
    if let maximum, stride > maximum { return false }
    return listed?.contains(stride) ?? true
  }

  /// Whether no stride is taken; zero is none.
  public var isEmpty: Bool { least(from: 1) == nil }

  /// Whether every stride of `other` is taken here; may say no where a listing hides that it is so.
  func isSuperset(of other: Self) -> Bool {
    if let values = other.listed {
      return values.allSatisfy { !other.contains($0) || contains($0) }
    }
    guard listed == nil, other.multiple.isMultiple(of: multiple), other.minimum >= minimum else {
      return false
    }
    guard let maximum else { return true }
    return other.maximum.map { $0 <= maximum } ?? false
  }

  /// The least stride taken that is not below `bound`; `nil` when there is none.
  public func least(from bound: Bytes) -> Bytes? {
    let bound = max(bound, minimum)
    if let listed {
      return listed.filter { $0 >= bound && contains($0) }.min()
    }
    guard let stride = bound.roundedUp(toMultipleOf: multiple), contains(stride) else { return nil }
    return stride
  }

  /// Law: lcm, max, min, intersection; `nil` when the multiple overflows 64 bits.
  public func merged(with other: Self) -> Self? {
    guard let multiple = multiple.leastCommonMultiple(with: other.multiple) else { return nil }
    let maximum: Bytes? =
      switch (maximum, other.maximum) {
      case (let known, nil), (nil, let known): known
      case (let a?, let b?): min(a, b)
      }
    let listed: Set<Bytes>? =
      switch (listed, other.listed) {
      case (let known, nil), (nil, let known): known
      case (let a?, let b?): a.intersection(b)
      }
    return Self(
      multipleOf: multiple, minimum: max(minimum, other.minimum), maximum: maximum, listed: listed)
  }

  /// The strides `s` for which `s × numerator ÷ denominator` is whole and in this domain; `nil` on overflow.
  ///
  /// Turns what a chroma plane demands into a demand on the luma plane when the one follows from the other.
  public func preimage(numerator: UInt64, denominator: UInt64) -> Self? {
    guard numerator > 0, denominator > 0, let scaled = multiple.multiplied(by: denominator),
      let common = scaled.leastCommonMultiple(with: Bytes(numerator)),
      let least = minimum.multiplied(by: denominator)
    else { return nil }
    let listed = listed.map { values in
      Set(
        values.compactMap { value -> Bytes? in
          guard let product = value.multiplied(by: denominator),
            product.isMultiple(of: Bytes(numerator))
          else { return nil }
          return Bytes(product.value / numerator)
        })
    }
    // Rounded up without a sum that could overflow; a limit beyond 64 bits is no limit.
    let floor = least.value / numerator
    let greatest = maximum.flatMap { $0.multiplied(by: denominator) }
    return Self(
      multipleOf: Bytes(common.value / numerator),
      minimum: Bytes(least.isMultiple(of: Bytes(numerator)) ? floor : floor + 1),
      maximum: greatest.map { Bytes($0.value / numerator) }, listed: listed)
  }
}

extension StrideDomain: CustomStringConvertible {
  /// The strides in words, such as `a multiple of 256 B, at most 32768 B`.
  public var description: String {
    // Of those listed, the ones that the other terms leave.
    if let taken = listed?.filter(contains) {
      return taken.isEmpty
        ? "no stride" : taken.sorted().map(\.description).joined(separator: " or ")
    }
    var clauses: [String] = []
    if multiple > 1 { clauses.append("a multiple of \(multiple)") }
    if minimum > 0 { clauses.append("at least \(minimum)") }
    if let maximum { clauses.append("at most \(maximum)") }
    return clauses.isEmpty ? "any stride" : clauses.joined(separator: ", ")
  }
}
