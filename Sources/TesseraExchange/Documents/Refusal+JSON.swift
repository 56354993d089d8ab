public import TesseraNegotiation

extension Refusal {
  /// Reads a document of the kind `refusal`.
  ///
  /// - Throws: what is wrong with it and where.
  public init(
    json bytes: [UInt8], limits: JSONLimits = .standard
  ) throws(ExchangeError) {
    self = try Document.read("refusal", bytes, limits: limits) { fields throws(ExchangeError) in
      try fields.refusal()
    }
  }

  /// The refusal as a document of the kind `refusal`.
  public func json(_ style: JSONStyle = .readable) -> [UInt8] { document.bytes(style) }

  /// The refusal as a document that may be part of another.
  var document: JSON { Document.write("refusal") { $0.put(self) } }
}

extension JSONObject {
  /// The fields of a refusal behind its kind and version.
  mutating func put(_ refusal: Refusal) {
    put("participant", .string(refusal.participant.rawValue))
    put("reason", .string(refusal.reason))
    put("lesson", JSON(word: refusal.lesson, of: Words.lesson))
    put("device", refusal.device) { .string($0.identity) }
    put("allocatorDevice", refusal.allocatorDevice) { .string($0.identity) }
    put("agreement", refusal.agreement.document)
  }
}

extension JSONFields {
  /// The fields of a refusal behind its kind and version.
  mutating func refusal() throws(ExchangeError) -> Refusal {
    Refusal(
      by: try required("participant").name(), of: try innerAgreement(),
      because: try required("reason").text(),
      lesson: try required("lesson").word(of: Words.lesson), device: try device(),
      allocatorDevice: try device("allocatorDevice"))
  }

  /// The agreement that a document is about.
  mutating func innerAgreement() throws(ExchangeError) -> Agreement {
    try required("agreement").object { (inner) throws(ExchangeError) in
      try Document.header("agreement", &inner)
      return try inner.agreement()
    }
  }
}
