/// How often the CPU touches the image.
///
/// Law: the strongest. The identity is `none`.
public enum CPUAccess: Int, Hashable, Comparable, Sendable, CaseIterable {
  /// Never: the memory need not be mapped.
  case none = 0
  /// Now and then: uncached memory will do.
  case rarely = 1
  /// Every frame: uncached memory would be felt.
  case often = 2

  /// The weaker first.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// Law: the strongest.
  public func merged(with other: Self) -> Self { max(self, other) }
}

extension CPUAccess: CustomStringConvertible {
  /// The word for it.
  public var description: String {
    switch self {
    case .none: "no CPU access"
    case .rarely: "CPU access now and then"
    case .often: "CPU access to every frame"
    }
  }
}

/// How the CPU's caches treat memory; as a set, what a participant or an allocator can do.
///
/// Law: intersection. The identity is `any`.
public struct CacheModes: OptionSet, Hashable, Sendable {
  /// One bit a mode.
  public let rawValue: UInt8
  /// Takes the bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Reads and writes go through the caches.
  public static let cached = Self(rawValue: 1)
  /// Writes are gathered, reads are slow.
  public static let writeCombined = Self(rawValue: 2)
  /// Nothing is kept.
  public static let uncached = Self(rawValue: 4)
  /// Every mode: the identity.
  public static let any: Self = [.cached, .writeCombined, .uncached]

  /// Law: intersection.
  public func merged(with other: Self) -> Self { intersection(other) }
}

extension CacheModes: CustomStringConvertible {
  /// The modes in words.
  public var description: String {
    let names: [(Self, String)] = [
      (.cached, "cached"), (.writeCombined, "write-combined"), (.uncached, "uncached"),
    ]
    let words = names.filter { contains($0.0) }.map(\.1)
    return words.isEmpty ? "no cache mode" : words.joined(separator: " or ")
  }
}
