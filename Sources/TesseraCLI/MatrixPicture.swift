import Tessera

/// The matrix as an SVG picture: complete in itself, and without scripts.
struct MatrixPicture {
  /// More than these are told in a note: a picture is for one glance.
  static let rowLimit = 50
  static let columnLimit = 12

  private let matrix: Matrix
  private let columns: ArraySlice<String>
  private let rows: [Matrix.Row]

  private let rowHeight = 24
  private let columnWidth = 112
  private let labelWidth = 330
  private let headHeight = 104

  init(_ matrix: Matrix) {
    self.matrix = matrix
    columns = matrix.columns.prefix(Self.columnLimit)
    rows = matrix.rows(atMost: Self.rowLimit)
  }

  private var width: Int { labelWidth + columnWidth * (columns.count + 1) + 24 }
  private var height: Int { headHeight + rowHeight * rows.count + 60 }

  /// The picture's text.
  var svg: String {
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" \
      width="\(width)" height="\(height)" font-family="system-ui, sans-serif" font-size="13">
      <title>\(Markup.escaped("\(matrix.extent): who takes what"))</title>
      <style>
      .taken rect { fill: #d3ebda } .taken text { fill: #14532d }
      .refused rect { fill: #f3f4f6 } .refused text { fill: #9aa1ab }
      .chosen rect { fill: #1b7f4b } .chosen text { fill: #ffffff }
      .cell text { text-anchor: middle } .cell:hover rect { stroke: #1f2937; stroke-width: 1.5 }
      .label { fill: #1f2937 } .format { font-weight: 600 } .note { fill: #6b7280; font-size: 12px }
      </style>
      <rect width="\(width)" height="\(height)" fill="#ffffff"/>
      """
    ]
    parts.append(text("\(matrix.extent): who takes what", 16, 28, "label format", size: 16))
    parts += heads()
    for (index, row) in rows.enumerated() { parts.append(line(row, index)) }
    parts.append(legend())
    parts.append("</svg>\n")
    return parts.joined(separator: "\n")
  }

  private func heads() -> [String] {
    (columns.map(\.self) + ["together"]).enumerated().map { index, name in
      let x = labelWidth + columnWidth * index + columnWidth / 2
      // Two lines of a name are enough to know it; the rest is on hover.
      let words = Markup.wrapped(name, 15)
      let lines = words.enumerated().map { line, word in
        "<tspan x=\"\(x)\" dy=\"\(line == 0 ? 0 : 16)\">\(Markup.escaped(word))</tspan>"
      }
      let y = headHeight - 12 - 16 * (words.count - 1)
      return """
        <text class="label" x="\(x)" y="\(y)" text-anchor="middle">\
        <title>\(Markup.escaped(name))</title>\(lines.joined())</text>
        """
    }
  }

  private func line(_ row: Matrix.Row, _ index: Int) -> String {
    let y = headHeight + rowHeight * index
    let isFirst = index == 0 || rows[index - 1].pair.format != row.pair.format
    var parts: [String] = []
    if isFirst {
      parts.append(
        "<path d=\"M16 \(y) H\(width - 16)\" stroke=\"#d1d5db\" stroke-width=\"1\" fill=\"none\"/>")
      parts.append(text(row.pair.format.fourcc, 16, y + 17, "label format"))
    }
    parts.append(
      """
      <text class="label" x="72" y="\(y + 17)"><title>\(Markup.escaped("\(row.pair)"))</title>\
      \(Markup.escaped(row.pair.shortLayout))</text>
      """)
    let cells = row.cells.prefix(columns.count).map(\.self) + [row.together]
    for (column, cell) in cells.enumerated() {
      let name = column < columns.count ? columns[column] : "together"
      parts.append(box(cell, row.pair, name, x: labelWidth + columnWidth * column, y: y))
    }
    return parts.joined(separator: "\n")
  }

  private func box(
    _ cell: Matrix.Cell, _ pair: FormatModifier, _ name: String, x: Int, y: Int
  ) -> String {
    let isChosen = pair == matrix.chosen
    let kind = isChosen ? "chosen" : cell.isTaken ? "taken" : "refused"
    let mark = isChosen ? "●" : cell.isTaken ? "✓" : "·"
    let reason = "\(name), \(pair): \(cell.text)"
    return """
      <g class="cell \(kind)"><title>\(Markup.escaped(reason))</title>\
      <rect x="\(x + 2)" y="\(y + 2)" width="\(columnWidth - 4)" height="\(rowHeight - 4)" rx="4"/>\
      <text x="\(x + columnWidth / 2)" y="\(y + 17)">\(mark)</text></g>
      """
  }

  private func legend() -> String {
    let y = headHeight + rowHeight * rows.count + 26
    var notes =
      matrix.chosen == nil ? "✓ taken   · not: there is no agreement" : "● chosen   ✓ taken   · not"
    notes += "   (the reason is shown on hover)"
    var hidden: [String] = []
    if matrix.rows.count > rows.count { hidden.append("\(matrix.rows.count - rows.count) rows") }
    if matrix.columns.count > columns.count {
      hidden.append("\(matrix.columns.count - columns.count) participants")
    }
    let more =
      hidden.isEmpty
      ? "" : text("Not shown: \(hidden.joined(separator: " and ")).", 16, y + 18, "note")
    return text(notes, 16, y, "note") + more
  }

  private func text(_ words: String, _ x: Int, _ y: Int, _ kind: String, size: Int = 13) -> String {
    let size = size == 13 ? "" : " font-size=\"\(size)\""
    return "<text class=\"\(kind)\" x=\"\(x)\" y=\"\(y)\"\(size)>\(Markup.escaped(words))</text>"
  }
}
