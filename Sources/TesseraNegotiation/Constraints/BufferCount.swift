/// How many buffers a participant needs.
///
/// Law: held buffers add, the minimum is the greatest, the maximum the least. The sum is why this
/// law is not idempotent. The identity is `any`.
public struct BufferCount: Hashable, Sendable {
  /// Buffers that this participant keeps for itself while it works.
  public var held: Int
  /// The least number of buffers in all.
  public var minimum: Int
  /// The greatest number of buffers in all; `nil` for no limit.
  public var maximum: Int?

  /// Takes numbers of buffers.
  public init(held: Int = 0, minimum: Int = 0, maximum: Int? = nil) {
    self.held = held
    self.minimum = minimum
    self.maximum = maximum
  }

  /// Every number: the identity.
  public static let any = Self()

  /// Law: sum, max, min; `nil` when the sum overflows.
  public func merged(with other: Self) -> Self? {
    let (sum, overflow) = held.addingReportingOverflow(other.held)
    guard !overflow else { return nil }
    let maximum: Int? =
      switch (maximum, other.maximum) {
      case (let known, nil), (nil, let known): known
      case (let a?, let b?): min(a, b)
      }
    return Self(held: sum, minimum: max(minimum, other.minimum), maximum: maximum)
  }

  /// The least number of buffers that serves; `nil` when the maximum is below it.
  public var least: Int? {
    let count = max(held, minimum, 1)
    if let maximum, maximum < count { return nil }
    return count
  }
}

extension BufferCount: CustomStringConvertible {
  /// The numbers in words.
  public var description: String {
    var clauses: [String] = []
    if held > 0 { clauses.append("keeps \(held)") }
    if minimum > 0 { clauses.append("at least \(minimum) in all") }
    if let maximum { clauses.append("at most \(maximum) in all") }
    return clauses.isEmpty ? "any number of buffers" : clauses.joined(separator: ", ")
  }
}
