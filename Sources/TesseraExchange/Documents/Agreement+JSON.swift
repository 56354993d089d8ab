internal import TesseraFormats
public import TesseraNegotiation

extension Agreement {
  /// Reads a document of the kind `agreement`; whether it holds is for a checker to say.
  ///
  /// - Throws: what is wrong with it and where.
  public init(
    json bytes: [UInt8], limits: JSONLimits = .standard
  ) throws(ExchangeError) {
    self = try Document.read("agreement", bytes, limits: limits) { fields throws(ExchangeError) in
      try fields.agreement()
    }
  }

  /// The agreement as a document of the kind `agreement`.
  public func json(_ style: JSONStyle = .readable) -> [UInt8] { document.bytes(style) }

  /// The agreement as a document that may be part of another.
  var document: JSON {
    Document.write("agreement") { object in
      object.put("extent", JSON(extent))
      object.put("format", JSON(pair.format))
      object.put("layout", JSON(pair.modifier))
      object.put("planes", layout.planes) { .array($0.map { JSON($0) }) }
      object.put("sizes", layout.sizes) { .array($0.map { JSON($0) }) }
      object.put("topology", JSON(words: topology, of: Words.topology))
      object.put("contiguous", .bool(isContiguous))
      object.put("allocator", .string(allocator.rawValue))
      object.put("cacheModes", JSON(words: cacheModes, of: Words.cacheModes))
      object.put("needsSynchronisation", .bool(needsSynchronisation))
      let colour = colour.sorted { $0.key < $1.key }
      object.put(
        "colour",
        .object(colour.map { JSON.Member(key: $0.key.rawValue, value: .string($0.value)) }))
      object.put("bufferCount", .number(bufferCount))
      object.put("offers", .array(offers.sorted { $0.key < $1.key }.map(Self.choice)))
      object.put("cost", JSON(cost))
    }
  }

  private static func choice(_ participant: Name<Participant>, _ label: String) -> JSON {
    var object = JSONObject()
    object.put("participant", .string(participant.rawValue))
    object.put("offer", .string(label))
    return object.json
  }
}

extension JSON {
  fileprivate init(_ plane: AgreedPlane) {
    var object = JSONObject()
    object.put("buffer", .number(plane.buffer))
    object.put("offset", JSON(plane.offset))
    object.put("stride", JSON(plane.stride))
    object.put("rows", JSON(plane.rows))
    object.put("size", JSON(plane.size))
    self = object.json
  }

  fileprivate init(_ cost: Cost) {
    var object = JSONObject()
    object.put("traffic", JSON(cost.traffic))
    let penalties = cost.penalties.map { penalty in
      var fields = JSONObject()
      fields.put("reason", .string(penalty.reason))
      fields.put("bytes", JSON(penalty.bytes))
      return fields.json
    }
    object.put("penalties", .array(penalties))
    self = object.json
  }
}
