import TesseraFormats

extension Search {
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
  let commonness: Int
  let rank: Int
  let pair: FormatModifier
  let index: Int

  init(_ agreement: Agreement, index: Int, in search: Search) {
    cost = agreement.cost.total
    commonness = Commonness.rank(of: agreement.format)
    rank = search.allocators.first { $0.name == agreement.allocator }?.rank ?? 0
    pair = agreement.pair
    self.index = index
  }

  static func < (left: Self, right: Self) -> Bool {
    if (left.cost, left.commonness, left.rank) != (right.cost, right.commonness, right.rank) {
      return (left.cost, left.commonness, left.rank) < (right.cost, right.commonness, right.rank)
    }
    return left.pair == right.pair ? left.index < right.index : left.pair < right.pair
  }
}
