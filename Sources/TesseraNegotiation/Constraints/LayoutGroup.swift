import TesseraFormats

/// A set of layouts kept sorted, so that two are merged by walking them side by side.
struct LayoutGroup: Hashable, Sendable {
  private struct Content: Hashable {
    var explicit: [UInt64]
    var implicit: [Device]
    var mayCompress: Bool

    init(explicit: [UInt64], implicit: [Device]) {
      self.explicit = explicit
      self.implicit = implicit
      mayCompress = explicit.contains { Modifier(rawValue: $0).isCompressed }
    }
  }
  /// The explicit modifiers by value, and the devices of the implicit ones by name; `nil` for any.
  private let content: Content?

  init(_ layouts: FormatTable.Layouts) {
    guard case .only(let set) = layouts else {
      content = nil
      return
    }
    var explicit: [UInt64] = []
    var implicit: [Device] = []
    for modifier in set {
      switch modifier {
      case .explicit(let modifier): explicit.append(modifier.rawValue)
      case .implicit(let device): implicit.append(device)
      }
    }
    content = Content(
      explicit: explicit.sorted(), implicit: implicit.sorted { $0.identity < $1.identity })
  }

  private init(explicit: [UInt64], implicit: [Device]) {
    content = Content(explicit: explicit, implicit: implicit)
  }

  /// Whether some of the layouts compress; any layout may.
  var mayCompress: Bool { content?.mayCompress ?? true }

  var isEmpty: Bool { content.map { $0.explicit.isEmpty && $0.implicit.isEmpty } ?? false }

  /// The layouts in their order; `nil` for any.
  var sorted: [LayoutModifier]? {
    content.map { content in
      content.explicit.map { .explicit(Modifier(rawValue: $0)) }
        + content.implicit.map(LayoutModifier.implicit)
    }
  }

  var layouts: FormatTable.Layouts { sorted.map { .only(Set($0)) } ?? .any }

  func contains(_ modifier: LayoutModifier) -> Bool {
    guard let content else { return true }
    switch modifier {
    case .implicit(let device): return content.implicit.contains(device)
    case .explicit(let modifier):
      var (low, high) = (0, content.explicit.count)
      while low < high {
        let middle = (low + high) / 2
        if content.explicit[middle] < modifier.rawValue { low = middle + 1 } else { high = middle }
      }
      return low < content.explicit.count && content.explicit[low] == modifier.rawValue
    }
  }

  /// Law: intersection; `nil`, which takes nothing, stays so.
  func merged(with other: Self?) -> Self? {
    guard let other else { return nil }
    guard let mine = content else { return other }
    guard let theirs = other.content, theirs != mine else { return self }
    return Self(
      explicit: Self.common(mine.explicit, theirs.explicit),
      implicit: mine.implicit.filter(theirs.implicit.contains))
  }

  private static func common(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
    var common: [UInt64] = []
    common.reserveCapacity(min(a.count, b.count))
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      if a[i] == b[j] {
        common.append(a[i])
        i += 1
        j += 1
      } else if a[i] < b[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return common
  }

  /// Everything that is in either.
  func joined(with other: Self?) -> Self {
    guard let other, let mine = content, let theirs = other.content else {
      return other == nil ? self : Self(.any)
    }
    return Self(
      explicit: Set(mine.explicit + theirs.explicit).sorted(),
      implicit: Set(mine.implicit + theirs.implicit).sorted { $0.identity < $1.identity })
  }
}
