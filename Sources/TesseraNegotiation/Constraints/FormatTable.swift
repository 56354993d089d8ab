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
  /// The formats that have a row, in the order of their codes.
  public let formats: [PixelFormat]
  // Devices take most of their formats in the same layouts: each set is kept once, and two tables
  // are merged by merging their few sets and walking their formats side by side.
  private let groupOfFormat: [Int]
  private let groups: [LayoutGroup]

  private init(
    formats: [PixelFormat], groupOfFormat: [Int], groups: [LayoutGroup], otherFormats: Layouts?
  ) {
    self.formats = formats
    self.groupOfFormat = groupOfFormat
    self.groups = groups
    self.otherFormats = otherFormats
  }

  /// Takes rows; a format given with no layout at all is not taken.
  public init(_ layouts: [PixelFormat: Layouts], otherFormats: Layouts? = nil) {
    let others = otherFormats.flatMap { $0.isEmpty ? nil : $0 }
    // An empty row says something only where it is an exception.
    let rows = layouts.filter { others != nil || !$0.value.isEmpty }
      .sorted { $0.key.rawValue < $1.key.rawValue }
    var groups: [LayoutGroup] = []
    var known: [Layouts: Int] = [:]
    var groupOfFormat: [Int] = []
    for (_, layouts) in rows {
      let group = known[layouts] ?? groups.count
      if group == groups.count {
        groups.append(LayoutGroup(layouts))
        known[layouts] = group
      }
      groupOfFormat.append(group)
    }
    self.init(
      formats: rows.map(\.key), groupOfFormat: groupOfFormat, groups: groups, otherFormats: others)
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

  /// Layouts by format; where other formats are taken too, an empty row is an exception to them.
  public var layouts: [PixelFormat: Layouts] {
    Dictionary(
      zip(formats, groupOfFormat.map { groups[$0].layouts }),
      uniquingKeysWith: { first, _ in first })
  }

  /// The layouts taken for a format; none is an empty set.
  public func layouts(of format: PixelFormat) -> Layouts {
    group(of: format)?.layouts ?? .only([])
  }

  /// Whether the pair is taken.
  public func contains(_ pair: FormatModifier) -> Bool {
    group(of: pair.format)?.contains(pair.modifier) ?? false
  }

  /// Whether nothing is taken.
  public var isEmpty: Bool { otherFormats == nil && groups.allSatisfy(\.isEmpty) }

  /// Law: intersection.
  public func merged(with other: Self) -> Self {
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

  /// The concrete pairs, in the order of their codes; empty where either half is "any".
  public var pairs: [FormatModifier] {
    zip(formats, groupOfFormat).flatMap { format, group in
      groups[group].sorted?.map { FormatModifier(format, $0) } ?? []
    }
  }

  /// The layouts taken for a format in their order; `nil` where any is.
  func sortedLayouts(of format: PixelFormat) -> [LayoutModifier]? {
    guard let group = group(of: format) else { return [] }
    return group.sorted
  }

  /// Which of the table's sets of layouts a format has; formats of one set have the same number.
  func groupIndex(of format: PixelFormat) -> Int {
    position(of: format).map { groupOfFormat[$0] } ?? -1
  }

  private func group(of format: PixelFormat) -> LayoutGroup? {
    guard let position = position(of: format) else { return otherFormats.map(LayoutGroup.init) }
    return groups[groupOfFormat[position]]
  }

  private func position(of format: PixelFormat) -> Int? {
    var (low, high) = (0, formats.count)
    while low < high {
      let middle = (low + high) / 2
      if formats[middle].rawValue < format.rawValue { low = middle + 1 } else { high = middle }
    }
    return low < formats.count && formats[low] == format ? low : nil
  }

  /// Combines two tables format by format; each pair of sets is combined once.
  func joined(
    with other: Self, rest: Layouts?, _ combine: (LayoutGroup?, LayoutGroup?) -> LayoutGroup?
  ) -> Self {
    let mine = groups + [otherFormats].compactMap { $0.map(LayoutGroup.init) }
    let theirs = other.groups + [other.otherFormats].compactMap { $0.map(LayoutGroup.init) }
    let myRest = otherFormats == nil ? nil : groups.count
    let theirRest = other.otherFormats == nil ? nil : other.groups.count
    // Index of the combined set by the indices of its two parts, −1 where not combined yet.
    var combined = [Int](repeating: -1, count: (mine.count + 1) * (theirs.count + 1))
    var results: [LayoutGroup] = []
    var joinedFormats: [PixelFormat] = []
    var joinedGroups: [Int] = []
    func add(_ format: PixelFormat, _ a: Int?, _ b: Int?) {
      let key = (a ?? mine.count) * (theirs.count + 1) + (b ?? theirs.count)
      if combined[key] < 0 {
        combined[key] = results.count
        results.append(
          combine(a.map { mine[$0] }, b.map { theirs[$0] }) ?? LayoutGroup(.only([])))
      }
      let group = combined[key]
      guard rest != nil || !results[group].isEmpty else { return }
      joinedFormats.append(format)
      joinedGroups.append(group)
    }
    var (i, j) = (0, 0)
    while i < formats.count || j < other.formats.count {
      if j == other.formats.count
        || (i < formats.count && formats[i].rawValue < other.formats[j].rawValue)
      {
        add(formats[i], groupOfFormat[i], theirRest)
        i += 1
      } else if i == formats.count || other.formats[j].rawValue < formats[i].rawValue {
        add(other.formats[j], myRest, other.groupOfFormat[j])
        j += 1
      } else {
        add(formats[i], groupOfFormat[i], other.groupOfFormat[j])
        i += 1
        j += 1
      }
    }
    return Self(
      formats: joinedFormats, groupOfFormat: joinedGroups, groups: results, otherFormats: rest)
  }
}

extension FormatTable {
  /// Whether both take the same, however they are kept.
  public static func == (left: Self, right: Self) -> Bool {
    left.formats == right.formats && left.otherFormats == right.otherFormats
      && zip(left.groupOfFormat, right.groupOfFormat).allSatisfy {
        left.groups[$0] == right.groups[$1]
      }
  }

  /// Hashes the formats; tables that differ in layouts alone are rare.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(formats)
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
