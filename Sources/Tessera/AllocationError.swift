public import SystemPackage

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
    /// What came with a buffer from elsewhere does not describe it.
    public static let invalidDescription = Self(rawValue: "invalid description")
    /// The plane, mapping or range does not exist.
    public static let invalidAccess = Self(rawValue: "invalid access")
    /// Somebody else uses what the memory would come from.
    public static let busy = Self(rawValue: "busy")
    /// A system call failed in another way.
    public static let systemCall = Self(rawValue: "system call")
  }

  /// What was being done; steps may be added.
  public struct Step: RawRepresentable, Hashable, Sendable {
    /// The word for it.
    public let rawValue: String
    /// Takes the word for it.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Working out what to ask for.
    public static let plan = Self(rawValue: "plan")
    /// Asking for memory.
    public static let allocate = Self(rawValue: "allocate")
    /// Getting a descriptor of it.
    public static let export = Self(rawValue: "export")
    /// Looking at what was given.
    public static let check = Self(rawValue: "check")
    /// Mapping it for the CPU.
    public static let map = Self(rawValue: "map")
    /// Opening or closing a CPU access.
    public static let access = Self(rawValue: "access")
    /// Waiting for a free buffer of a pool.
    public static let acquire = Self(rawValue: "acquire")
    /// Taking memory that somebody else made.
    public static let `import` = Self(rawValue: "import")
    /// Sending a buffer to another process.
    public static let send = Self(rawValue: "send")
    /// Receiving one.
    public static let receive = Self(rawValue: "receive")
  }

  /// What kind of failure.
  public var code: Code
  /// What went wrong and where, in one sentence without its full stop.
  public var message: String
  /// What was being done; `nil` where nobody said.
  public var step: Step?
  /// The node or file that it is about; `nil` where there is none.
  public var path: String?
  /// What to do about it, as the rest of the sentence; `nil` when nothing is known to help.
  public var hint: String?
  /// The system call that failed, with its errno; `nil` when none did.
  public var cause: SystemCallError?

  /// Tells a failure; the path is the cause's where none is given.
  public init(
    _ code: Code, _ message: String, step: Step? = nil, path: String? = nil, hint: String? = nil,
    cause: SystemCallError? = nil
  ) {
    self.code = code
    self.message = message
    self.step = step
    self.path = path ?? cause?.path
    self.hint = hint
    self.cause = cause
  }

  /// What the kernel answered, where it was asked.
  public var errno: Errno? { cause?.errno }
}

extension AllocationError: CustomStringConvertible {
  /// The sentence, with the cause and what to do.
  public var description: String {
    message + (cause.map { " (\($0))" } ?? "") + (hint.map { "; \($0)" } ?? "")
  }
}
