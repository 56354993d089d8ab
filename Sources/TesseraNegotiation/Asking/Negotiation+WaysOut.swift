/// A way out of a conflict that gives up more than a constraint.
public enum WayOut: Hashable, Sendable {
  /// Some constraints are given up.
  case relaxation(Relaxation)
  /// Without a participant the others agree.
  case without(Name<Participant>, Agreement)
  /// A participant has a buffer of its own, and its images are converted or copied to the others'.
  case conversion(of: Name<Participant>, own: Agreement, others: Agreement)
}

extension WayOut: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    switch self {
    case .relaxation(let relaxation): relaxation.description
    case .without(let name, let agreement): "Without \(name): \(agreement)."
    case .conversion(let name, let own, let others):
      "With a conversion between \(name) (\(own.pair) from \(own.allocator)) and the others "
        + "(\(others.pair) from \(others.allocator))."
    }
  }
}

extension Negotiation {
  /// Ways out of a conflict: constraints to give up, participants to do without, and conversions.
  ///
  /// Empty when there is an agreement already.
  ///
  /// - Parameter limit: at most this many relaxations are looked for.
  public func waysOut(limit: Int = 4) -> [WayOut] {
    guard search(problem).best() == nil else { return [] }
    var ways = relaxations(limit: limit).map(WayOut.relaxation)
    guard problem.participants.count > 1 else { return ways }
    for participant in problem.participants.sorted(by: { $0.name < $1.name }) {
      var others = problem
      others.participants.removeAll { $0.name == participant.name }
      guard let rest = search(others).best() else { continue }
      var alone = problem
      alone.participants = [participant]
      if let own = search(alone).best() {
        ways.append(.conversion(of: participant.name, own: own, others: rest))
      } else {
        ways.append(.without(participant.name, rest))
      }
    }
    return ways
  }
}
