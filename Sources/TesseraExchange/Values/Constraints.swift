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
    object.put(constraint)
    object.put("evidence", JSON(constraint.evidence))
    self = object.json
  }

  /// A constraint whose evidence is told elsewhere.
  init(bare constraint: Constraint) {
    var object = JSONObject()
    object.put(constraint)
    self = object.json
  }
}

extension JSONObject {
  /// What is demanded, and of which pairs.
  fileprivate mutating func put(_ constraint: Constraint) {
    put(constraint.term)
    guard constraint.scope != .everything else { return }
    var scope = JSONObject()
    scope.put("format", constraint.scope.format) { JSON($0) }
    scope.put("layout", constraint.scope.modifier) { JSON($0) }
    put("for", scope.json)
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
      let (term, scope) = try fields.scopedTerm()
      return Constraint(term, for: scope, try fields.required("evidence").evidence())
    }
  }

  /// A constraint whose evidence is told elsewhere.
  func bareConstraint() throws(ExchangeError) -> (term: Term, scope: Constraint.Scope) {
    try object { fields throws(ExchangeError) in try fields.scopedTerm() }
  }

  fileprivate func scope() throws(ExchangeError) -> Constraint.Scope {
    try object { fields throws(ExchangeError) in
      Constraint.Scope(
        format: try fields.value("format") { (node) throws(ExchangeError) in try node.format() },
        modifier: try fields.value("layout") { (node) throws(ExchangeError) in try node.layout() })
    }
  }
}

extension JSONFields {
  fileprivate mutating func scopedTerm() throws(ExchangeError) -> (
    term: Term, scope: Constraint.Scope
  ) {
    let term = try term()
    let scope = try value("for", or: Constraint.Scope.everything) { (node) throws(ExchangeError) in
      try node.scope()
    }
    return (term, scope)
  }
}
