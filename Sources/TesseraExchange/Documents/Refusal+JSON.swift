public import TesseraNegotiation

extension Refusal {
  /// Reads a document of the kind `refusal`.
  ///
  /// - Throws: what is wrong with it and where.
  public init(
    json bytes: [UInt8], limits: JSONLimits = .standard
  ) throws(ExchangeError) {
    self = try Document.read("refusal", bytes, limits: limits) { fields throws(ExchangeError) in
      Refusal(
        by: try fields.required("participant").name(),
        of: try fields.required("agreement").object { (inner) throws(ExchangeError) in
          try Document.header("agreement", &inner)
          return try inner.agreement()
        },
        because: try fields.required("reason").text(),
        lesson: try fields.required("lesson").word(of: Words.lesson))
    }
  }

  /// The refusal as a document of the kind `refusal`.
  public func json(_ style: JSONStyle = .readable) -> [UInt8] {
    Document.write("refusal") { object in
      object.put("participant", .string(participant.rawValue))
      object.put("reason", .string(reason))
      object.put("lesson", JSON(word: lesson, of: Words.lesson))
      object.put("agreement", agreement.document)
    }.bytes(style)
  }
}
