/// What is peculiar to the text that `drm_info -j` prints.
enum DRMInfoText {
  /// The text with each number beyond 63 bits as a text of digits.
  ///
  /// It prints numbers of 64 bits, such as -1 read without its sign, and the parser has 63.
  static func quotingGreatNumbers(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      let start = place
      if bytes[place] == UInt8(ascii: "\"") {
        place = end(ofTextFrom: place + 1, bytes)
        result += bytes[start..<place]
      } else if isDigit(bytes[place]) {
        while place < bytes.count, isNumeric(bytes[place]) { place += 1 }
        let digits = bytes[start..<place]
        let isGreat =
          digits.count >= 19 && digits.allSatisfy(isDigit)
          && bytes.prefix(start).last != UInt8(ascii: "-")
          && Int64(String(decoding: digits, as: UTF8.self)) == nil
        result += isGreat ? [UInt8(ascii: "\"")] + digits + [UInt8(ascii: "\"")] : Array(digits)
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return result
  }

  private static func end(ofTextFrom start: Int, _ bytes: [UInt8]) -> Int {
    var place = start
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(place + 1, bytes.count)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || ".eE+-".utf8.contains(byte)
  }
}
