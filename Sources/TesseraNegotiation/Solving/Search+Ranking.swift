import TesseraFormats

extension Search {
  /// The best agreement that is none of those given.
  ///
  /// Formats are looked at in the order of what they cost at least, and only until none that is left
  /// could come before what was found.
  func best(except given: [Agreement] = []) -> Agreement? {
    let leastRank = allocators.first?.rank ?? 0
    var best: (key: RankingKey, agreement: Agreement)?
    for row in rowsByCost() {
      if let best, best.key.isBefore(row, leastRank: leastRank) { break }
      for modifier in row.layouts {
        let pair = FormatModifier(row.format, modifier)
        for (index, verdict) in verdicts(for: pair).enumerated() {
          guard case .agreement(let agreement) = verdict,
            !given.contains(where: { $0.isSame(as: agreement) })
          else { continue }
          let key = RankingKey(agreement, index: index, in: self)
          if let best, best.key < key { continue }
          best = (key, agreement)
        }
        // Later layouts of the same row cost no less; they come first only with a better allocator.
        if let best, best.key.cost == row.bound, best.key.rank == leastRank { break }
      }
    }
    return best?.agreement
  }

  /// A format that everybody takes, and what it costs at least.
  fileprivate struct Row {
    var bound: Bytes
    var common: Int
    var format: PixelFormat
    var layouts: [LayoutModifier]
  }

  private func rowsByCost() -> [Row] {
    // What nobody can lay out is no agreement, however cheap it looks.
    candidates().filter { $0.format.info != nil }.map { candidate in
      Row(
        bound: model.leastCost(
          of: candidate.format, in: candidate.layouts, extent: problem.extent,
          participantCount: participants.count),
        common: RankingKey.commonness(of: candidate.format), format: candidate.format,
        layouts: candidate.layouts)
    }.sorted {
      ($0.bound, $0.common, $0.format.rawValue) < ($1.bound, $1.common, $1.format.rawValue)
    }
  }

  /// Every candidate, judged; the agreements best first.
  func survey() -> Survey {
    var ranked: [(key: RankingKey, agreement: Agreement)] = []
    var refutations: [Refutation] = []
    for pair in pairs() {
      for (index, verdict) in verdicts(for: pair).enumerated() {
        switch verdict {
        case .agreement(let agreement):
          ranked.append((RankingKey(agreement, index: index, in: self), agreement))
        case .refuted(let refutation): refutations.append(refutation)
        }
      }
    }
    return Survey(
      agreements: ranked.sorted { $0.key < $1.key }.map(\.agreement), refutations: refutations)
  }
}

/// What decides between agreements: the cost, then the format that more devices handle well, then
/// the allocator's rank, then the order of codes and names.
private struct RankingKey: Comparable {
  let cost: Bytes
  let common: Int
  let rank: Int
  let pair: FormatModifier
  let index: Int

  /// Formats that decide between equals: what most hardware reads natively comes first.
  private static let commonFormats: [PixelFormat] = [
    .nv12, .yuyv, .yuv420, .nv16, .p010, .xrgb8888, .argb8888, .xbgr8888, .abgr8888, .bgr888,
    .rgb888, .rgb565,
  ]

  static func commonness(of format: PixelFormat) -> Int {
    commonFormats.firstIndex(of: format) ?? commonFormats.count
  }

  init(_ agreement: Agreement, index: Int, in search: Search) {
    cost = agreement.cost.total
    common = Self.commonness(of: agreement.format)
    rank = search.allocators.first { $0.name == agreement.allocator }?.rank ?? 0
    pair = agreement.pair
    self.index = index
  }

  static func < (left: Self, right: Self) -> Bool {
    if (left.cost, left.common, left.rank) != (right.cost, right.common, right.rank) {
      return (left.cost, left.common, left.rank) < (right.cost, right.common, right.rank)
    }
    return left.pair == right.pair ? left.index < right.index : left.pair < right.pair
  }

  /// Whether this comes before everything that a row can hold.
  func isBefore(_ row: Search.Row, leastRank: Int) -> Bool {
    if cost != row.bound { return cost < row.bound }
    if common != row.common { return common < row.common }
    return rank == leastRank && pair.format.rawValue < row.format.rawValue
  }
}

extension Agreement {
  /// Whether this is the same buffer under the same offers, whatever it was said to cost.
  fileprivate func isSame(as other: Self) -> Bool {
    var mine = self
    mine.cost = other.cost
    return mine == other
  }
}
