import TesseraFormats

/// A format that everybody takes, and the layouts that everybody takes it in.
struct FormatCandidates {
  var format: PixelFormat
  var layouts: [LayoutModifier]
}

extension Search {
  /// What every participant takes under one offer or another, in the order of the codes.
  func candidates() -> [FormatCandidates] {
    var merged: FormatTable?
    for participant in participants {
      let accepted = accepted(by: participant)
      merged = merged.map { $0.merged(with: accepted) } ?? accepted
      if merged?.isEmpty == true { return [] }
    }
    let table = merged ?? .any
    // Where nobody names a format, or a layout, everything that is known by name is a candidate.
    let formats =
      table.otherFormats == nil
      ? table.formats
      : Set(table.formats).union(PixelFormat.allKnown).sorted { $0.rawValue < $1.rawValue }
    lazy var named = namedLayouts()
    // Formats share their sets of layouts; each is turned into a list once.
    var lists: [Int: [LayoutModifier]] = [:]
    return formats.map { format in
      let group = table.groupIndex(of: format)
      let layouts = lists[group] ?? table.sortedLayouts(of: format) ?? named
      lists[group] = layouts
      return FormatCandidates(format: format, layouts: layouts)
    }
  }

  /// The pairs one by one, in the order of their codes.
  func pairs() -> [FormatModifier] {
    candidates().flatMap { row in row.layouts.map { FormatModifier(row.format, $0) } }
  }

  /// What a participant takes under any of its offers, as far as its tables tell.
  private func accepted(by participant: Participant) -> FormatTable {
    let tables = participant.offers.map { offer in
      var table: FormatTable?
      for constraint in offer.constraints {
        guard case .formats(let other) = constraint.term, constraint.scope == .everything else {
          continue
        }
        table = table.map { $0.merged(with: other) } ?? other
      }
      return table ?? .any
    }
    guard var union = tables.first else { return FormatTable([:]) }
    for table in tables.dropFirst() { union = union.joined(with: table) }
    return union
  }

  /// `LINEAR` and every layout that the problem names.
  private func namedLayouts() -> [LayoutModifier] {
    var named: Set<LayoutModifier> = [.linear]
    func add(_ table: FormatTable) {
      for layouts in Array(table.layouts.values) + [table.otherFormats].compactMap(\.self) {
        if case .only(let set) = layouts { named.formUnion(set) }
      }
    }
    for allocator in allocators { add(allocator.formats) }
    for constraint in problem.participants.flatMap(\.offers).flatMap(\.constraints) {
      if case .formats(let table) = constraint.term { add(table) }
      if let modifier = constraint.scope.modifier { named.insert(modifier) }
    }
    return named.sorted()
  }
}

extension FormatTable {
  /// Everything that is in either: what a participant takes under one offer or the other.
  func joined(with other: Self) -> Self {
    let rest: Layouts? =
      switch (otherFormats, other.otherFormats) {
      case (nil, let known), (let known, nil): known
      case (let mine?, let theirs?): LayoutGroup(mine).joined(with: LayoutGroup(theirs)).layouts
      }
    return joined(with: other, rest: rest) { mine, theirs in
      mine.map { $0.joined(with: theirs) } ?? theirs
    }
  }
}
