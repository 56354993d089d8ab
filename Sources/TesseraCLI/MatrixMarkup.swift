/// Text as a picture takes it.
enum Markup {
  /// At most three lines of so many letters, broken at blanks, dashes and colons where there are any.
  static func wrapped(_ name: String, _ width: Int) -> [String] {
    var lines = [""]
    for piece in name.split(omittingEmptySubsequences: true, whereSeparator: { $0 == " " }) {
      for part in chunks(String(piece), width) {
        if lines[lines.count - 1].isEmpty {
          lines[lines.count - 1] = part
        } else if lines[lines.count - 1].count + 1 + part.count <= width {
          lines[lines.count - 1] += " " + part
        } else {
          lines.append(part)
        }
      }
    }
    return lines.count > 3 ? Array(lines.prefix(2)) + [lines[2].prefix(width - 1) + "…"] : lines
  }

  private static func chunks(_ word: String, _ width: Int) -> [String] {
    var rest = word[...]
    var parts: [String] = []
    while rest.count > width {
      let head = rest.prefix(width)
      let cut = head.lastIndex { $0 == "-" || $0 == ":" }.map(head.index(after:)) ?? head.endIndex
      parts.append(String(rest[..<cut]))
      rest = rest[cut...]
    }
    return parts + [String(rest)]
  }

  /// Text that cannot be taken for markup; what XML has no room for is replaced.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in printable(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{fffe}", "\u{ffff}": result += "\u{fffd}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
