/// Finds irreducible sets of constraints that leave no agreement, by setting others aside.
struct ConflictSearch {
  let problem: Problem
  let model: any CostModel
  let choiceLimit: Int

  /// The search through what is left when some constraints are set aside.
  func search(without ignored: Set<Conflict.Member>) -> Search {
    var search = Search(problem, model: model, without: ignored)
    search.choiceLimit = choiceLimit
    return search
  }

  /// The conflict of a problem that has no agreement.
  func conflict() -> Conflict {
    // Who offers nothing is at fault, whatever the others want.
    let silent = problem.participants.filter(\.offers.isEmpty).map(\.name).sorted()
    guard silent.isEmpty else {
      let constraint = Constraint(
        .impossible("has no offer"), Evidence(.specification, "one offer is chosen of each"))
      return Conflict(
        members: silent.map { Conflict.Member(participant: $0, constraint: constraint) },
        refutations: [], allocators: problem.allocators.sorted { $0.name < $1.name })
    }
    let core = irreducible(among: members())
    let others = Set(members()).subtracting(core)
    let search = search(without: others)
    var refutations: [Refutation] = []
    for pair in search.pairs() {
      for case .refuted(let refutation) in search.verdicts(for: pair) {
        refutations.append(refutation)
      }
    }
    return Conflict(
      members: core.sorted(by: Self.precedes), refutations: refutations,
      allocators: problem.allocators.sorted { $0.name < $1.name })
  }

  /// Whether there is an agreement without some constraints.
  func isFeasible(without ignored: Set<Conflict.Member>) -> Bool {
    var solver = Solver(search(without: ignored), extent: problem.extent)
    return solver.hasAgreement(for: problem.extent)
  }

  /// Drops what is idle from `candidates`, which leave no agreement together with nothing else.
  ///
  /// Format tables are tried last, so that they are kept where a choice exists: people know them best.
  func irreducible(among candidates: [Conflict.Member]) -> [Conflict.Member] {
    var ignored = Set(members()).subtracting(candidates)
    var core: [Conflict.Member] = []
    drop(candidates[...], &ignored, &core)
    return core
  }

  /// Drops the idle ones one after the other; where many are idle, many at once.
  private func drop(
    _ candidates: ArraySlice<Conflict.Member>, _ ignored: inout Set<Conflict.Member>,
    _ core: inout [Conflict.Member]
  ) {
    guard !candidates.isEmpty else { return }
    if !isFeasible(without: ignored.union(candidates)) {
      ignored.formUnion(candidates)
    } else if candidates.count == 1 {
      core += candidates
    } else {
      let middle = candidates.startIndex + candidates.count / 2
      drop(candidates[..<middle], &ignored, &core)
      drop(candidates[middle...], &ignored, &core)
    }
  }

  /// Every constraint with its owner, least telling first; the same for every order in the problem.
  func members() -> [Conflict.Member] {
    var members: Set<Conflict.Member> = []
    for participant in problem.participants {
      for constraint in participant.offers.flatMap(\.constraints) {
        members.insert(Conflict.Member(participant: participant.name, constraint: constraint))
      }
    }
    return members.sorted { left, right in
      let (a, b) = (Self.weight(left.constraint.term), Self.weight(right.constraint.term))
      return a == b ? Self.precedes(left, right) : a < b
    }
  }

  private static func weight(_ term: Term) -> Int {
    switch term {
    case .formats: 2
    case .impossible: 1
    default: 0
    }
  }

  /// By participant and kind, then by everything that the constraint is; texts are made only for
  /// those that are alike so far.
  static func precedes(_ left: Conflict.Member, _ right: Conflict.Member) -> Bool {
    let (a, b) = (left.constraint, right.constraint)
    if left.participant != right.participant { return left.participant < right.participant }
    if a.term.kind != b.term.kind { return a.term.kind < b.term.kind }
    if a == b { return false }
    let (mine, theirs) = (a.description, b.description)
    // Two that say the same may differ in what they do not say.
    return mine == theirs
      ? String(reflecting: a) < String(reflecting: b) : mine < theirs
  }
}
