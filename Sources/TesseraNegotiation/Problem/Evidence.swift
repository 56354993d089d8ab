/// Where a constraint came from, so that an answer can be traced and trusted.
public struct Evidence: Hashable, Sendable {
  /// How a fact became known.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    /// The word for it.
    public let rawValue: String
    /// Takes the word for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A standard or the kernel's interface promises it.
    public static let specification = Self(rawValue: "specification")
    /// A table of known devices says it.
    public static let table = Self(rawValue: "table")
    /// The driver answered it.
    public static let driverQuery = Self(rawValue: "driver query")
    /// It was tried and watched.
    public static let probe = Self(rawValue: "probe")
    /// A device refused a buffer.
    public static let refusal = Self(rawValue: "refusal")
    /// The user asked for it.
    public static let user = Self(rawValue: "user")
  }

  /// How it became known.
  public var kind: Kind
  /// The call, table row or document, such as `VIDIOC_TRY_FMT`.
  public var source: String

  /// Names how and from where a fact became known.
  public init(_ kind: Kind, _ source: String) {
    self.kind = kind
    self.source = source
  }
}

extension Evidence: CustomStringConvertible {
  /// Kind and source, such as `driver query: IN_FORMATS`.
  public var description: String { "\(kind.rawValue): \(source)" }
}
