import Tessera

extension Matrix {
  /// A table for the terminal.
  func text(rows limit: Int) -> String {
    let shown = rows(atMost: limit)
    let heads = columns.map { $0.count > 20 ? String($0.prefix(19)) + "…" : $0 } + ["together"]
    let layoutWidth = shown.map(\.pair.shortLayout.count).max() ?? 0
    var lines = [
      "\(extent): who takes what",
      Self.padded("", 6 + layoutWidth) + heads.map { "  \($0)" }.joined(),
    ]
    var format: PixelFormat?
    for row in shown {
      let name = row.pair.format == format ? "" : row.pair.format.fourcc
      format = row.pair.format
      let marks = zip(heads, row.cells + [row.together]).map { head, cell in
        let mark = row.pair == chosen ? "●" : cell.isTaken ? "✓" : "·"
        return "  " + Self.padded(mark, head.count)
      }
      let line = Self.padded(name, 6) + Self.padded(row.pair.shortLayout, layoutWidth)
      lines.append(Self.trimmed(line + marks.joined()))
    }
    if rows.count > shown.count { lines.append("… and \(rows.count - shown.count) rows more") }
    lines.append(
      chosen == nil ? "✓ taken   · not   (there is no agreement)" : "● chosen   ✓ taken   · not")
    return lines.joined(separator: "\n")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func trimmed(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }
}
