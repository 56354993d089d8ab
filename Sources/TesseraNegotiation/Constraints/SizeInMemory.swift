public import TesseraFormats

/// What a participant demands of the memory beyond the rows of the image.
///
/// Law: rows multiple lcm; tail and minimum max; maximum min. The identity is `any`.
public struct SizeInMemory: Hashable, Sendable {
  /// The rows of every plane are rounded up to a multiple of this.
  public var rowsMultiple: Rows
  /// Bytes behind the last plane that are touched though they carry nothing.
  public var tail: Bytes
  /// The least total size.
  public var minimum: Bytes
  /// The greatest total size; `nil` for no limit.
  public var maximum: Bytes?

  /// Takes the terms.
  public init(
    rowsMultiple: Rows = 1, tail: Bytes = 0, minimum: Bytes = 0, maximum: Bytes? = nil
  ) {
    self.rowsMultiple = rowsMultiple
    self.tail = tail
    self.minimum = minimum
    self.maximum = maximum
  }

  /// Every size: the identity.
  public static let any = Self()

  /// Law: lcm, max, max, min; `nil` when the multiple overflows 64 bits.
  public func merged(with other: Self) -> Self? {
    guard let rows = rowsMultiple.leastCommonMultiple(with: other.rowsMultiple) else { return nil }
    let maximum: Bytes? =
      switch (maximum, other.maximum) {
      case (let known, nil), (nil, let known): known
      case (let a?, let b?): min(a, b)
      }
    return Self(
      rowsMultiple: rows, tail: max(tail, other.tail), minimum: max(minimum, other.minimum),
      maximum: maximum)
  }
}

extension SizeInMemory: CustomStringConvertible {
  /// The terms in words.
  public var description: String {
    var clauses: [String] = []
    if rowsMultiple > 1 { clauses.append("rows a multiple of \(rowsMultiple.value)") }
    if tail > 0 { clauses.append("\(tail) behind the image") }
    if minimum > 0 { clauses.append("at least \(minimum)") }
    if let maximum { clauses.append("at most \(maximum)") }
    return clauses.isEmpty ? "any size in memory" : clauses.joined(separator: ", ")
  }
}
