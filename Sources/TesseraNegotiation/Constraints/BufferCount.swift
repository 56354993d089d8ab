/// How many buffers a participant needs.
///
/// Law: held buffers and dedicated slack add, shared slack and the minimum are the greatest, the
/// maximum is the least. The sums are why this law is not idempotent. The identity is `any`.
public struct BufferCount: Hashable, Sendable {
  /// Buffers that this participant keeps for itself while it works ("camping").
  public var held: Int
  /// Buffers more that make it run smoothly, for itself alone.
  public var dedicatedSlack: Int
  /// Buffers more that make it run smoothly, shared with everybody.
  public var sharedSlack: Int
  /// The least number of buffers in all.
  public var minimum: Int
  /// The greatest number of buffers in all; `nil` for no limit.
  public var maximum: Int?

  /// Takes numbers of buffers.
  public init(
    held: Int = 0, dedicatedSlack: Int = 0, sharedSlack: Int = 0, minimum: Int = 0,
    maximum: Int? = nil
  ) {
    self.held = held
    self.dedicatedSlack = dedicatedSlack
    self.sharedSlack = sharedSlack
    self.minimum = minimum
    self.maximum = maximum
  }

  /// Every number: the identity.
  public static let any = Self()

  /// Law: sums, max, max, min; `nil` when a sum overflows.
  public func merged(with other: Self) -> Self? {
    let held = held.addingReportingOverflow(other.held)
    let slack = dedicatedSlack.addingReportingOverflow(other.dedicatedSlack)
    guard !held.overflow, !slack.overflow else { return nil }
    let maximum: Int? =
      switch (maximum, other.maximum) {
      case (let known, nil), (nil, let known): known
      case (let a?, let b?): min(a, b)
      }
    return Self(
      held: held.partialValue, dedicatedSlack: slack.partialValue,
      sharedSlack: max(sharedSlack, other.sharedSlack), minimum: max(minimum, other.minimum),
      maximum: maximum)
  }

  /// The least number of buffers that serves; `nil` when the maximum is below it, or on overflow.
  public var least: Int? {
    let own = held.addingReportingOverflow(dedicatedSlack)
    let all = own.partialValue.addingReportingOverflow(sharedSlack)
    guard !own.overflow, !all.overflow else { return nil }
    let count = max(all.partialValue, minimum, 1)
    if let maximum, maximum < count { return nil }
    return count
  }
}

extension BufferCount: CustomStringConvertible {
  /// The numbers in words.
  public var description: String {
    var clauses: [String] = []
    if held > 0 { clauses.append("keeps \(held)") }
    if dedicatedSlack > 0 { clauses.append("\(dedicatedSlack) more of its own") }
    if sharedSlack > 0 { clauses.append("\(sharedSlack) more to share") }
    if minimum > 0 { clauses.append("at least \(minimum) in all") }
    if let maximum { clauses.append("at most \(maximum) in all") }
    return clauses.isEmpty ? "any number of buffers" : clauses.joined(separator: ", ")
  }
}
