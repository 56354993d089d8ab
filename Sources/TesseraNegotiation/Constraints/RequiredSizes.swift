public import TesseraFormats

/// Image sizes that every buffer must be able to hold one after the other, such as portrait and landscape.
///
/// Law: union; each must be among the sizes that everybody takes, and the buffer is as large as the
/// largest of their layouts. The identity is `none`.
public struct RequiredSizes: Hashable, Sendable {
  /// The sizes, beside the problem's own.
  public var extents: Set<Extent>

  /// Takes the sizes.
  public init(_ extents: Set<Extent>) { self.extents = extents }

  /// No size but the problem's own: the identity.
  public static let none = Self([])

  /// Law: union.
  public func merged(with other: Self) -> Self { Self(extents.union(other.extents)) }
}

extension RequiredSizes: CustomStringConvertible {
  /// The sizes in words.
  public var description: String {
    let sizes = extents.sorted {
      ($0.width.value, $0.height.value) < ($1.width.value, $1.height.value)
    }
    return sizes.isEmpty ? "no other size" : sizes.map(\.description).joined(separator: ", ")
  }
}
