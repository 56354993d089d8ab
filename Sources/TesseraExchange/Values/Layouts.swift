internal import TesseraFormats
internal import TesseraNegotiation

extension JSON {
  /// Four letters, or a number where letters would be read as another format.
  init(_ format: PixelFormat) { self = .string(Self.known[format] ?? Self.text(of: format)) }

  /// The texts of the known formats: a recording has the same few by the thousand.
  private static let known = Dictionary(
    uniqueKeysWithValues: PixelFormat.allKnown.map { ($0, text(of: $0)) })

  private static func text(of format: PixelFormat) -> String {
    let letters = format.fourcc
    return PixelFormat(letters) == format ? letters : "0x" + String(format.rawValue, radix: 16)
  }

  /// `LINEAR` or a number; `{"implicit": …}` for what one device alone knows.
  init(_ layout: LayoutModifier) {
    switch layout {
    case .linear: self = .string("LINEAR")
    case .explicit(let modifier): self = .string("0x" + String(modifier.rawValue, radix: 16))
    case .implicit(let device):
      self = .object([Member(key: "implicit", value: .string(device.identity))])
    }
  }

  init(_ layouts: FormatTable.Layouts) {
    switch layouts {
    case .any: self = .string("any")
    case .only(let set): self = .array(set.sorted().map { JSON($0) })
    }
  }

  /// Rows of formats that share their layouts, in the order of their first formats.
  init(_ table: FormatTable) {
    var rows = table.formatsByLayouts.map { row in
      Self.row(.array(row.formats.map { JSON($0) }), JSON(row.layouts))
    }
    if let rest = table.otherFormats { rows.append(Self.row(.string("any"), JSON(rest))) }
    self = .array(rows)
  }

  private static func row(_ formats: JSON, _ layouts: JSON) -> JSON {
    var object = JSONObject()
    object.put("formats", formats)
    object.put("layouts", layouts)
    return object.json
  }
}

extension JSONNode {
  func format() throws(ExchangeError) -> PixelFormat {
    guard let format = PixelFormat(try text()) else {
      throw refused(
        "is no pixel format; write four letters such as NV12, or a number such as 0x3231564e")
    }
    return format
  }

  func layout() throws(ExchangeError) -> LayoutModifier {
    guard case .string(let text) = value else {
      return try object { fields throws(ExchangeError) in
        .implicit(on: Device(try fields.required("implicit").text()))
      }
    }
    guard let modifier = Modifier(text) else {
      throw refused("is no modifier; write LINEAR or a number such as 0x100000000000001")
    }
    guard modifier.isExplicit else {
      throw refused("is no layout by itself; write {\"implicit\": the device that knows it}")
    }
    return .explicit(modifier)
  }

  func layouts() throws(ExchangeError) -> FormatTable.Layouts {
    if value == .string("any") { return .any }
    return .only(try set { node throws(ExchangeError) in try node.layout() })
  }

  func formatTable() throws(ExchangeError) -> FormatTable {
    var rows: [PixelFormat: FormatTable.Layouts] = [:]
    var rest: FormatTable.Layouts?
    for row in try elements() {
      try row.object { fields throws(ExchangeError) in
        let formats = try fields.required("formats")
        let layouts = try fields.required("layouts").layouts()
        if formats.value == .string("any") {
          guard rest == nil else { throw formats.refused("is said of any format twice; keep one") }
          rest = layouts
          return
        }
        for node in try formats.elements() {
          guard rows.updateValue(layouts, forKey: try node.format()) == nil else {
            throw node.refused("has a row already; write all its layouts in one")
          }
        }
      }
    }
    return FormatTable(rows, otherFormats: rest)
  }
}
