/// Four letters packed in a word, the first in the lowest byte.
enum FourCC {
  /// The letters of a word: trailing blanks dropped, unprintable bytes as `\x01`.
  static func text(of word: UInt32) -> String {
    var text = ""
    var blanks = 0
    for shift in stride(from: UInt32(0), through: 24, by: 8) {
      let byte = UInt8(truncatingIfNeeded: word >> shift)
      if byte == 0x20 {
        blanks += 1
        continue
      }
      text += String(repeating: " ", count: blanks)
      blanks = 0
      if byte > 0x20 && byte < 0x7f {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "\\x" + hexadecimal(UInt64(byte), digits: 2)
      }
    }
    return text
  }

  /// The word of one to four printable letters; missing letters are blanks.
  static func value(of text: some StringProtocol) -> UInt32? {
    let bytes = text.utf8
    guard (1...4).contains(bytes.count) else { return nil }
    var word: UInt32 = 0
    var shift: UInt32 = 0
    for byte in bytes {
      guard byte >= 0x20 && byte < 0x7f else { return nil }
      word |= UInt32(byte) << shift
      shift += 8
    }
    while shift < 32 {
      word |= 0x20 << shift
      shift += 8
    }
    return word
  }

  /// The number that `0x…` stands for, or `nil` when the text is something else.
  static func number<Word: FixedWidthInteger>(
    _ text: some StringProtocol, as type: Word.Type
  ) -> Word? {
    guard text.hasPrefix("0x") || text.hasPrefix("0X") else { return nil }
    let digits = text.dropFirst(2)
    guard digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
    return Word(digits, radix: 16)
  }

  /// The hexadecimal digits of a number, with leading zeros up to `digits`.
  static func hexadecimal(_ number: UInt64, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
  }
}
