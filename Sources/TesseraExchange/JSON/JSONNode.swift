/// A value being read, and where it stands.
struct JSONNode {
  let value: JSON
  let path: JSONPath

  /// A complaint about this value.
  func refused(_ problem: String) -> ExchangeError {
    ExchangeError(path: path.pointer, problem: problem)
  }

  /// The elements of a list.
  func elements() throws(ExchangeError) -> [JSONNode] {
    guard case .array(let values) = value else { throw expected("a list") }
    return values.enumerated().map { JSONNode(value: $1, path: path[$0]) }
  }

  /// What each element of a list reads as.
  func list<Element>(
    _ read: (JSONNode) throws(ExchangeError) -> Element
  ) throws(ExchangeError) -> [Element] {
    try elements().map(read)
  }

  /// What each element of a list reads as, where none may come twice.
  func set<Element: Hashable>(
    _ read: (JSONNode) throws(ExchangeError) -> Element
  ) throws(ExchangeError) -> Set<Element> {
    var set: Set<Element> = []
    for node in try elements() {
      guard set.insert(try read(node)).inserted else {
        throw node.refused("is in the list twice; keep one")
      }
    }
    return set
  }

  /// What the fields of an object read as; a field that nobody asked for is refused.
  func object<Result>(
    _ read: (inout JSONFields) throws(ExchangeError) -> Result
  ) throws(ExchangeError) -> Result {
    guard case .object(let members) = value else { throw expected("an object") }
    var fields = JSONFields(members, path: path)
    let result = try read(&fields)
    try fields.finish()
    return result
  }

  /// A text.
  func text() throws(ExchangeError) -> String {
    guard case .string(let text) = value else { throw expected("a text") }
    return text
  }

  /// True or false.
  func flag() throws(ExchangeError) -> Bool {
    guard case .bool(let flag) = value else { throw expected("true or false") }
    return flag
  }

  /// A whole number that is not negative: a JSON number, or a text of decimal digits.
  func number(from least: UInt64 = 0) throws(ExchangeError) -> UInt64 {
    let number: UInt64
    switch value {
    case .integer(let integer):
      guard let known = UInt64(exactly: integer) else {
        throw refused("is negative; write a whole number from \(least) on")
      }
      number = known
    case .string(let digits):
      guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }),
        digits == "0" || digits.utf8.first != 48
      else { throw refused("is a text that is no decimal number; write digits only") }
      guard let known = UInt64(digits) else {
        throw refused("does not fit 64 bits; the greatest number is \(UInt64.max)")
      }
      number = known
    default: throw expected("a whole number")
    }
    guard number >= least else { throw refused("is \(number) and must be at least \(least)") }
    return number
  }

  /// A whole number, negative or not, that fits `range`.
  func integer(in range: ClosedRange<Int> = .min ... .max) throws(ExchangeError) -> Int {
    if case .integer(let integer) = value {
      guard let known = Int(exactly: integer), range.contains(known) else {
        throw refused(
          "is out of range; write a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return known
    }
    if case .string(let digits) = value, digits.hasPrefix("-"), range.lowerBound < 0,
      let known = Int(digits), String(known) == digits, range.contains(known)
    {
      return known
    }
    guard let known = Int(exactly: try number()), range.contains(known) else {
      throw refused(
        "is out of range; write a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return known
  }

  /// One word of a list of known ones.
  func word<Value>(of known: [(word: String, value: Value)]) throws(ExchangeError) -> Value {
    let text = try text()
    guard let entry = known.first(where: { $0.word == text }) else {
      let words = known.map(\.word).joined(separator: ", ")
      throw refused("is none of the known words; write one of \(words)")
    }
    return entry.value
  }

  private func expected(_ kind: String) -> ExchangeError {
    refused("is \(value.kind); write \(kind)")
  }
}
