/// How far it is proved that somebody takes the buffers.
///
/// Each level includes those below it.
public struct ProofLevel: RawRepresentable, Hashable, Sendable {
  /// The higher, the more was proved.
  public let rawValue: Int
  /// Takes the number.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Nothing was tried: what the device says is all there is.
  public static let none = Self(rawValue: 0)
  /// The device has taken the buffers: an import was accepted.
  public static let imported = Self(rawValue: 1)
  /// The driver has accepted a commit that shows a buffer, without showing it (`TEST_ONLY`).
  public static let tested = Self(rawValue: 2)
  /// What one side wrote was read by another where it was agreed to be: verified.
  public static let pattern = Self(rawValue: 3)
}

extension ProofLevel: Comparable, LosslessStringConvertible {
  private static let words: [(level: Self, word: String)] = [
    (.none, "none"), (.imported, "import"), (.tested, "test"), (.pattern, "pattern"),
  ]

  /// Reads the word for a level.
  public init?(_ word: String) {
    guard let found = Self.words.first(where: { $0.word == word }) else { return nil }
    self = found.level
  }

  /// The word for it.
  public var description: String {
    Self.words.first { $0.level == self }?.word ?? "level \(rawValue)"
  }

  /// What may be said of whoever reached it; only the last of them is a verification.
  public var outcome: String {
    switch self {
    case .none: "not tried"
    case .imported: "import accepted"
    case .tested: "test commit accepted"
    case .pattern: "verified"
    default: description
    }
  }

  /// The weaker first.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
