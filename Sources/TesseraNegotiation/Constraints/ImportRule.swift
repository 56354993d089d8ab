/// Whose buffers a participant takes: an edge between it and each allocator.
///
/// Law: intersection of what is permitted, union of what is refused. The identity is `any`.
public struct ImportRule: Hashable, Sendable {
  /// The only allocators whose buffers are taken; `nil` for all.
  public var permitted: Set<Name<Production>>?
  /// Allocators whose buffers are not taken.
  public var refused: Set<Name<Production>>

  /// Takes the edges.
  public init(only permitted: Set<Name<Production>>? = nil, not refused: Set<Name<Production>> = [])
  {
    self.permitted = permitted
    self.refused = refused
  }

  /// Everything is taken: the identity.
  public static let any = Self()

  /// Whether buffers of the allocator are taken.
  public func takes(_ allocator: Name<Production>) -> Bool {
    !refused.contains(allocator) && (permitted?.contains(allocator) ?? true)
  }

  /// Law: intersection, union.
  public func merged(with other: Self) -> Self {
    let permitted: Set<Name<Production>>? =
      switch (permitted, other.permitted) {
      case (let known, nil), (nil, let known): known
      case (let a?, let b?): a.intersection(b)
      }
    return Self(only: permitted, not: refused.union(other.refused))
  }
}

extension ImportRule: CustomStringConvertible {
  /// The edges in words.
  public var description: String {
    var clauses: [String] = []
    if let permitted {
      let names = permitted.sorted().map(\.rawValue)
      clauses.append(
        names.isEmpty ? "buffers of nobody" : "buffers only of \(names.joined(separator: ", "))")
    }
    if !refused.isEmpty {
      clauses.append(
        "no buffers of \(refused.sorted().map(\.rawValue).joined(separator: ", "))")
    }
    return clauses.isEmpty ? "buffers of any allocator" : clauses.joined(separator: "; ")
  }
}
