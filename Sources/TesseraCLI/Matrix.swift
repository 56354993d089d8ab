import Tessera

/// Who takes which format in which layout, and why not.
struct Matrix {
  /// What becomes of one pair with one participant.
  enum Cell {
    /// Taken, under one of its offers.
    case taken(String)
    /// Not taken, and why.
    case refused(String)
  }

  /// One format in one layout.
  struct Row {
    var pair: FormatModifier
    /// One for each column.
    var cells: [Cell]
    /// What becomes of the pair with all participants together.
    var together: Cell

    var takers: Int { cells.filter(\.isTaken).count }
  }

  /// The participants' names.
  let columns: [String]
  /// The pairs that anybody names, grouped by format, the most taken first.
  let rows: [Row]
  /// The best agreement's pair.
  let chosen: FormatModifier?
  let extent: Extent

  init(_ problem: Problem) {
    let survey = Negotiation(problem).survey()
    chosen = survey.agreements.first?.pair
    extent = problem.extent
    columns = problem.participants.map(\.name.rawValue)
    let rows = Self.pairs(of: problem, survey).map { pair in
      Row(
        pair: pair, cells: problem.participants.map { Self.cell(pair, $0, problem.extent) },
        together: Self.together(pair, survey))
    }
    self.rows = Self.sorted(rows, chosen: chosen)
  }

  private static func pairs(of problem: Problem, _ survey: Survey) -> Set<FormatModifier> {
    var pairs = Set(survey.agreements.map(\.pair))
    // A participant that takes any format in some layouts names none: others' formats stand for it.
    for constraint in problem.participants.flatMap(\.offers).flatMap(\.constraints) {
      if case .formats(let table) = constraint.term { pairs.formUnion(table.pairs) }
    }
    return pairs
  }

  private static func sorted(_ rows: [Row], chosen: FormatModifier?) -> [Row] {
    func weight(_ row: Row) -> Int { row.pair == chosen ? Int.max : row.takers }
    let groups = Dictionary(grouping: rows, by: \.pair.format)
    let weights = groups.mapValues { $0.map(weight).max() ?? 0 }
    return rows.sorted { left, right in
      let (a, b) = (weights[left.pair.format] ?? 0, weights[right.pair.format] ?? 0)
      if left.pair.format != right.pair.format {
        return a == b ? left.pair.format < right.pair.format : a > b
      }
      let (mine, theirs) = (weight(left), weight(right))
      return mine == theirs ? left.pair < right.pair : mine > theirs
    }
  }

  private static func cell(
    _ pair: FormatModifier, _ participant: Participant, _ extent: Extent
  ) -> Cell {
    var reasons: [String] = []
    for offer in participant.offers {
      guard let reason = reason(against: pair, offer, extent) else { return .taken(offer.label) }
      if !reasons.contains(reason) { reasons.append(reason) }
    }
    return .refused(reasons.isEmpty ? "makes no offer" : reasons.joined(separator: "; "))
  }

  private static func reason(
    against pair: FormatModifier, _ offer: Offer, _ extent: Extent
  ) -> String? {
    for constraint in offer.constraints where constraint.scope.covers(pair) {
      switch constraint.term {
      case .formats(let table) where !table.contains(pair):
        let layouts = table.layouts(of: pair.format)
        return layouts.isEmpty
          ? "does not take \(pair.format) [\(constraint.evidence)]"
          : "takes \(pair.format) in \(layouts) only [\(constraint.evidence)]"
      case .size(let domain) where !domain.contains(extent): return "\(constraint)"
      case .impossible: return "\(constraint)"
      default: continue
      }
    }
    return nil
  }

  private static func together(_ pair: FormatModifier, _ survey: Survey) -> Cell {
    if let agreement = survey.agreements.first(where: { $0.pair == pair }) {
      return .taken("\(agreement); costs \(agreement.cost.total) per frame")
    }
    let obstacles = survey.refutations.filter { $0.pair == pair }.map { refutation in
      let who = refutation.participant.map { " (\($0))" } ?? ""
      return "\(refutation.allocator): \(refutation.obstacle)\(who)"
    }
    return .refused(
      obstacles.isEmpty ? "not taken by everybody" : obstacles.joined(separator: "; "))
  }
}

extension Matrix {
  /// The rows that most participants take, in their order, where there is not room for all.
  func rows(atMost limit: Int) -> [Row] {
    let best = rows.indices.sorted { left, right in
      let (a, b) = (weight(rows[left]), weight(rows[right]))
      return a == b ? left < right : a > b
    }
    return best.prefix(limit).sorted().map { rows[$0] }
  }

  private func weight(_ row: Row) -> Int {
    row.pair == chosen ? .max : row.takers + (row.together.isTaken ? 1 : 0)
  }
}

extension Matrix.Cell {
  var isTaken: Bool {
    if case .taken = self { true } else { false }
  }

  /// What is to be said of it.
  var text: String {
    switch self {
    case .taken(let text), .refused(let text): text
    }
  }
}

extension FormatModifier {
  /// The layout in a few letters: its name, or its number where the name is long.
  var shortLayout: String {
    let name = modifier.description
    guard name.count > 34 else { return name }
    return modifier.explicitModifier?.hexadecimal ?? String(name.prefix(33)) + "…"
  }
}
