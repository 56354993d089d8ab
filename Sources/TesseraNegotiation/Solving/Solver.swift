import TesseraFormats

/// Looks for the best agreement of a problem, format by format, and only as far as it must.
///
/// Formats are looked at in the order of what they cost at least, until none that is left could come
/// before what was found. What was worked out for a format is kept for the next time.
struct Solver {
  let search: Search
  /// The only size that will be asked for, so that offers can be sorted out by it; `nil` for any.
  let extent: Extent?
  private var rows: [Row] = []
  private var shapes: [Shape] = []
  /// What was worked out for the rows that were looked at.
  private var worked: [Worked] = []
  /// The layouts of each group of the table that everybody takes.
  private var layouts: [[LayoutModifier]] = []

  /// A format that everybody takes.
  private struct Row {
    let format: PixelFormat
    let known: Int32
    /// Which of the lists of layouts it has.
    let group: Int32
    let commonness: Int32
    /// The next row of the same shape; −1 behind the last.
    var next: Int32 = -1
    /// Where it was worked out; −1 where it was not.
    var worked: Int32 = -1
  }

  /// The candidates of a row, as far as its layouts were looked at.
  private struct Worked {
    var candidates: [Candidate] = []
    var layouts = 0
  }

  /// All rows that cost the same at least.
  private struct Shape {
    let info: PixelFormatInfo
    let mayCompress: Bool
    /// The first row: the common formats first, then in the order of their codes.
    var first: Int32 = -1
    // Of one run: what a row costs at least, and the row that is next.
    var bound = Bytes.zero
    var current: Int32 = -1
  }

  init(_ search: Search, extent: Extent?) {
    self.search = search
    self.extent = extent
    guard let table = search.commonTable() else { return }
    layouts = table.groups.map { $0.sorted ?? search.namedLayouts() }
    rows.reserveCapacity(table.rows.count)
    for row in table.rows {
      // What nobody can lay out is no agreement, however cheap it looks.
      guard let known = row.known else { continue }
      rows.append(
        Row(
          format: row.format, known: known, group: row.group,
          commonness: Int32(Commonness.rank(of: row.format, known: Int(known)))))
    }
    linkShapes(mayCompress: table.groups.map(\.mayCompress))
  }

  /// Chains the rows of each shape: what is pushed last comes first.
  private mutating func linkShapes(mayCompress: [Bool]) {
    shapes.reserveCapacity(16)
    unsafe withUnsafeTemporaryAllocation(
      of: Int32.self, capacity: 2 * PixelFormatInfo.knownCount
    ) { numbers in
      unsafe numbers.initialize(repeating: -1)
      func push(_ index: Int) {
        let compresses = mayCompress[Int(rows[index].group)]
        let known = Int(rows[index].known)
        let key = 2 * PixelFormatInfo.shape(at: known) + (compresses ? 1 : 0)
        if unsafe numbers[key] < 0 {
          unsafe numbers[key] = Int32(shapes.count)
          shapes.append(
            Shape(
              info: .known(at: known, as: rows[index].format), mayCompress: compresses))
        }
        let shape = Int(unsafe numbers[key])
        rows[index].next = shapes[shape].first
        shapes[shape].first = Int32(index)
      }
      var common = InlineArray<16, Int>(repeating: -1)
      for index in rows.indices.reversed() {
        if rows[index].commonness < Commonness.formats.count {
          common[Int(rows[index].commonness)] = index
        } else {
          push(index)
        }
      }
      for rank in Commonness.formats.indices.reversed() where common[rank] >= 0 {
        push(common[rank])
      }
    }
  }

  /// The best agreement for a size that is none of those given.
  mutating func best(for extent: Extent, except given: [Agreement] = []) -> Agreement? {
    guard let winner = winner(for: extent, except: given) else { return nil }
    return worked[winner.place].candidates[winner.key.index].agreement(
      winner.best, at: extent, in: search)
  }

  /// The same without the words, and without heap memory once its format was worked out.
  mutating func image(for extent: Extent) -> PlannedImage? {
    guard let (key, place, best) = winner(for: extent) else { return nil }
    let candidate = worked[place].candidates[key.index]
    return PlannedImage(
      extent: extent, pair: candidate.pair, layout: best.layout, topology: candidate.topology,
      allocator: search.allocators[candidate.allocator].name,
      bufferCount: best.choice.requirements.bufferCount, cost: best.cost)
  }

  /// What wins, why, and where its candidates are.
  typealias Winner = (key: RankingKey, place: Int, best: Candidate.Best)

  /// What wins for a size.
  mutating func winner(
    for extent: Extent, except given: [Agreement] = []
  ) -> Winner? {
    let leastRank = search.allocators.first?.rank ?? 0
    for index in shapes.indices {
      shapes[index].current = shapes[index].first
      shapes[index].bound = search.model.leastCost(
        of: shapes[index].info, mayCompress: shapes[index].mayCompress, extent: extent,
        participantCount: search.participants.count)
    }
    var found: Winner?
    while let shape = nextShape() {
      let row = Int(shapes[shape].current)
      let bound = shapes[shape].bound
      if let found,
        found.key.isBefore(rows[row].format, Int(rows[row].commonness), bound, leastRank)
      {
        break
      }
      shapes[shape].current = rows[row].next
      judge(row, extent, bound, leastRank, given, &found)
    }
    return found
  }

  /// The shape whose next row is to be looked at; `nil` when none is left.
  private func nextShape() -> Int? {
    var next: Int?
    for index in shapes.indices where shapes[index].current >= 0 {
      guard let other = next else {
        next = index
        continue
      }
      let (mine, theirs) = (rows[Int(shapes[index].current)], rows[Int(shapes[other].current)])
      if (shapes[index].bound, mine.commonness, mine.format)
        < (shapes[other].bound, theirs.commonness, theirs.format)
      {
        next = index
      }
    }
    return next
  }

  private mutating func judge(
    _ row: Int, _ extent: Extent, _ bound: Bytes, _ leastRank: Int, _ given: [Agreement],
    _ found: inout Winner?
  ) {
    let place = work(on: row)
    var index = -1
    while true {
      index += 1
      // Later layouts of the row cost no less; they come first only with a better allocator.
      if let key = found?.key, found?.place == place, key.cost == bound, key.rank == leastRank,
        index >= worked[place].candidates.count
          || worked[place].candidates[index].pair != key.pair
      {
        return
      }
      guard hasCandidate(index, of: row, at: place) else { return }
      let candidate = worked[place].candidates[index]
      guard let best = best(of: candidate, for: extent) else { continue }
      let key = RankingKey(
        cost: best.cost, commonness: Int(rows[row].commonness),
        rank: search.allocators[candidate.allocator].rank, pair: candidate.pair, index: index)
      if let found, found.key < key { continue }
      guard
        given.isEmpty
          || !given.contains(where: candidate.agreement(best, at: extent, in: search).isSame)
      else { continue }
      found = (key, place, best)
    }
  }

  private func best(of candidate: Candidate, for extent: Extent) -> Candidate.Best? {
    guard search.allocators[candidate.allocator].sizes.contains(extent) else { return nil }
    return try? candidate.best(at: extent, in: search)
  }

  /// Whether there is any agreement for a size.
  mutating func hasAgreement(for extent: Extent) -> Bool {
    for row in rows.indices {
      let place = work(on: row)
      var index = 0
      while hasCandidate(index, of: row, at: place) {
        if best(of: worked[place].candidates[index], for: extent) != nil { return true }
        index += 1
      }
    }
    return false
  }

  /// Where the work on a row is kept.
  private mutating func work(on row: Int) -> Int {
    if rows[row].worked < 0 {
      rows[row].worked = Int32(worked.count)
      worked.append(Worked())
    }
    return Int(rows[row].worked)
  }

  /// Whether a row has a candidate of this number; works the next layouts out where they are not yet.
  private mutating func hasCandidate(_ index: Int, of row: Int, at place: Int) -> Bool {
    let list = Int(rows[row].group)
    while index >= worked[place].candidates.count {
      guard worked[place].layouts < layouts[list].count else { return false }
      let pair = FormatModifier(rows[row].format, layouts[list][worked[place].layouts])
      worked[place].layouts += 1
      search.addCandidates(
        of: pair, known: Int(rows[row].known), extent, to: &worked[place].candidates)
    }
    return true
  }
}

extension Search {
  /// Adds what every allocator makes of a pair in every topology.
  func addCandidates(
    of pair: FormatModifier, known: Int, _ extent: Extent?, to candidates: inout [Candidate]
  ) {
    guard allocators.contains(where: { $0.formats.contains(pair) }) else { return }
    let info = PixelFormatInfo.known(at: known, as: pair.format)
    guard let offers = try? offers(at: pair, info, extent: extent) else { return }
    for index in allocators.indices where allocators[index].formats.contains(pair) {
      for topology in topologies(of: info) where allocators[index].makes(topology, of: info) {
        guard
          let candidate = try? candidate(pair, info, index, topology, offers, extent: extent)
        else { continue }
        candidates.append(candidate)
      }
    }
  }
}

extension Agreement {
  /// Whether this is the same buffer under the same offers, whatever it was said to cost.
  func isSame(as other: Self) -> Bool {
    var mine = self
    mine.cost = other.cost
    return mine == other
  }
}
