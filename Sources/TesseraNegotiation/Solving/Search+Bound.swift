import TesseraFormats

/// What is known of the answer before all choices were looked at.
///
/// Where choices cannot be compared they multiply. Then one good answer is found quickly, and every
/// choice that already costs as much is left out: more demands never make it cheaper.
struct Bound {
  /// A complete choice, good but perhaps not the best.
  let choice: Choice
  /// What it costs.
  let cost: Bytes
  /// What no choice is below.
  let floor: Bytes

  /// Whether nothing can be better.
  var isReached: Bool { cost <= floor }

  /// Whether a choice that is not complete may still lead to something better.
  func isAbove(
    _ choice: Choice, of candidate: Candidate, at extent: Extent, in search: Search
  ) -> Bool {
    candidate.leastCost(choice.requirements, at: extent, in: search).map { $0 < cost } ?? false
  }
}

extension Search {
  /// How many choices are kept beside each other while the good answer is looked for.
  private static let beamWidth = 8

  /// A good answer and a floor; `nil` where none was found, or where more demands may cost less.
  func bound(of offers: [OfferAtPair], for candidate: Candidate, at extent: Extent) -> Bound? {
    // Without gaps, more rows may take a smaller stride.
    let isMonotone = offers.allSatisfy {
      !$0.requirements.rare.arrangement.isAdjacent && $0.requirements.preference >= 0
    }
    guard isMonotone else { return nil }
    let base = base(for: candidate)
    var floor = Bytes.zero
    var beam = [(choice: base, cost: Bytes.zero)]
    var start = 0
    while start < offers.count {
      let mine = start..<endOfOffers(from: start, in: offers)
      func extended(_ choice: Choice) -> [(choice: Choice, cost: Bytes)] {
        mine.compactMap { index in
          var next = choice
          guard (try? extend(&next, by: offers[index], candidate.info, extent)) != nil,
            let cost = candidate.leastCost(next.requirements, at: extent, in: self)
          else { return nil }
          return (next, cost)
        }
      }
      // Whoever is alone is served no worse than among others.
      guard let alone = extended(base).map(\.cost).min() else { return nil }
      floor = max(floor, alone)
      beam = Array(
        beam.flatMap { extended($0.choice) }.sorted { $0.cost < $1.cost }.prefix(Self.beamWidth))
      start = mine.upperBound
    }
    let complete = beam.compactMap { choice, _ in
      (try? candidate.plan(choice.requirements, at: extent, in: self)).map { (choice, $0.1) }
    }
    return complete.min { $0.1 < $1.1 }.map { Bound(choice: $0.0, cost: $0.1, floor: floor) }
  }
}
