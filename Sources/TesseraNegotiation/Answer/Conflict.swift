/// Why there is no agreement: constraints that cannot hold together, none of which is idle.
public struct Conflict: Error, Hashable, Sendable {
  /// One constraint and whose it is.
  public struct Member: Hashable, Sendable {
    /// Whose constraint it is.
    public var participant: Name<Participant>
    /// The constraint.
    public var constraint: Constraint

    /// Takes a constraint and its owner.
    public init(participant: Name<Participant>, constraint: Constraint) {
      self.participant = participant
      self.constraint = constraint
    }
  }

  /// An irreducible set: without any one of them there would be an agreement.
  ///
  /// Empty when not even participants without any constraint could be served.
  public var members: [Member]
  /// What stood in the way, for each candidate that was left to try with these constraints.
  public var refutations: [Refutation]
  /// The allocators there were.
  public var allocators: [Production]

  /// Takes a conflict that was found elsewhere.
  public init(members: [Member], refutations: [Refutation], allocators: [Production]) {
    self.members = members
    self.refutations = refutations
    self.allocators = allocators
  }
}

extension Conflict {
  /// Whether everything was looked at; `false` where a limit on choices left something undecided.
  public var isProven: Bool {
    !refutations.contains { if case .tooManyChoices = $0.obstacle { true } else { false } }
  }
}

extension Conflict: CustomStringConvertible {
  /// One line that names who and what.
  public var description: String {
    guard !members.isEmpty else {
      return allocators.isEmpty
        ? "No agreement: there is nobody to allocate the buffers."
        : "No agreement: none of the allocators can make such a buffer."
    }
    let clauses = members.map { "\($0.participant) \($0.constraint.term)" }
    guard isProven else {
      return "No agreement was found within the limit on choices; in the way were: "
        + "\(clauses.joined(separator: "; "))."
    }
    return "No agreement: \(clauses.joined(separator: "; but "))."
  }

  /// Everything: the members with their evidence, and each allocator's obstacle.
  public var explanation: String {
    var lines = [description]
    if !members.isEmpty {
      lines.append("These cannot hold together; without any one of them there is an agreement:")
      lines += members.map { "  \($0.participant): \($0.constraint)" }
    }
    var obstacles: [Name<Production>: Set<Obstacle>] = [:]
    for refutation in refutations where refutation.obstacle.isOfAllocator {
      obstacles[refutation.allocator, default: []].insert(refutation.obstacle)
    }
    let told = allocators.filter { obstacles[$0.name] != nil }.sorted { $0.name < $1.name }
    if !told.isEmpty {
      lines.append("What each allocator could not do:")
      lines += told.map { allocator in
        let reasons = (obstacles[allocator.name] ?? []).map(\.description).sorted()
        return "  \(allocator.name): \(reasons.joined(separator: "; "))"
      }
    }
    return lines.joined(separator: "\n")
  }
}
