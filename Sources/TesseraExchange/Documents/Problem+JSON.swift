public import TesseraNegotiation

extension Problem {
  /// Reads a document of the kind `problem`.
  ///
  /// - Throws: what is wrong with it and where.
  public init(
    json bytes: [UInt8], limits: JSONLimits = .standard
  ) throws(ExchangeError) {
    self = try Document.read("problem", bytes, limits: limits) { fields throws(ExchangeError) in
      Problem(
        extent: try fields.required("extent").extent(from: 1),
        participants: try fields.required("participants").participants(),
        allocators: try fields.required("allocators").productions())
    }
  }

  /// The problem as a document of the kind `problem`.
  public func json(_ style: JSONStyle = .readable) -> [UInt8] {
    Document.write("problem") { object in
      object.put("extent", JSON(extent))
      object.put("participants", .array(participants.map { JSON($0) }))
      object.put("allocators", .array(allocators.map { JSON($0) }))
    }.bytes(style)
  }
}
