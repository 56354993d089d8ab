public import TesseraNegotiation

extension Experience {
  /// Reads a document of the kind `experience`.
  ///
  /// - Throws: what is wrong with it and where.
  public init(
    json bytes: [UInt8], limits: JSONLimits = .standard
  ) throws(ExchangeError) {
    self = try Document.read("experience", bytes, limits: limits) {
      (fields) throws(ExchangeError) in
      Experience(
        refusals: try fields.required("refusals").list { (node) throws(ExchangeError) in
          try node.object { (inner) throws(ExchangeError) in
            try Document.header("refusal", &inner)
            return try inner.refusal()
          }
        },
        failures: try fields.required("failures").list { (node) throws(ExchangeError) in
          try node.object { (inner) throws(ExchangeError) in try inner.failure() }
        })
    }
  }

  /// What was learned as a document of the kind `experience`.
  public func json(_ style: JSONStyle = .readable) -> [UInt8] {
    Document.write("experience") { object in
      object.put("refusals", .array(refusals.map(\.document)))
      object.put("failures", .array(failures.map { JSON($0) }))
    }.bytes(style)
  }
}

extension JSON {
  fileprivate init(_ failure: Experience.Failure) {
    var object = JSONObject()
    object.put("allocator", .string(failure.allocator.rawValue))
    object.put("reason", .string(failure.reason))
    object.put("device", failure.device) { .string($0.identity) }
    object.put("agreement", failure.agreement.document)
    self = object.json
  }
}

extension JSONFields {
  fileprivate mutating func failure() throws(ExchangeError) -> Experience.Failure {
    Experience.Failure(
      try required("allocator").name(), of: try innerAgreement(),
      because: try required("reason").text(), device: try device())
  }
}
