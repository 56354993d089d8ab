import TesseraFormats

/// The candidates of a problem: every pair that could be shared, with every allocator.
///
/// For one pair and allocator the participants' offers are filtered one by one, and those that are
/// left are merged one participant after the other. What merges to the same demands is kept once and
/// what is dominated not at all, so that groups of alternatives that do not concern each other add
/// up and do not multiply.
struct Search {
  let problem: Problem
  let participants: [Participant]
  let allocators: [Production]
  let model: any CostModel

  /// Takes a problem; what is found does not depend on any order in it.
  init(_ problem: Problem, model: any CostModel) {
    self.problem = problem
    self.model = model
    allocators = problem.allocators.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }
    participants = problem.participants.sorted { $0.name < $1.name }
  }

  /// Takes a problem with some constraints set aside.
  init(_ problem: Problem, model: any CostModel, without ignored: Set<Conflict.Member>) {
    var problem = problem
    if !ignored.isEmpty {
      for index in problem.participants.indices {
        let name = problem.participants[index].name
        for offer in problem.participants[index].offers.indices {
          problem.participants[index].offers[offer].constraints.removeAll {
            ignored.contains(Conflict.Member(participant: name, constraint: $0))
          }
        }
      }
    }
    self.init(problem, model: model)
  }

  /// What became of one pair with one allocator.
  enum Verdict {
    case agreement(Agreement)
    case refuted(Refutation)
  }

  /// Judges a pair with every allocator, in the allocators' order.
  func verdicts(for pair: FormatModifier) -> [Verdict] {
    guard let info = pair.format.info else {
      return allocators.map { refuted(pair, $0, .unknownFormat, nil) }
    }
    guard allocators.contains(where: { $0.formats.contains(pair) }) else {
      return allocators.map { refuted(pair, $0, .notProduced, nil) }
    }
    var choices: [[OfferAtPair]] = []
    for participant in participants {
      var offers: [OfferAtPair] = []
      var obstacle = Obstacle.impossible
      for (index, offer) in participant.offers.enumerated().reversed() {
        do {
          offers.insert(
            try OfferAtPair(
              index, offer.constraints, pair: pair, info: info, extent: problem.extent), at: 0)
        } catch {
          obstacle = error
        }
      }
      guard !offers.isEmpty else {
        return allocators.map { refuted(pair, $0, obstacle, participant.name) }
      }
      choices.append(offers)
    }
    return allocators.flatMap { judge(pair, info, $0, choices) }
  }

  private func refuted(
    _ pair: FormatModifier, _ allocator: Production, _ obstacle: Obstacle,
    _ participant: Name<Participant>?
  ) -> Verdict {
    .refuted(
      Refutation(
        pair: pair, allocator: allocator.name, obstacle: obstacle, participant: participant))
  }

  private func judge(
    _ pair: FormatModifier, _ info: PixelFormatInfo, _ allocator: Production,
    _ choices: [[OfferAtPair]]
  ) -> [Verdict] {
    guard allocator.formats.contains(pair) else {
      return [refuted(pair, allocator, .notProduced, nil)]
    }
    guard allocator.sizes.contains(problem.extent) else {
      return [refuted(pair, allocator, .sizeNotProduced, nil)]
    }
    let made = info.planeCount == 1 && !allocator.topology.isEmpty ? .any : allocator.topology
    var verdicts: [Verdict] = []
    var failure: (Obstacle, Name<Participant>?)?
    let topologies: [Topology] =
      info.planeCount == 1 ? [.oneBuffer] : [.oneBuffer, .bufferPerPlane]
    for topology in topologies {
      guard made.contains(topology) else {
        failure = failure ?? (.topologyNotProduced, nil)
        continue
      }
      do {
        verdicts.append(
          .agreement(try agreement(pair, info, allocator, topology, choices)))
      } catch {
        // Another number of dma-bufs says less than what stands in the way of the one that fits.
        if failure == nil || failure?.0 == .topology || failure?.0 == .topologyNotProduced {
          failure = (error.obstacle, error.participant)
        }
      }
    }
    guard verdicts.isEmpty else { return verdicts }
    let (obstacle, participant) = failure ?? (.topologyNotProduced, nil)
    return [refuted(pair, allocator, obstacle, participant)]
  }

  private struct Failure: Error {
    var obstacle: Obstacle
    var participant: Name<Participant>?
  }

  /// A way to choose offers, and what they demand together.
  private struct Choice {
    var requirements: Requirements
    var offers: [Int]
  }

  private func agreement(
    _ pair: FormatModifier, _ info: PixelFormatInfo, _ allocator: Production,
    _ topology: Topology, _ choices: [[OfferAtPair]]
  ) throws(Failure) -> Agreement {
    var base = Requirements(planeCount: info.planeCount)
    for plane in base.strides.indices { base.strides[plane] = allocator.strides }
    var fitting: [[OfferAtPair]] = []
    for (participant, offers) in zip(participants, choices) {
      var taking: [OfferAtPair] = []
      var obstacle: Obstacle?
      for offer in offers {
        if let found = offer.obstacle(
          to: allocator, topology: topology, device: participant.device)
        {
          // Topology says least: it is one of several that are tried.
          if obstacle == nil || obstacle == .topology { obstacle = found }
        } else {
          taking.append(offer)
        }
      }
      if let obstacle, taking.isEmpty {
        throw Failure(obstacle: obstacle, participant: participant.name)
      }
      fitting.append(taking)
    }
    let solve = { (choices: [[OfferAtPair]]) throws(Failure) -> (Agreement, offers: [Int]) in
      var frontier = [Choice(requirements: base, offers: [])]
      for offers in choices { frontier = try extend(frontier, by: offers) }
      return try best(of: frontier, pair, info, allocator, topology)
    }
    var (agreement, offers) = try solve(fitting)
    // A later offer that demands less may have taken an earlier one's place: where going back costs
    // nothing, the earlier one counts, participant by participant.
    for index in offers.indices {
      for offer in fitting[index] where offer.index < offers[index] {
        var narrowed = fitting
        for earlier in 0..<index { narrowed[earlier].removeAll { $0.index != offers[earlier] } }
        narrowed[index] = [offer]
        guard let other = try? solve(narrowed),
          other.0.cost.total == agreement.cost.total
        else { continue }
        (agreement, offers) = other
        break
      }
    }
    return agreement
  }

  /// Merges one participant's offers into every choice so far; keeps what is worth keeping.
  private func extend(
    _ frontier: [Choice], by offers: [OfferAtPair]
  ) throws(Failure) -> [Choice] {
    var extended: [Choice] = []
    var seen: Set<Requirements> = []
    var obstacle = Obstacle.impossible
    for choice in frontier {
      for offer in offers {
        switch choice.requirements.merged(with: offer.requirements) {
        case .failure(let found): obstacle = found
        case .success(let merged):
          guard seen.insert(merged).inserted,
            !extended.contains(where: { $0.requirements.dominates(merged) })
          else { continue }
          extended.removeAll { merged.dominates($0.requirements) }
          extended.append(Choice(requirements: merged, offers: choice.offers + [offer.index]))
        }
      }
    }
    guard !extended.isEmpty else { throw Failure(obstacle: obstacle, participant: nil) }
    return extended
  }

  /// Plans each choice and takes the cheapest; at equal cost, the one with the earlier offers.
  private func best(
    of frontier: [Choice], _ pair: FormatModifier, _ info: PixelFormatInfo,
    _ allocator: Production, _ topology: Topology
  ) throws(Failure) -> (Agreement, offers: [Int]) {
    var best: Agreement?
    var bestOffers: [Int] = []
    var obstacle = Obstacle.impossible
    for choice in frontier {
      do {
        let agreement = try plan(choice, pair, info, allocator, topology)
        if let known = best {
          let (mine, theirs) = (agreement.cost.total, known.cost.total)
          guard
            mine < theirs
              || (mine == theirs && choice.offers.lexicographicallyPrecedes(bestOffers))
          else { continue }
        }
        best = agreement
        bestOffers = choice.offers
      } catch {
        obstacle = error
      }
    }
    guard let best else { throw Failure(obstacle: obstacle, participant: nil) }
    return (best, bestOffers)
  }

  private func plan(
    _ choice: Choice, _ pair: FormatModifier, _ info: PixelFormatInfo, _ allocator: Production,
    _ topology: Topology
  ) throws(Obstacle) -> Agreement {
    let requirements = choice.requirements
    guard requirements.requiredSizes.extents.allSatisfy(allocator.sizes.contains) else {
      throw .sizeNotProduced
    }
    let cacheModes = allocator.cacheModes.merged(with: requirements.cacheModes)
    guard !cacheModes.isEmpty || (allocator.cacheModes.isEmpty && requirements.cacheModes == .any)
    else { throw .cacheMode }
    var layout = AgreedLayout.byDriver
    if pair.modifier == .linear {
      layout = try LayoutPlanner(
        info: info, extent: problem.extent, requirements: requirements, topology: topology,
        largestBuffer: allocator.largestBuffer
      ).plan().get()
    }
    if let limit = allocator.largestBuffer, let sizes = layout.sizes,
      sizes.contains(where: { $0 > limit })
    {
      throw .tooLarge(limit: limit)
    }
    let cost = model.cost(
      of: CostedCandidate(
        extent: problem.extent, pair: pair, layout: layout, allocator: allocator,
        participantCount: participants.count, needsContiguous: requirements.isContiguous,
        cpuAccess: requirements.cpuAccess, cacheModes: cacheModes,
        needsSynchronisation: requirements.isIncoherent, preference: requirements.preference))
    let labels = zip(participants, choice.offers).map { participant, offer in
      (participant.name, participant.offers[offer].label)
    }
    return Agreement(
      extent: problem.extent, pair: pair, layout: layout, topology: topology,
      isContiguous: allocator.isContiguous, allocator: allocator.name, cacheModes: cacheModes,
      needsSynchronisation: requirements.isIncoherent, colour: requirements.colour.choice,
      bufferCount: requirements.count.least ?? 1,
      offers: Dictionary(labels, uniquingKeysWith: { first, _ in first }), cost: cost)
  }
}
