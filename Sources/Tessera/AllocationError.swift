/// Why a buffer could not be made or used: a sentence, with the system call behind it.
public struct AllocationError: Error, Hashable, Sendable {
  /// What kind of failure; kinds may be added.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The word for it.
    public let rawValue: String
    /// Takes the word for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// There is no memory of this kind left.
    public static let outOfMemory = Self(rawValue: "out of memory")
    /// The caller may not do this.
    public static let notPermitted = Self(rawValue: "not permitted")
    /// The allocator cannot make this layout.
    public static let unsupportedLayout = Self(rawValue: "unsupported layout")
    /// The driver gave something else than was asked for.
    public static let unexpectedResult = Self(rawValue: "unexpected result")
    /// A size is above a limit.
    public static let tooLarge = Self(rawValue: "too large")
    /// The plane, mapping or range does not exist.
    public static let invalidAccess = Self(rawValue: "invalid access")
    /// A system call failed in another way.
    public static let systemCall = Self(rawValue: "system call")
  }

  /// What kind of failure.
  public var code: Code
  /// What went wrong, where, and what to do, in one sentence without its full stop.
  public var message: String
  /// The system call that failed, with its errno; `nil` when none did.
  public var cause: SystemCallError?

  /// Tells a failure.
  public init(_ code: Code, _ message: String, cause: SystemCallError? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }
}

extension AllocationError: CustomStringConvertible {
  /// The sentence, with the cause.
  public var description: String {
    cause.map { "\(message) (\($0))" } ?? message
  }
}
