import TesseraFormats

/// What decides between agreements: the cost, then the format that more devices handle well, then
/// the allocator's rank, then the order of codes and names.
struct RankingKey: Comparable {
  let cost: Bytes
  let commonness: Int
  let rank: Int
  let pair: FormatModifier
  /// The place among the candidates of the pair: allocators in their order.
  let index: Int

  static func < (left: Self, right: Self) -> Bool {
    if (left.cost, left.commonness, left.rank) != (right.cost, right.commonness, right.rank) {
      return (left.cost, left.commonness, left.rank) < (right.cost, right.commonness, right.rank)
    }
    return left.pair == right.pair ? left.index < right.index : left.pair < right.pair
  }

  /// Whether this comes before everything of a format that costs at least `bound`.
  func isBefore(
    _ format: PixelFormat, _ commonness: Int, _ bound: Bytes, _ leastRank: Int
  ) -> Bool {
    if cost != bound { return cost < bound }
    if self.commonness != commonness { return self.commonness < commonness }
    return rank == leastRank && pair.format < format
  }
}
