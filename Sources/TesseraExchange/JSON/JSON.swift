/// A JSON value as it stands in a text, before anybody asks what it means.
enum JSON: Hashable, Sendable {
  case object([Member])
  case array([JSON])
  case string(String)
  case integer(Int64)
  /// A number with a fraction or an exponent; no field of ours takes one.
  case real(Double)
  case bool(Bool)
  case null

  /// One field of an object; their order is kept.
  struct Member: Hashable, Sendable {
    var key: String
    var value: JSON
  }

  /// What such a value is called in a complaint.
  var kind: String {
    switch self {
    case .object: "an object"
    case .array: "a list"
    case .string: "a text"
    case .integer: "a whole number"
    case .real: "a number with a fraction or an exponent"
    case .bool: "true or false"
    case .null: "null"
    }
  }
}
