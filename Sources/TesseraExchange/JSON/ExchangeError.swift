/// Why a document is refused: where, and what to do about it.
public struct ExchangeError: Error, Hashable, Sendable {
  /// The place, as a JSON pointer (RFC 6901); empty for the document as a whole.
  public var path: String
  /// The problem and the way out of it, as the rest of a sentence.
  public var problem: String

  /// Takes a place and a problem.
  public init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }
}

extension ExchangeError: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    path.isEmpty ? "The document \(problem)." : "The value at \(path) \(problem)."
  }
}

/// A place in a document while it is read; its pointer is spelled out only for a complaint.
struct JSONPath {
  private(set) var pointer = ""

  subscript(key: String) -> Self {
    var escaped = ""
    // A name of megabytes is no help in a message.
    for scalar in key.unicodeScalars.prefix(64) {
      switch scalar {
      case "~": escaped += "~0"
      case "/": escaped += "~1"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return Self(pointer: pointer + "/" + escaped)
  }

  subscript(index: Int) -> Self { Self(pointer: "\(pointer)/\(index)") }
}
