import TesseraFormats

/// A way to choose offers, one of each participant, and what they demand together.
struct Choice {
  var requirements: Requirements
  var offers: [Int]
}

/// A pair from an allocator in a topology, with every way to choose offers that is worth a look.
struct Candidate {
  let pair: FormatModifier
  let info: PixelFormatInfo
  let allocator: Int
  let topology: Topology
  var frontier: [Choice] = []
  /// All offers that fit, where somebody has several: one that was dominated may still be preferred.
  var alternatives: [OfferAtPair] = []

  /// The best of a candidate for one size.
  struct Best {
    var cost: Bytes
    var choice: Choice
    /// Where the planes lie; `nil` where the driver decides.
    var layout: PlannedLayout?
  }

  /// Plans each choice and takes the cheapest; at equal cost, the one with the earlier offers.
  func best(at extent: Extent, in search: Search) throws(Failure) -> Best {
    var best = try best(of: frontier, at: extent, in: search)
    // A later offer that demands less may have taken an earlier one's place: where going back costs
    // nothing, the earlier one counts, participant by participant.
    guard !alternatives.isEmpty else { return best }
    for number in best.choice.offers.indices {
      for offer in alternatives
      where offer.participant == number && offer.index < best.choice.offers[number] {
        let narrowed = alternatives.filter {
          $0.participant > number
            || $0.index == best.choice.offers[$0.participant]
              && $0.participant < number
            || $0.participant == number && $0.index == offer.index
        }
        guard
          let frontier = try? search.frontier(of: narrowed, for: self, extent: extent),
          let other = try? self.best(of: frontier, at: extent, in: search),
          other.cost == best.cost
        else { continue }
        best = other
        break
      }
    }
    return best
  }

  private func best(
    of frontier: [Choice], at extent: Extent, in search: Search
  ) throws(Failure) -> Best {
    var best: Best?
    var obstacle = Obstacle.impossible
    for choice in frontier {
      do {
        let (layout, cost) = try plan(choice.requirements, at: extent, in: search)
        if let best {
          guard
            cost < best.cost
              || cost == best.cost
                && choice.offers.lexicographicallyPrecedes(best.choice.offers)
          else { continue }
        }
        best = Best(cost: cost, choice: choice, layout: layout)
      } catch {
        obstacle = error
      }
    }
    guard let best else { throw Failure(obstacle: obstacle, participant: nil) }
    return best
  }

  /// What whatever is added to some demands costs at least; `nil` where they have no answer already.
  func leastCost(
    _ requirements: Requirements, at extent: Extent, in search: Search
  ) -> Bytes? {
    var needed = requirements
    // Contiguous memory is dear only until somebody needs it.
    needed.isContiguous = true
    return (try? plan(needed, at: extent, in: search))?.1
  }

  /// Where the planes lie under some demands, and what that costs.
  func plan(
    _ requirements: Requirements, at extent: Extent, in search: Search
  ) throws(Obstacle) -> (PlannedLayout?, Bytes) {
    guard requirements.takes(extent) else { throw .imageSize }
    let sizes = search.allocators[allocator].sizes
    guard requirements.requiredSizes.allSatisfy(sizes.contains) else {
      throw .sizeNotProduced
    }
    let cacheModes = search.allocators[allocator].cacheModes
    let left = cacheModes.merged(with: requirements.cacheModes)
    guard !left.isEmpty || (cacheModes.isEmpty && requirements.cacheModes == .any)
    else { throw .cacheMode }
    let layout = try layout(requirements, at: extent, search.allocators[allocator].largestBuffer)
    let cost = search.model.total(
      of: costed(requirements, layout, at: extent, in: search))
    return (layout, cost)
  }

  private func layout(
    _ requirements: Requirements, at extent: Extent, _ largestBuffer: Bytes?
  ) throws(Obstacle) -> PlannedLayout? {
    guard pair.modifier == .linear else {
      try requirements.checkFormulas(info, extent)
      return nil
    }
    let layout = try LayoutPlanner(
      info: info, extent: extent, requirements: requirements, topology: topology,
      largestBuffer: largestBuffer
    ).plan()
    if let largestBuffer, layout.sizes.contains(where: { $0 > largestBuffer }) {
      throw .tooLarge(limit: largestBuffer)
    }
    return layout
  }

  private func costed(
    _ requirements: Requirements, _ layout: PlannedLayout?, at extent: Extent, in search: Search
  ) -> CostedCandidate {
    CostedCandidate(
      extent: extent, pair: pair, info: info, layout: layout,
      placement: search.allocators[allocator].placement,
      isContiguous: search.allocators[allocator].isContiguous,
      participantCount: search.participants.count, needsContiguous: requirements.isContiguous,
      cpuAccess: requirements.cpuAccess,
      cacheModes: search.allocators[allocator].cacheModes.merged(with: requirements.cacheModes),
      needsSynchronisation: requirements.isIncoherent, preference: requirements.preference)
  }

  /// Everything that there is to say of the best.
  func agreement(_ best: Best, at extent: Extent, in search: Search) -> Agreement {
    let requirements = best.choice.requirements
    let candidate = costed(requirements, best.layout, at: extent, in: search)
    let allocator = search.allocators[allocator]
    var labels: [Name<Participant>: String] = [:]
    labels.reserveCapacity(search.participants.count)
    for (participant, offer) in zip(search.participants, best.choice.offers) {
      labels[participant.name] = participant.offers[offer].label
    }
    return Agreement(
      extent: extent, pair: pair, layout: AgreedLayout(best.layout), topology: topology,
      isContiguous: allocator.isContiguous, allocator: allocator.name,
      cacheModes: candidate.cacheModes, needsSynchronisation: requirements.isIncoherent,
      colour: requirements.rare.colour.choice,
      bufferCount: requirements.bufferCount,
      offers: labels, cost: search.model.cost(of: candidate))
  }
}
