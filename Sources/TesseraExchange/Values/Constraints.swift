internal import TesseraNegotiation

extension JSON {
  init(_ evidence: Evidence) {
    var object = JSONObject()
    object.put("kind", .string(evidence.kind.rawValue))
    object.put("source", .string(evidence.source))
    self = object.json
  }

  init(_ constraint: Constraint) {
    var object = JSONObject()
    object.put(constraint.term)
    if constraint.scope != .everything {
      var scope = JSONObject()
      scope.put("format", constraint.scope.format) { JSON($0) }
      scope.put("layout", constraint.scope.modifier) { JSON($0) }
      object.put("for", scope.json)
    }
    object.put("evidence", JSON(constraint.evidence))
    self = object.json
  }
}

extension JSONNode {
  func evidence() throws(ExchangeError) -> Evidence {
    try object { fields throws(ExchangeError) in
      Evidence(
        Evidence.Kind(rawValue: try fields.required("kind").text()),
        try fields.required("source").text())
    }
  }

  func constraint() throws(ExchangeError) -> Constraint {
    try object { fields throws(ExchangeError) in
      let term = try fields.term()
      let scope = try fields.value("for", or: .everything) { (node) throws(ExchangeError) in
        try node.scope()
      }
      return Constraint(term, for: scope, try fields.required("evidence").evidence())
    }
  }

  private func scope() throws(ExchangeError) -> Constraint.Scope {
    try object { fields throws(ExchangeError) in
      Constraint.Scope(
        format: try fields.value("format") { (node) throws(ExchangeError) in try node.format() },
        modifier: try fields.value("layout") { (node) throws(ExchangeError) in try node.layout() })
    }
  }
}
