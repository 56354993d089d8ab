/// Whether the content must be out of the CPU's reach.
///
/// Law: conjunction; what one requires another may not forbid. The identity is `any`.
public struct Protection: OptionSet, Hashable, Sendable {
  /// One bit a demand.
  public let rawValue: UInt8
  /// Takes the bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Protected memory only.
  public static let required = Self(rawValue: 1)
  /// No protected memory.
  public static let forbidden = Self(rawValue: 2)
  /// No demand: the identity.
  public static let any: Self = []

  /// Law: conjunction.
  public func merged(with other: Self) -> Self { union(other) }

  /// Whether memory that is or is not protected will do.
  public func permits(isProtected: Bool) -> Bool {
    isProtected ? !contains(.forbidden) : !contains(.required)
  }
}

extension Protection: CustomStringConvertible {
  /// The demand in words.
  public var description: String {
    switch self {
    case .required: "protected memory"
    case .forbidden: "memory that is not protected"
    case []: "protected or unprotected memory"
    default: "protected memory that is not protected"
    }
  }
}
