import TesseraFormats

extension Search {
  /// What every participant takes under one offer or another, as far as the tables tell; `nil` when
  /// there is nothing.
  ///
  /// Where nobody names a format, every known one has a row.
  func commonTable() -> FormatTable? {
    var merged: FormatTable?
    for participant in participants {
      let accepted = accepted(by: participant)
      merged = merged.map { $0.merged(with: accepted) } ?? accepted
      if merged?.isEmpty == true { return nil }
    }
    let table = merged ?? .any
    guard let others = table.otherFormats else { return table }
    var layouts = Dictionary(
      PixelFormat.allKnown.map { ($0, others) }, uniquingKeysWith: { first, _ in first })
    layouts.merge(table.layouts) { _, listed in listed }
    return FormatTable(layouts)
  }

  /// The pairs one by one, in the order of their codes.
  func pairs() -> [FormatModifier] {
    guard let table = commonTable() else { return [] }
    let layouts = table.groups.map { $0.sorted ?? namedLayouts() }
    return table.rows.flatMap { row in
      layouts[Int(row.group)].map { FormatModifier(row.format, $0) }
    }
  }

  /// What a participant takes under any of its offers, as far as its tables tell.
  private func accepted(by participant: Participant) -> FormatTable {
    guard let first = participant.offers.first else { return FormatTable([:]) }
    return participant.offers.dropFirst().reduce(accepted(under: first)) {
      $0.joined(with: accepted(under: $1))
    }
  }

  private func accepted(under offer: Offer) -> FormatTable {
    var table: FormatTable?
    for constraint in offer.constraints {
      guard case .formats(let other) = constraint.term, constraint.scope == .everything else {
        continue
      }
      table = table.map { $0.merged(with: other) } ?? other
    }
    return table ?? .any
  }

  /// `LINEAR` and every layout that the problem names.
  func namedLayouts() -> [LayoutModifier] {
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
