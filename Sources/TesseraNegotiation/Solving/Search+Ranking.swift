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
          ranked.append((key(of: agreement, index: index), agreement))
        case .refuted(let refutation): refutations.append(refutation)
        }
      }
    }
    return Survey(
      agreements: ranked.sorted { $0.key < $1.key }.map(\.agreement), refutations: refutations)
  }

  private func key(of agreement: Agreement, index: Int) -> RankingKey {
    RankingKey(
      cost: agreement.cost.total, commonness: Commonness.rank(of: agreement.format),
      rank: allocators.first { $0.name == agreement.allocator }?.rank ?? 0,
      pair: agreement.pair, index: index)
  }
}
