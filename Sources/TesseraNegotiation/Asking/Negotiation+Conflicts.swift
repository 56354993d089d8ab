extension Negotiation {
  /// Every irreducible conflict of the problem, smallest first; empty when there is an agreement.
  ///
  /// Found by setting aside one member of each conflict known so far, in every way, until nothing
  /// new is left. There can be exponentially many: at most `limit` are looked for.
  public func conflicts(limit: Int = 16) -> [[Conflict.Member]] {
    let search = conflictSearch
    let members = search.members()
    var found: [[Conflict.Member]] = []
    var queue: [Set<Conflict.Member>] = [[]]
    var seen: Set<Set<Conflict.Member>> = [[]]
    while let removed = queue.first, found.count < limit {
      queue.removeFirst()
      guard !search.isFeasible(without: removed) else { continue }
      let core = search.irreducible(among: members.filter { !removed.contains($0) })
      let sorted = core.sorted(by: ConflictSearch.precedes)
      if !found.contains(sorted) { found.append(sorted) }
      for member in sorted {
        let next = removed.union([member])
        if seen.insert(next).inserted { queue.append(next) }
      }
    }
    return found.sorted { $0.count < $1.count }
  }

  /// The smallest ways out of a conflict, cheapest first.
  ///
  /// Each says which constraints to give up and what that buys; there are none where there is an
  /// agreement already.
  ///
  /// No constraint is given up in vain: with any one of a relaxation's kept, there is no agreement.
  ///
  /// - Parameter limit: at most this many relaxations are looked for.
  public func relaxations(limit: Int = 8) -> [Relaxation] {
    let search = conflictSearch
    guard !search.isFeasible(without: []) else { return [] }
    let members = search.members()
    var found: [Relaxation] = []
    var queue: [[Conflict.Member]] = [[]]
    var seen: Set<Set<Conflict.Member>> = [[]]
    // By size: a set that holds a smaller way out is never looked at.
    while let removed = queue.first, found.count < limit {
      queue.removeFirst()
      let set = Set(removed)
      guard !found.contains(where: { Set($0.givenUp).isSubset(of: set) }) else { continue }
      if search.isFeasible(without: set) {
        let agreements = search.search(without: set)
        guard let agreement = agreements.best() else { continue }
        found.append(
          Relaxation(
            givenUp: removed.sorted(by: ConflictSearch.precedes), agreement: agreement))
        continue
      }
      let core = search.irreducible(among: members.filter { !set.contains($0) })
      for member in core.sorted(by: ConflictSearch.precedes) {
        let next = removed + [member]
        if seen.insert(Set(next)).inserted { queue.append(next) }
      }
    }
    return found.sorted {
      ($0.givenUp.count, $0.agreement.cost.total) < ($1.givenUp.count, $1.agreement.cost.total)
    }
  }
}
