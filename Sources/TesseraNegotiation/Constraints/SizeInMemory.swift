public import TesseraFormats

/// What a participant demands of the memory beyond the rows of the image.
///
/// Law: rows and total size multiples lcm; row padding, tail and minimum max; maximum min. The
/// identity is `any`.
public struct SizeInMemory: Hashable, Sendable {
  /// The rows of every plane are rounded up to a multiple of this.
  public var rowsMultiple: Rows
  /// Rows behind every plane, before the rounding.
  public var rowPadding: Rows
  /// Rows of the last plane behind each dma-buf's image that are touched though they carry nothing.
  public var tailRows: Rows
  /// Bytes behind each dma-buf's image that are touched though they carry nothing.
  public var tail: Bytes
  /// The size of each dma-buf is a multiple of this.
  public var sizeMultiple: Bytes
  /// The least size of all dma-bufs together.
  public var minimum: Bytes
  /// The greatest size of all dma-bufs together; `nil` for no limit.
  public var maximum: Bytes?

  /// Takes the terms.
  public init(
    rowsMultiple: Rows = 1, rowPadding: Rows = 0, tailRows: Rows = 0, tail: Bytes = 0,
    sizeMultiple: Bytes = 1, minimum: Bytes = 0, maximum: Bytes? = nil
  ) {
    self.rowsMultiple = rowsMultiple
    self.rowPadding = rowPadding
    self.tailRows = tailRows
    self.tail = tail
    self.sizeMultiple = sizeMultiple
    self.minimum = minimum
    self.maximum = maximum
  }

  /// Every size: the identity.
  public static let any = Self()

  /// Law: lcm, max, max, max, lcm, max, min; `nil` when a multiple overflows 64 bits.
  public func merged(with other: Self) -> Self? {
    guard let rows = rowsMultiple.leastCommonMultiple(with: other.rowsMultiple),
      let size = sizeMultiple.leastCommonMultiple(with: other.sizeMultiple)
    else { return nil }
    let maximum: Bytes? =
      switch (maximum, other.maximum) {
      case (let known, nil), (nil, let known): known
      case (let a?, let b?): min(a, b)
      }
    return Self(
      rowsMultiple: rows, rowPadding: max(rowPadding, other.rowPadding),
      tailRows: max(tailRows, other.tailRows), tail: max(tail, other.tail), sizeMultiple: size,
      minimum: max(minimum, other.minimum), maximum: maximum)
  }
}

extension SizeInMemory: CustomStringConvertible {
  /// The terms in words.
  public var description: String {
    var clauses: [String] = []
    if rowsMultiple > 1 { clauses.append("rows a multiple of \(rowsMultiple.value)") }
    if rowPadding > 0 { clauses.append("\(rowPadding) more in every plane") }
    if tailRows > 0 { clauses.append("\(tailRows) behind the image") }
    if tail > 0 { clauses.append("\(tail) behind the image") }
    if sizeMultiple > 1 { clauses.append("a size that is a multiple of \(sizeMultiple)") }
    if minimum > 0 { clauses.append("at least \(minimum)") }
    if let maximum { clauses.append("at most \(maximum)") }
    return clauses.isEmpty ? "any size in memory" : clauses.joined(separator: ", ")
  }
}
