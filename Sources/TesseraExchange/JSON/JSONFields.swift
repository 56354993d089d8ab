/// The fields of one object, each asked for by name.
///
/// The rule for unknown fields: they are refused, because a demand that is not understood must not be
/// ignored; those whose name starts with `x-` are for others and are not read.
struct JSONFields {
  let path: JSONPath
  private let members: [JSON.Member]
  private var asked: Set<String> = []

  init(_ members: [JSON.Member], path: JSONPath) {
    self.members = members
    self.path = path
  }

  /// A field that may be left out.
  mutating func optional(_ key: String) -> JSONNode? {
    asked.insert(key)
    guard let member = members.first(where: { $0.key == key }) else { return nil }
    return JSONNode(value: member.value, path: path[key])
  }

  /// A field that must be there.
  mutating func required(_ key: String) throws(ExchangeError) -> JSONNode {
    guard let node = optional(key) else {
      throw ExchangeError(path: path.pointer, problem: "lacks the field \"\(key)\"; add it")
    }
    return node
  }

  /// What a field reads as, or what it means when it is left out.
  mutating func value<Value>(
    _ key: String, or other: Value, _ read: (JSONNode) throws(ExchangeError) -> Value
  ) throws(ExchangeError) -> Value {
    guard let node = optional(key) else { return other }
    return try read(node)
  }

  /// What a field reads as, or nothing when it is left out.
  mutating func value<Value>(
    _ key: String, _ read: (JSONNode) throws(ExchangeError) -> Value
  ) throws(ExchangeError) -> Value? {
    guard let node = optional(key) else { return nil }
    return try read(node)
  }

  /// Refuses fields that nobody asked for.
  func finish() throws(ExchangeError) {
    for member in members where !asked.contains(member.key) && !member.key.hasPrefix("x-") {
      throw ExchangeError(
        path: path[member.key].pointer,
        problem: "is an unknown field; leave it out, or start its name with x- to have it ignored")
    }
  }
}
