/// One way in which an agreement does not keep a problem's terms.
public struct Violation: Error, Hashable, Sendable {
  /// Whose term it is; `nil` for the allocator's and the layout's own.
  public var participant: Name<Participant>?
  /// The term; `nil` where no single one is at fault.
  public var constraint: Constraint?
  /// What is wrong, with the numbers.
  public var message: String
}

extension Violation: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    let owner = participant.map { "\($0): " } ?? ""
    let term = constraint.map { " (\($0))" } ?? ""
    return "\(owner)\(message)\(term)"
  }
}
