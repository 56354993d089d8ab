internal import TesseraFormats
public import TesseraNegotiation

extension Conflict {
  /// Reads a document of the kind `conflict`.
  ///
  /// - Throws: what is wrong with it and where.
  public init(
    json bytes: [UInt8], limits: JSONLimits = .standard
  ) throws(ExchangeError) {
    self = try Document.read("conflict", bytes, limits: limits) { fields throws(ExchangeError) in
      Conflict(
        members: try fields.required("members").list { (node) throws(ExchangeError) in
          try node.object { (inner) throws(ExchangeError) in
            Member(
              participant: try inner.required("participant").name(),
              constraint: try inner.required("constraint").constraint())
          }
        },
        refutations: try fields.required("refutations").list { (node) throws(ExchangeError) in
          try node.refutation()
        }, allocators: try fields.required("allocators").productions())
    }
  }

  /// The conflict as a document of the kind `conflict`.
  public func json(_ style: JSONStyle = .readable) -> [UInt8] {
    Document.write("conflict") { object in
      let members = members.map { member in
        var fields = JSONObject()
        fields.put("participant", .string(member.participant.rawValue))
        fields.put("constraint", JSON(member.constraint))
        return fields.json
      }
      object.put("members", .array(members))
      object.put("refutations", .array(refutations.map { JSON($0) }))
      object.put("allocators", .array(allocators.map { JSON($0) }))
    }.bytes(style)
  }
}

extension JSON {
  fileprivate init(_ refutation: Refutation) {
    var object = JSONObject()
    object.put("format", JSON(refutation.pair.format))
    object.put("layout", JSON(refutation.pair.modifier))
    object.put("allocator", .string(refutation.allocator.rawValue))
    object.put("obstacle", JSON(refutation.obstacle))
    object.put("participant", refutation.participant) { .string($0.rawValue) }
    self = object.json
  }
}

extension JSONNode {
  fileprivate func refutation() throws(ExchangeError) -> Refutation {
    try object { fields throws(ExchangeError) in
      Refutation(
        pair: FormatModifier(
          try fields.required("format").format(), try fields.required("layout").layout()),
        allocator: try fields.required("allocator").name(),
        obstacle: try fields.required("obstacle").obstacle(),
        participant: try fields.value("participant") { (node) throws(ExchangeError) in
          try node.name()
        })
    }
  }
}
