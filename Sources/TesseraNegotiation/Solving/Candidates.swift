import TesseraFormats

/// A problem with some constraints set aside: what a search for a conflict's core asks about.
struct View {
  let problem: Problem
  /// Constraints that do not count, by participant and by the constraint itself.
  var ignored: Set<Conflict.Member> = []

  func constraints(_ offer: Offer, of participant: Participant) -> [Constraint] {
    guard !ignored.isEmpty else { return offer.constraints }
    return offer.constraints.filter { constraint in
      !ignored.contains(Conflict.Member(participant: participant.name, constraint: constraint))
    }
  }

  /// Every way to choose one offer for each participant, preferred ones first.
  func combinations(of participants: [Participant]) -> [[Offer]] {
    participants.reduce([[]]) { combinations, participant in
      combinations.flatMap { chosen in participant.offers.map { chosen + [$0] } }
    }
  }
}

/// Walks the candidates of a problem: offers × pairs × allocators × topologies.
struct CandidateWalk {
  let view: View
  let model: any CostModel

  /// What the walk found for one candidate.
  enum Verdict {
    case agreement(Agreement, rank: Int)
    case refuted(Refutation)
  }

  /// Calls `visit` for every candidate, in an order that participants' order does not change,
  /// until it answers `false`.
  func walk(_ visit: (Verdict) -> Bool) {
    let problem = view.problem
    let participants = problem.participants.sorted { $0.name < $1.name }
    let allocators = problem.allocators.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }
    for offers in view.combinations(of: participants) {
      let terms = zip(participants, offers).map { view.constraints($1, of: $0) }
      for pair in sharedPairs(terms, allocators) {
        switch merge(terms, for: pair) {
        case .failure(let obstacle):
          for allocator in allocators {
            let refutation = Refutation(
              pair: pair, allocator: allocator.name, obstacle: obstacle)
            guard visit(.refuted(refutation)) else { return }
          }
        case .success(let requirements):
          for allocator in allocators {
            for verdict in judge(pair, requirements, allocator, participants, offers) {
              guard visit(verdict) else { return }
            }
          }
        }
      }
    }
  }

  /// The pairs that every participant takes.
  ///
  /// Where all of them take anything, what the allocators
  /// name counts, and at last every known format in `LINEAR`.
  private func sharedPairs(
    _ terms: [[Constraint]], _ allocators: [Production]
  ) -> [FormatModifier] {
    var table = FormatTable.any
    for constraint in terms.joined() {
      if case .formats(let other) = constraint.term { table = table.merged(with: other) }
    }
    let known = table.layouts.isEmpty ? PixelFormat.allKnown : Array(table.layouts.keys)
    return known.sorted { $0.rawValue < $1.rawValue }.flatMap { format in
      switch table.layouts(of: format) {
      case .only(let set): return set.sorted().map { FormatModifier(format, $0) }
      case .any:
        let made = allocators.reduce(into: Set<LayoutModifier>()) { made, allocator in
          if case .only(let set) = allocator.formats.layouts(of: format) { made.formUnion(set) }
        }
        return (made.isEmpty ? [.linear] : made).sorted().map { FormatModifier(format, $0) }
      }
    }
  }

  private func merge(
    _ terms: [[Constraint]], for pair: FormatModifier
  ) -> Result<Requirements, Obstacle> {
    guard let info = pair.format.info else { return .failure(.unknownFormat) }
    var requirements = Requirements(planeCount: info.planeCount)
    for constraint in terms.joined() where constraint.scope.covers(pair) {
      guard requirements.merge(constraint.term) else { return .failure(.layoutOverflow) }
    }
    if requirements.impossible { return .failure(.impossible) }
    guard requirements.size.contains(view.problem.extent) else { return .failure(.imageSize) }
    guard requirements.count.least != nil else { return .failure(.count) }
    guard !requirements.topology.isEmpty else { return .failure(.topology) }
    return .success(requirements)
  }

  private func judge(
    _ pair: FormatModifier, _ requirements: Requirements, _ allocator: Production,
    _ participants: [Participant], _ offers: [Offer]
  ) -> [Verdict] {
    func refuted(_ obstacle: Obstacle) -> Verdict {
      .refuted(Refutation(pair: pair, allocator: allocator.name, obstacle: obstacle))
    }
    guard let info = pair.format.info else { return [refuted(.unknownFormat)] }
    guard allocator.formats.contains(pair) else { return [refuted(.notProduced)] }
    guard allocator.sizes.contains(view.problem.extent) else {
      return [refuted(.sizeNotProduced)]
    }
    guard requirements.imports.takes(allocator.name) else { return [refuted(.notImported)] }
    guard allocator.isContiguous || !requirements.isContiguous else {
      return [refuted(.scattered)]
    }
    var topologies = requirements.topology.merged(with: allocator.topology)
    // One plane in a buffer of its own is one buffer.
    if info.planeCount == 1, !topologies.isEmpty { topologies = .oneBuffer }
    guard !topologies.isEmpty else { return [refuted(.topology)] }
    var requirements = requirements
    guard requirements.merge(.stride(allocator.strides, plane: nil)) else {
      return [refuted(.layoutOverflow)]
    }

    return [Topology.oneBuffer, .bufferPerPlane].filter(topologies.contains).map { topology in
      let planned: Result<AgreedLayout, Obstacle> =
        pair.modifier == .linear
        ? LayoutPlanner(
          info: info, extent: view.problem.extent, requirements: requirements, topology: topology
        ).plan() : .success(.byDriver)
      guard case .success(let layout) = planned else {
        guard case .failure(let obstacle) = planned else { return refuted(.layoutOverflow) }
        return refuted(obstacle)
      }
      if let limit = allocator.largestBuffer, case .planned(_, let size) = layout, size > limit {
        return refuted(.tooLarge(limit: limit))
      }
      let cost = model.cost(
        of: CostedCandidate(
          extent: view.problem.extent, pair: pair, layout: layout, allocator: allocator,
          participantCount: participants.count, needsContiguous: requirements.isContiguous))
      let agreement = Agreement(
        extent: view.problem.extent, pair: pair, layout: layout, topology: topology,
        isContiguous: allocator.isContiguous, allocator: allocator.name,
        bufferCount: requirements.count.least ?? 1,
        offers: Dictionary(
          zip(participants.map(\.name), offers.map(\.label)),
          uniquingKeysWith: { first, _ in first }
        ), cost: cost)
      return .agreement(agreement, rank: allocator.rank)
    }
  }
}
