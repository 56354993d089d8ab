import TesseraFormats

/// For one pair, allocator and topology the participants' offers are filtered one by one, and those
/// that are left are merged one participant after the other. What merges to the same demands is kept
/// once and what is dominated not at all, so that groups of alternatives that do not concern each
/// other add up and do not multiply.
extension Search {
  /// Every participant's offers that speak of the pair, one participant behind the other.
  ///
  /// - Parameter extent: the size of the image; `nil` where any may be asked for.
  func offers(
    at pair: FormatModifier, _ info: PixelFormatInfo, extent: Extent?
  ) throws(Failure) -> [OfferAtPair] {
    var taken: [OfferAtPair] = []
    taken.reserveCapacity(participants.count)
    for (number, participant) in participants.enumerated() {
      let before = taken.count
      var obstacle: Obstacle?
      for (index, offer) in participant.offers.enumerated() {
        do {
          taken.append(
            try OfferAtPair(
              index, of: number, offer.constraints, pair: pair, info: info, extent: extent))
        } catch {
          obstacle = obstacle ?? error
        }
      }
      guard taken.count > before else {
        throw Failure(obstacle: obstacle ?? .impossible, participant: participant.name)
      }
    }
    return taken
  }

  /// What is left to choose from where an allocator makes the pair in a topology.
  func candidate(
    _ pair: FormatModifier, _ info: PixelFormatInfo, _ allocator: Int, _ topology: Topology,
    _ offers: [OfferAtPair], extent: Extent?
  ) throws(Failure) -> Candidate {
    var candidate = Candidate(pair: pair, info: info, allocator: allocator, topology: topology)
    let fitting = try fitting(offers, allocators[allocator], topology)
    candidate.frontier = try frontier(of: fitting, for: candidate, extent: extent)
    if fitting.count > participants.count { candidate.alternatives = fitting }
    return candidate
  }

  /// The offers that take the allocator's buffers; every participant must have one.
  private func fitting(
    _ offers: [OfferAtPair], _ allocator: Production, _ topology: Topology
  ) throws(Failure) -> [OfferAtPair] {
    func obstacle(_ offer: OfferAtPair) -> Obstacle? {
      offer.obstacle(
        to: allocator, topology: topology, device: participants[offer.participant].device)
    }
    if offers.indices.allSatisfy({ obstacle(offers[$0]) == nil }) { return offers }
    var fitting: [OfferAtPair] = []
    var start = 0
    while start < offers.count {
      let end = endOfOffers(from: start, in: offers)
      let before = fitting.count
      var told: Obstacle?
      for offer in offers[start..<end] {
        if let found = obstacle(offer) {
          // Topology says least: it is one of several that are tried.
          if told == nil || told == .topology { told = found }
        } else {
          fitting.append(offer)
        }
      }
      if let told, fitting.count == before {
        throw Failure(obstacle: told, participant: participants[offers[start].participant].name)
      }
      start = end
    }
    return fitting
  }

  /// Behind the last offer of the participant whose offer is at `start`.
  func endOfOffers(from start: Int, in offers: [OfferAtPair]) -> Int {
    var end = start + 1
    while end < offers.count, offers[end].participant == offers[start].participant { end += 1 }
    return end
  }

  /// Every way to choose offers that is worth a look.
  func frontier(
    of offers: [OfferAtPair], for candidate: Candidate, extent: Extent?
  ) throws(Failure) -> [Choice] {
    var frontier = [base(for: candidate)]
    var bound: Bound?
    var start = 0
    while start < offers.count {
      let end = endOfOffers(from: start, in: offers)
      if frontier.count == 1, end == start + 1 {
        try extend(&frontier[0], by: offers[start], candidate.info, extent)
      } else {
        frontier = try extend(frontier, by: offers[start..<end], candidate.info, extent)
      }
      start = end
      guard frontier.count > manyChoices else { continue }
      if let extent {
        bound = bound ?? self.bound(of: offers, for: candidate, at: extent)
        if let bound {
          if bound.isReached { return [bound.choice] }
          frontier.removeAll { !bound.isAbove($0, of: candidate, at: extent, in: self) }
        }
      }
      if frontier.count > choiceLimit {
        throw Failure(obstacle: .tooManyChoices(limit: choiceLimit), participant: nil)
      }
    }
    return frontier + (bound.map { [$0.choice] } ?? [])
  }

  /// What the allocator demands before anybody else.
  func base(for candidate: Candidate) -> Choice {
    var base = Choice(
      requirements: Requirements(planeCount: candidate.info.planeCount), offers: [])
    base.offers.reserveCapacity(participants.count)
    for plane in base.requirements.strides.indices {
      base.requirements.strides[plane] = StrideDemand(
        domain: allocators[candidate.allocator].strides)
    }
    return base
  }

  func extend(
    _ choice: inout Choice, by offer: OfferAtPair, _ info: PixelFormatInfo, _ extent: Extent?
  ) throws(Failure) {
    do {
      choice.requirements = try choice.requirements.merged(with: offer.requirements)
      if let extent { try choice.requirements.checkFormulas(info, extent) }
    } catch {
      throw Failure(obstacle: error, participant: nil)
    }
    choice.offers.append(offer.index)
  }

  /// Merges one participant's offers into every choice so far; keeps what is worth keeping.
  private func extend(
    _ frontier: [Choice], by offers: ArraySlice<OfferAtPair>, _ info: PixelFormatInfo,
    _ extent: Extent?
  ) throws(Failure) -> [Choice] {
    var extended: [Choice] = []
    var seen: Set<Requirements> = []
    var failure = Failure(obstacle: .impossible, participant: nil)
    for choice in frontier {
      for offer in offers {
        var next = choice
        do {
          try extend(&next, by: offer, info, extent)
        } catch {
          failure = error
          continue
        }
        guard seen.insert(next.requirements).inserted,
          !extended.contains(where: { $0.requirements.dominates(next.requirements) })
        else { continue }
        extended.removeAll { next.requirements.dominates($0.requirements) }
        extended.append(next)
      }
    }
    guard !extended.isEmpty else { throw failure }
    return extended
  }
}
