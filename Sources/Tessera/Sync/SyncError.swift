internal import SystemPackage
public import TesseraKernel

/// Why waiting for devices did not end well: a sentence, with the system call behind it.
public struct SyncError: Error, Hashable, Sendable {
  /// What kind of failure; kinds may be added.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The word for it.
    public let rawValue: String
    /// Takes the word for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The time ran out first.
    public static let timedOut = Self(rawValue: "timed out")
    /// The task that waited was cancelled.
    public static let cancelled = Self(rawValue: "cancelled")
    /// The kernel or the driver has no such thing.
    public static let notSupported = Self(rawValue: "not supported")
    /// What was handed in is not what it was taken for.
    public static let invalid = Self(rawValue: "invalid")
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

extension SyncError: CustomStringConvertible {
  /// The sentence, with the cause.
  public var description: String {
    cause.map { "\(message) (\($0))" } ?? message
  }
}

extension SyncError {
  static func timedOut(_ what: String, after duration: Duration?) -> Self {
    let time = duration.map { " for \($0)" } ?? ""
    return Self(
      .timedOut, "\(what) was waited for\(time) and has not signalled; its device may hang")
  }

  /// Tells what a failed system call means for a wish.
  static func failing(to wish: String, _ cause: SystemCallError) -> Self {
    let code: Code = cause.errno == .invalidArgument ? .invalid : .systemCall
    return Self(code, "could not \(wish)", cause: cause)
  }
}

/// Makes system calls for a wish, and tells what a failure means for it.
func attempting<R: ~Copyable>(
  to wish: String, _ body: () throws(SystemCallError) -> R
) throws(SyncError) -> R {
  do { return try body() } catch { throw SyncError.failing(to: wish, error) }
}
