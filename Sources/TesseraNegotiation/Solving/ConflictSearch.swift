/// Finds an irreducible set of constraints that leaves no agreement, by setting others aside.
struct ConflictSearch {
  let problem: Problem
  let model: any CostModel

  func conflict() -> Conflict {
    var view = View(problem: problem)
    var members: [Conflict.Member] = []
    // Constraints that stay needed when all idle ones before them are gone form the core. Format
    // tables are tried last, so that they are kept where a choice exists: people know them best.
    for member in everyMember() {
      view.ignored.insert(member)
      if isFeasible(view) {
        view.ignored.remove(member)
        members.append(member)
      }
    }
    var refutations: [Refutation] = []
    CandidateWalk(view: view, model: model).walk { verdict in
      if case .refuted(let refutation) = verdict { refutations.append(refutation) }
      return true
    }
    return Conflict(
      members: members.sorted { Self.order($0) < Self.order($1) }, refutations: refutations,
      allocators: problem.allocators)
  }

  private func isFeasible(_ view: View) -> Bool {
    var found = false
    CandidateWalk(view: view, model: model).walk { verdict in
      if case .agreement = verdict { found = true }
      return !found
    }
    return found
  }

  private func everyMember() -> [Conflict.Member] {
    var members: Set<Conflict.Member> = []
    for participant in problem.participants {
      for constraint in participant.offers.flatMap(\.constraints) {
        members.insert(
          Conflict.Member(participant: participant.name, constraint: constraint))
      }
    }
    return members.sorted { left, right in
      let a = (Self.weight(left.constraint.term), Self.order(left).0, Self.order(left).1)
      let b = (Self.weight(right.constraint.term), Self.order(right).0, Self.order(right).1)
      return a < b
    }
  }

  private static func weight(_ term: Term) -> Int {
    switch term {
    case .formats: 2
    case .impossible: 1
    default: 0
    }
  }

  private static func order(_ member: Conflict.Member) -> (String, String) {
    (member.participant.rawValue, "\(member.constraint)")
  }
}
