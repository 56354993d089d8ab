/// Counts what is in a text before anything is built of it, and tells the path of any byte.
///
/// Memory is spent only on a text that is known to be small: an empty list costs two bytes to send
/// and a hundred to keep. Whether the text is JSON at all is for the parser to say.
struct JSONScanner {
  /// A list or an object that is open at the byte looked at.
  private struct Level {
    var isObject: Bool
    var index = 0
    var key: Range<Int> = 0..<0
    var awaitsKey = true
  }

  private let bytes: [UInt8]
  private var levels: [Level] = []
  private var elements = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Refuses what is too large, too deep or too many, and a zero with a sign.
  static func check(_ bytes: [UInt8], limits: JSONLimits) throws(ExchangeError) {
    guard bytes.count <= limits.bytes else {
      throw ExchangeError(
        path: "",
        problem: "has \(bytes.count) bytes and may have \(limits.bytes); send a smaller one")
    }
    var scanner = Self(bytes)
    try scanner.scan(to: bytes.count, limits: limits)
  }

  /// The path of the value at a byte.
  static func path(in bytes: [UInt8], at position: Int) -> String {
    var scanner = Self(bytes)
    // Limits were checked before: nothing is thrown now.
    try? scanner.scan(
      to: min(max(position, 0), bytes.count),
      limits: JSONLimits(bytes: .max, depth: .max, elements: .max))
    return scanner.path
  }

  private mutating func scan(to end: Int, limits: JSONLimits) throws(ExchangeError) {
    var place = 0
    while place < end {
      switch bytes[place] {
      case UInt8(ascii: "\""):
        let start = place + 1
        place = endOfText(from: start, end: end)
        if let level = levels.last, level.isObject, level.awaitsKey {
          levels[levels.count - 1].key = start..<place
        }
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        try count(limits)
        levels.append(Level(isObject: bytes[place] == UInt8(ascii: "{")))
        guard levels.count <= limits.depth else {
          throw ExchangeError(
            path: path, problem: "lies deeper than \(limits.depth) levels; nest less")
        }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): _ = levels.popLast()
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        try count(limits)
        guard let level = levels.indices.last else { break }
        levels[level].awaitsKey = bytes[place] == UInt8(ascii: ",")
        if levels[level].awaitsKey { levels[level].index += 1 }
      case UInt8(ascii: "-") where isSignedZero(place):
        throw ExchangeError(path: path, problem: "is a zero with a sign; write 0")
      default: break
      }
      place += 1
    }
  }

  /// The closing quotation mark of a text, or the end.
  private func endOfText(from start: Int, end: Int) -> Int {
    var place = start
    while place < end, bytes[place] != UInt8(ascii: "\"") {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(place, end)
  }

  private mutating func count(_ limits: JSONLimits) throws(ExchangeError) {
    elements += 1
    guard elements <= limits.elements else {
      throw ExchangeError(
        path: path, problem: "is one value too many: \(limits.elements) are taken; send fewer")
    }
  }

  private func isSignedZero(_ place: Int) -> Bool {
    guard place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "0") else { return false }
    guard place + 2 < bytes.count else { return true }
    return !".eE0123456789".utf8.contains(bytes[place + 2])
  }

  private var path: String {
    levels.prefix(64).reduce(into: JSONPath()) { path, level in
      path =
        level.isObject
        ? path[String(decoding: bytes[level.key], as: UTF8.self)] : path[level.index]
    }.pointer
  }
}
