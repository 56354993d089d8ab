public import TesseraFormats

/// The formats and layouts that are taken; either half may be "any".
///
/// Law: intersection. An implicit layout meets only the implicit layout of the same device. The
/// identity is `any`.
public struct FormatTable: Hashable, Sendable {
  /// The layouts that go with a format.
  public enum Layouts: Hashable, Sendable {
    /// Every layout.
    case any
    /// These only.
    case only(Set<LayoutModifier>)

    /// Law: intersection.
    public func merged(with other: Self) -> Self {
      switch (self, other) {
      case (.any, let known), (let known, .any): known
      case (.only(let a), .only(let b)): .only(a.intersection(b))
      }
    }

    /// Whether no layout is left.
    public var isEmpty: Bool { self == .only([]) }

    /// Whether the layout is taken.
    public func contains(_ modifier: LayoutModifier) -> Bool {
      switch self {
      case .any: true
      case .only(let set): set.contains(modifier)
      }
    }
  }

  /// The layouts of every format that has no row of its own; `nil` when other formats are not taken.
  public let otherFormats: Layouts?
  // Devices take most of their formats in the same layouts: each set is kept once, and two tables
  // are merged by merging their few sets and walking their formats side by side.
  private(set) var rows: [Row]
  private(set) var groups: [LayoutGroup]

  /// One format of a table.
  struct Row {
    let format: PixelFormat
    /// Where the format is among those that are known; `nil` for a stranger.
    let known: Int32?
    /// Which of the table's sets of layouts it has.
    let group: Int32
  }

  private init(rows: [Row], groups: [LayoutGroup], otherFormats: Layouts?) {
    self.rows = rows
    self.groups = groups
    self.otherFormats = otherFormats
  }

  /// Takes rows; a format given with no layout at all is not taken.
  public init(_ layouts: [PixelFormat: Layouts], otherFormats: Layouts? = nil) {
    let others = otherFormats.flatMap { $0.isEmpty ? nil : $0 }
    var groups: [LayoutGroup] = []
    var known: [Layouts: Int] = [:]
    var rows: [Row] = []
    // An empty row says something only where it is an exception.
    for (format, layouts) in layouts.sorted(by: { $0.key < $1.key })
    where others != nil || !layouts.isEmpty {
      let group = known[layouts] ?? groups.count
      if group == groups.count {
        groups.append(LayoutGroup(layouts))
        known[layouts] = group
      }
      rows.append(
        Row(
          format: format, known: PixelFormatInfo.index(of: format).map(Int32.init),
          group: Int32(group)))
    }
    self.init(rows: rows, groups: groups, otherFormats: others)
  }

  /// Takes pairs.
  public init(_ pairs: some Sequence<FormatModifier>) {
    var sets: [PixelFormat: Set<LayoutModifier>] = [:]
    for pair in pairs { sets[pair.format, default: []].insert(pair.modifier) }
    self.init(sets.mapValues(Layouts.only))
  }

  /// Every format in these layouts.
  public static func everyFormat(in layouts: Layouts) -> Self {
    Self([:], otherFormats: layouts)
  }

  /// Everything: the identity.
  public static let any = Self.everyFormat(in: .any)

  /// The formats that have a row, in the order of their codes.
  public var formats: [PixelFormat] { rows.map(\.format) }

  /// Layouts by format; where other formats are taken too, an empty row is an exception to them.
  public var layouts: [PixelFormat: Layouts] {
    Dictionary(
      rows.map { ($0.format, groups[Int($0.group)].layouts) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The layouts taken for a format; none is an empty set.
  public func layouts(of format: PixelFormat) -> Layouts {
    group(of: format)?.layouts ?? .only([])
  }

  /// Whether the pair is taken.
  public func contains(_ pair: FormatModifier) -> Bool {
    guard let position = position(of: pair.format) else {
      return otherFormats?.contains(pair.modifier) ?? false
    }
    return groups[Int(rows[position].group)].contains(pair.modifier)
  }

  /// Whether nothing is taken.
  public var isEmpty: Bool { otherFormats == nil && groups.allSatisfy(\.isEmpty) }

  /// Law: intersection.
  public func merged(with other: Self) -> Self {
    if otherFormats == nil, other.otherFormats == nil { return intersection(other) }
    let rest: Layouts? =
      if let mine = otherFormats, let theirs = other.otherFormats {
        mine.merged(with: theirs)
      } else {
        nil
      }
    return joined(with: other, rest: rest.flatMap { $0.isEmpty ? nil : $0 }) {
      $0?.merged(with: $1)
    }
  }

  /// What both list, where neither takes anything beyond its list.
  private func intersection(_ other: Self) -> Self {
    var result = Self(rows: [], groups: [], otherFormats: nil)
    result.rows.reserveCapacity(min(rows.count, other.rows.count))
    let (mine, theirs) = (rows.span, other.rows.span)
    // The combination of sets that was met last is nearly always the next one too.
    var last: (mine: Int32, theirs: Int32, group: Int32) = (-1, -1, -1)
    var combined: [[Int32]: Int32] = [:]
    func combine(_ a: Int32, _ b: Int32) {
      let group = combined[[a, b]] ?? Int32(result.groups.count)
      if group == result.groups.count {
        result.groups.append(
          groups[Int(a)].merged(with: other.groups[Int(b)]) ?? LayoutGroup(.only([])))
      }
      if last.group >= 0 {
        combined[[last.mine, last.theirs]] = last.group
        combined[[a, b]] = group
      }
      last = (a, b, group)
    }
    var (i, j) = (0, 0)
    while i < mine.count, j < theirs.count {
      let (a, b) = (mine[i].format, theirs[j].format)
      if a != b {
        if a < b { i += 1 } else { j += 1 }
        continue
      }
      if mine[i].group != last.mine || theirs[j].group != last.theirs {
        combine(mine[i].group, theirs[j].group)
      }
      result.rows.append(Row(format: a, known: mine[i].known, group: last.group))
      i += 1
      j += 1
    }
    let isEmpty = result.groups.map(\.isEmpty)
    if isEmpty.contains(true) { result.rows.removeAll { isEmpty[Int($0.group)] } }
    return result
  }

  /// The concrete pairs, in the order of their codes; empty where either half is "any".
  public var pairs: [FormatModifier] {
    rows.flatMap { row in
      groups[Int(row.group)].sorted?.map { FormatModifier(row.format, $0) } ?? []
    }
  }

  private func group(of format: PixelFormat) -> LayoutGroup? {
    guard let position = position(of: format) else { return otherFormats.map(LayoutGroup.init) }
    return groups[Int(rows[position].group)]
  }

  private func position(of format: PixelFormat) -> Int? {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].format < format { low = middle + 1 } else { high = middle }
    }
    return low < rows.count && rows[low].format == format ? low : nil
  }

  /// The sets of layouts, with that of the other formats behind them where it is told.
  private var allGroups: [LayoutGroup] {
    otherFormats.map { groups + [LayoutGroup($0)] } ?? groups
  }

  /// Combines two tables format by format; each pair of sets is combined once.
  func joined(
    with other: Self, rest: Layouts?, _ combine: (LayoutGroup?, LayoutGroup?) -> LayoutGroup?
  ) -> Self {
    let (mine, theirs) = (allGroups, other.allGroups)
    let myRest = otherFormats == nil ? nil : groups.count
    let theirRest = other.otherFormats == nil ? nil : other.groups.count
    var result = Self(rows: [], groups: [], otherFormats: rest)
    result.rows.reserveCapacity(max(rows.count, other.rows.count))
    // Index of the combined set by the indices of its two parts, −1 where not combined yet.
    let width = theirs.count + 1
    unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: (mine.count + 1) * width) {
      combined in
      unsafe combined.initialize(repeating: -1)
      func add(_ row: Row, _ a: Int?, _ b: Int?) {
        let key = (a ?? mine.count) * width + (b ?? theirs.count)
        if unsafe combined[key] < 0 {
          unsafe combined[key] = Int32(result.groups.count)
          result.groups.append(
            combine(a.map { mine[$0] }, b.map { theirs[$0] }) ?? LayoutGroup(.only([])))
        }
        let group = unsafe combined[key]
        guard rest != nil || !result.groups[Int(group)].isEmpty else { return }
        result.rows.append(Row(format: row.format, known: row.known, group: group))
      }
      var (i, j) = (0, 0)
      while i < rows.count || j < other.rows.count {
        if j == other.rows.count || (i < rows.count && rows[i].format < other.rows[j].format) {
          add(rows[i], Int(rows[i].group), theirRest)
          i += 1
        } else if i == rows.count || other.rows[j].format < rows[i].format {
          add(other.rows[j], myRest, Int(other.rows[j].group))
          j += 1
        } else {
          add(rows[i], Int(rows[i].group), Int(other.rows[j].group))
          i += 1
          j += 1
        }
      }
    }
    return result
  }
}

extension FormatTable {
  /// Whether both take the same, however they are kept.
  public static func == (left: Self, right: Self) -> Bool {
    left.rows.count == right.rows.count && left.otherFormats == right.otherFormats
      && zip(left.rows, right.rows).allSatisfy {
        $0.format == $1.format && left.groups[Int($0.group)] == right.groups[Int($1.group)]
      }
  }

  /// Hashes the formats; tables that differ in layouts alone are rare.
  public func hash(into hasher: inout Hasher) {
    for row in rows { hasher.combine(row.format) }
    hasher.combine(otherFormats == nil)
  }
}

extension FormatTable: CustomStringConvertible {
  /// The formats grouped by what layouts they come in, such as `XR24 NV12 in LINEAR`.
  public var description: String {
    var groups: [Layouts: [PixelFormat]] = [:]
    for (format, layouts) in layouts where !layouts.isEmpty {
      groups[layouts, default: []].append(format)
    }
    var clauses = groups.map { layouts, formats in
      "\(formats.sorted().map(\.fourcc).joined(separator: " ")) in \(layouts)"
    }.sorted()
    if let otherFormats { clauses.append("any format in \(otherFormats)") }
    return clauses.isEmpty ? "no format" : clauses.joined(separator: "; ")
  }
}

extension FormatTable.Layouts: CustomStringConvertible {
  /// The layouts' names, or `any layout`.
  public var description: String {
    switch self {
    case .any: "any layout"
    case .only(let set):
      set.isEmpty ? "no layout" : set.sorted().map(\.description).joined(separator: ", ")
    }
  }
}
