internal import TesseraFormats
internal import TesseraNegotiation

/// One plane, as drm_info tells of it.
struct DRMInfoPlane {
  let identifier: UInt64
  let possibleCRTCs: UInt64
  /// The kernel's number: overlay 0, primary 1, cursor 2.
  let type: UInt64
  let formats: [PixelFormat]
  /// What `IN_FORMATS` says.
  let pairs: [FormatModifier]?
  /// What `SIZE_HINTS` says.
  let hints: [Extent]

  init(_ node: JSONNode) throws(ExchangeError) {
    identifier = try node.needed("id").number()
    possibleCRTCs = try node.needed("possible_crtcs").number()
    formats = try node.needed("formats").list { (one) throws(ExchangeError) in
      try one.pixelFormat()
    }
    let properties = try node.needed("properties")
    type = try properties.needed("type").needed("raw_value").number()
    pairs = try properties.field("IN_FORMATS")?.field("data")?.pairs()
    hints = (try? properties.field("SIZE_HINTS")?.field("data")?.extents()) ?? []
  }

  /// The word for its type.
  var kind: String {
    switch type {
    case 0: "overlay"
    case 1: "primary"
    case 2: "cursor"
    default: "kind \(type)"
    }
  }

  var isPrimary: Bool { type == 1 }
  var isCursor: Bool { type == 2 }
}

extension JSONNode {
  func pixelFormat() throws(ExchangeError) -> PixelFormat {
    guard let code = UInt32(exactly: try number()) else { throw refused("is no pixel format") }
    return PixelFormat(rawValue: code)
  }

  fileprivate func pairs() throws(ExchangeError) -> [FormatModifier]? {
    guard value != .null else { return nil }
    return try list { (row) throws(ExchangeError) -> [FormatModifier] in
      let modifier = Modifier(rawValue: try row.needed("modifier").number())
      return try row.needed("formats").list { (one) throws(ExchangeError) in
        FormatModifier(try one.pixelFormat(), .explicit(modifier))
      }
    }.flatMap(\.self)
  }

  fileprivate func extents() throws(ExchangeError) -> [Extent] {
    try list { (row) throws(ExchangeError) in
      Extent(
        width: Pixels(try row.needed("width").number()),
        height: Pixels(try row.needed("height").number()))
    }
  }
}
