/// What is the same in every document: its kind and its version.
enum Document {
  /// The version that is written, and the greatest that is read.
  static let version = 1

  /// The fields of a document of one kind.
  static func read<Value>(
    _ kind: String, _ bytes: [UInt8], limits: JSONLimits,
    _ read: (inout JSONFields) throws(ExchangeError) -> Value
  ) throws(ExchangeError) -> Value {
    let root = JSONNode(value: try JSON(bytes, limits: limits), path: JSONPath())
    return try root.object { fields throws(ExchangeError) in
      try header(kind, &fields)
      return try read(&fields)
    }
  }

  /// Reads and checks kind and version.
  static func header(_ kind: String, _ fields: inout JSONFields) throws(ExchangeError) {
    let found = try fields.required("tessera")
    guard try found.text() == kind else {
      throw found.refused(
        "is not \"\(kind)\", which is what belongs here; give a document of that kind")
    }
    let number = try fields.required("version")
    let version = try number.number(from: 1)
    guard version <= Self.version else {
      throw number.refused(
        "is \(version) and this program reads up to \(Self.version); use a newer program")
    }
  }

  /// A document of one kind.
  static func write(_ kind: String, _ write: (inout JSONObject) -> Void) -> JSON {
    var object = JSONObject()
    object.put("tessera", .string(kind))
    object.put("version", .integer(Int64(version)))
    write(&object)
    return object.json
  }
}
