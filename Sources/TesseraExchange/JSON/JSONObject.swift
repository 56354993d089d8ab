/// An object being written, field by field; what says nothing is left out.
struct JSONObject {
  private var members: [JSON.Member] = []

  // Most have two to four fields, and documents have objects by the ten thousand.
  init() { members.reserveCapacity(4) }

  /// A field that is always written.
  mutating func put(_ key: String, _ value: JSON) {
    members.append(JSON.Member(key: key, value: value))
  }

  /// A field that is left out where it has its ordinary value.
  mutating func put<Value: Equatable>(
    _ key: String, _ value: Value, unless ordinary: Value, _ write: (Value) -> JSON
  ) {
    if value != ordinary { put(key, write(value)) }
  }

  /// A field that is left out where there is nothing.
  mutating func put<Value>(_ key: String, _ value: Value?, _ write: (Value) -> JSON) {
    if let value { put(key, write(value)) }
  }

  /// The object.
  var json: JSON { .object(members) }
}

extension JSON {
  /// A number as every JSON reader keeps it: beyond 2^53 as a text, for most of them count in doubles.
  static func number(_ value: UInt64) -> JSON {
    value <= 1 << 53 ? .integer(Int64(value)) : .string(String(value))
  }

  /// A number that may be negative.
  static func number(_ value: Int) -> JSON {
    value.magnitude <= 1 << 53 ? .integer(Int64(value)) : .string(String(value))
  }

  /// A list of texts.
  static func texts(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
}
