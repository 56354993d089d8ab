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

  /// Layouts by format; never an empty set.
  public private(set) var layouts: [PixelFormat: Layouts]
  /// The layouts of every format that has no row of its own; `nil` when other formats are not taken.
  public private(set) var otherFormats: Layouts?

  /// Takes rows; a format given with no layout at all is not taken.
  public init(_ layouts: [PixelFormat: Layouts], otherFormats: Layouts? = nil) {
    self.layouts = layouts.filter { otherFormats != nil || !$0.value.isEmpty }
    self.otherFormats = otherFormats.flatMap { $0.isEmpty ? nil : $0 }
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

  /// The layouts taken for a format; none is an empty set.
  public func layouts(of format: PixelFormat) -> Layouts {
    layouts[format] ?? otherFormats ?? .only([])
  }

  /// Whether the pair is taken.
  public func contains(_ pair: FormatModifier) -> Bool {
    layouts(of: pair.format).contains(pair.modifier)
  }

  /// Whether nothing is taken.
  public var isEmpty: Bool { otherFormats == nil && layouts.allSatisfy(\.value.isEmpty) }

  /// Law: intersection.
  public func merged(with other: Self) -> Self {
    var rows: [PixelFormat: Layouts] = [:]
    for format in Set(layouts.keys).union(other.layouts.keys) {
      rows[format] = layouts(of: format).merged(with: other.layouts(of: format))
    }
    let rest: Layouts? =
      if let mine = otherFormats, let theirs = other.otherFormats {
        mine.merged(with: theirs)
      } else {
        nil
      }
    return Self(rows, otherFormats: rest)
  }

  /// The concrete pairs, in the order of their codes; empty where either half is "any".
  public var pairs: [FormatModifier] {
    layouts.flatMap { format, layouts -> [FormatModifier] in
      guard case .only(let set) = layouts else { return [] }
      return set.map { FormatModifier(format, $0) }
    }.sorted()
  }
}

extension FormatTable: CustomStringConvertible {
  /// The formats grouped by what layouts they come in, such as `XR24 NV12 in LINEAR`.
  public var description: String {
    var groups: [Layouts: [PixelFormat]] = [:]
    for (format, layouts) in layouts { groups[layouts, default: []].append(format) }
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
