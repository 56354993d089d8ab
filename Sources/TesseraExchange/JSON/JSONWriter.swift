extension JSON {
  /// The text of an object or a list; fields in the order in which they were put.
  func bytes(_ style: JSONStyle) -> [UInt8] {
    var writer = JSONWriter(style: style)
    writer.write(self)
    return style == .readable ? writer.bytes + [UInt8(ascii: "\n")] : writer.bytes
  }
}

/// Puts values down as text, one behind the other: a recording has a hundred thousand of them, which
/// a second tree, of the parser's library, would take longer to hold than to write.
private struct JSONWriter {
  let style: JSONStyle
  private(set) var bytes: [UInt8] = []
  private var depth = 0

  init(style: JSONStyle) { self.style = style }

  mutating func write(_ value: JSON) {
    switch value {
    case .object(let members):
      write(members, between: UInt8(ascii: "{"), UInt8(ascii: "}")) { writer, member in
        writer.write(member.key)
        writer.bytes.append(UInt8(ascii: ":"))
        if writer.style == .readable { writer.bytes.append(UInt8(ascii: " ")) }
        writer.write(member.value)
      }
    case .array(let elements):
      write(elements, between: UInt8(ascii: "["), UInt8(ascii: "]")) { $0.write($1) }
    case .string(let text): write(text)
    case .integer(let number): bytes += String(number).utf8
    case .real(let number): bytes += number.description.utf8
    case .bool(let flag): bytes += (flag ? "true" : "false").utf8
    case .null: bytes += "null".utf8
    }
  }

  private mutating func write<Element>(
    _ elements: [Element], between open: UInt8, _ close: UInt8,
    _ write: (inout Self, Element) -> Void
  ) {
    bytes.append(open)
    depth += 1
    for index in elements.indices {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine()
      write(&self, elements[index])
    }
    depth -= 1
    if !elements.isEmpty { breakLine() }
    bytes.append(close)
  }

  private mutating func breakLine() {
    guard style == .readable else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: 2 * depth)
  }

  private mutating func write(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    if Self.isPlain(text.utf8Span.span) {
      bytes += text.utf8
    } else {
      for byte in text.utf8 { escape(byte) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a text stands as it is (RFC 8259, section 7).
  private static func isPlain(_ text: Span<UInt8>) -> Bool {
    for place in text.indices {
      let byte = text[place]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
    }
    return true
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): bytes += "\\\"".utf8
    case UInt8(ascii: "\\"): bytes += "\\\\".utf8
    case 0x08: bytes += "\\b".utf8
    case 0x0c: bytes += "\\f".utf8
    case UInt8(ascii: "\n"): bytes += "\\n".utf8
    case UInt8(ascii: "\r"): bytes += "\\r".utf8
    case UInt8(ascii: "\t"): bytes += "\\t".utf8
    case 0..<0x20:
      let digits = String(byte, radix: 16, uppercase: true)
      bytes += (byte < 0x10 ? "\\u000" : "\\u00").utf8
      bytes += digits.utf8
    default: bytes.append(byte)
    }
  }
}
