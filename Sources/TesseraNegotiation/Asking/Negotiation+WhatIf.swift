import TesseraFormats

/// What would be, compared with what is.
public struct Counterfactual: Hashable, Sendable {
  /// The best agreement as things are; `nil` when there is none.
  public var now: Agreement?
  /// The best agreement as asked; `nil` when there would be none.
  public var then: Agreement?

  /// What the change would cost, in bytes per frame, where there is an agreement before and after;
  /// negative when it would save.
  public var extraCost: Int64? {
    guard let now, let then else { return nil }
    let (before, after) = (now.cost.total.value, then.cost.total.value)
    return after >= before
      ? Int64(exactly: after - before) : Int64(exactly: before - after).map { -$0 }
  }
}

extension Negotiation {
  /// What there would be without a participant: how much it costs the others to have it.
  public func without(_ participant: Name<Participant>) -> Counterfactual {
    var other = problem
    other.participants.removeAll { $0.name == participant }
    return compare(with: other)
  }

  /// What there would be with one more participant.
  public func with(_ participant: Participant) -> Counterfactual {
    var other = problem
    other.participants.append(participant)
    return compare(with: other)
  }

  /// What there would be if one constraint of a participant were another, or none.
  ///
  /// - Parameters:
  ///   - member: the constraint and its owner.
  ///   - replacement: what stands in its place; `nil` to do without it.
  public func replacing(
    _ member: Conflict.Member, with replacement: Constraint?
  ) -> Counterfactual {
    var other = problem
    for index in other.participants.indices
    where other.participants[index].name == member.participant {
      for offer in other.participants[index].offers.indices {
        other.participants[index].offers[offer].constraints =
          other.participants[index].offers[offer].constraints.compactMap { constraint in
            constraint == member.constraint ? replacement : constraint
          }
      }
    }
    return compare(with: other)
  }

  /// The participants without any one of whom the best agreement would have another layout than
  /// `LINEAR`; empty when it has another already, or when more than one of them insists.
  public func participantsForcingLinear() -> [Name<Participant>] {
    guard let now = search(problem).best(), now.pair.modifier == .linear else {
      return []
    }
    return problem.participants.map(\.name).sorted().filter { name in
      guard problem.participants.count > 1, let then = without(name).then else { return false }
      return then.pair.modifier != .linear
    }
  }

  private func compare(with other: Problem) -> Counterfactual {
    Counterfactual(
      now: search(problem).best(), then: search(other).best())
  }
}
