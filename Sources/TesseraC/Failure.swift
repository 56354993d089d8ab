internal import SystemPackage
internal import Tessera

/// What a function of the C interface fails with.
struct Failure: Error {
  /// A positive errno.
  var number: CInt
  /// A few words that do not change.
  var code: String
  var message: String
  var path: String?
  var hint: String?

  init(_ errno: Errno, _ code: String, _ message: String, path: String? = nil, hint: String? = nil)
  {
    number = errno.rawValue
    self.code = code
    self.message = message
    self.path = path
    self.hint = hint
  }

  static func invalid(_ message: String) -> Self {
    Self(.invalidArgument, "invalid argument", message)
  }

  /// Turns an error of the library into one of its C interface.
  init(_ error: any Error) {
    switch error {
    case let error as Failure: self = error
    case let error as AllocationError:
      self.init(
        error.errno ?? Self.errno(of: error.code), error.code.rawValue, error.description,
        path: error.path ?? error.cause?.path, hint: error.hint)
    case let error as DeviceError:
      self.init(
        error.cause?.errno ?? .operationNotSupportedByDevice, "device", error.description,
        path: error.path, hint: error.advice)
    case let error as SyncError:
      self.init(
        Self.errno(of: error), error.code.rawValue, error.description, path: error.cause?.path)
    case let error as ExchangeError:
      self.init(.badMessage, "document", error.description, path: error.path)
    case let error as DMABufFeedback.Malformed: self.init(error)
    case let error as RosterError:
      self.init(.noSuchFileOrDirectory, "unknown participant", error.description)
    case let error as SystemCallError:
      self.init(error.errno, "system call", error.description, path: error.path)
    default: self.init(.ioError, "unknown", "\(error)")
    }
  }

  private static func errno(of code: AllocationError.Code) -> Errno {
    switch code {
    case .outOfMemory: .noMemory
    case .notPermitted: .notPermitted
    case .unexpectedResult: .protocolError
    case .tooLarge: .fileTooLarge
    case .invalidDescription: .badMessage
    case .busy: .resourceBusy
    case .timedOut: .timedOut
    case .cancelled: .canceled
    case .systemCall: .ioError
    default: .invalidArgument
    }
  }

  private static func errno(of error: SyncError) -> Errno {
    switch error.code {
    case .timedOut: .timedOut
    case .cancelled: .canceled
    case .notSupported: .notSupported
    case .invalid: .invalidArgument
    default: error.cause?.errno ?? .ioError
    }
  }
}
