internal import TesseraNegotiation

extension JSON {
  init(_ participant: Participant) {
    var object = JSONObject()
    object.put("name", .string(participant.name.rawValue))
    object.put("device", participant.device) { .string($0.identity) }
    object.put("offers", .array(participant.offers.map { JSON($0) }))
    self = object.json
  }

  init(_ offer: Offer) {
    var object = JSONObject()
    object.put("label", .string(offer.label))
    object.put("constraints", .array(offer.constraints.map { JSON($0) }))
    self = object.json
  }
}

extension JSONNode {
  func participant() throws(ExchangeError) -> Participant {
    try object { fields throws(ExchangeError) in
      Participant(
        try fields.required("name").name(), device: try fields.device(),
        offers: try fields.required("offers").offers())
    }
  }

  func offers() throws(ExchangeError) -> [Offer] {
    try named({ $0.label }) { (node) throws(ExchangeError) in try node.offer() }
  }

  private func offer() throws(ExchangeError) -> Offer {
    try object { fields throws(ExchangeError) in
      Offer(
        try fields.required("label").text(),
        try fields.required("constraints").list { (node) throws(ExchangeError) in
          try node.constraint()
        })
    }
  }

  /// A list of things that are told apart by a name of their own.
  func named<Thing, Key: Hashable>(
    _ key: (Thing) -> Key,
    _ read: (JSONNode) throws(ExchangeError) -> Thing
  ) throws(ExchangeError) -> [Thing] {
    var seen: Set<Key> = []
    var things: [Thing] = []
    for node in try elements() {
      let thing = try read(node)
      guard seen.insert(key(thing)).inserted else {
        throw node.refused("has the name of one before it; give it another")
      }
      things.append(thing)
    }
    return things
  }

  func participants() throws(ExchangeError) -> [Participant] {
    try named({ $0.name }) { (node) throws(ExchangeError) in try node.participant() }
  }

  func productions() throws(ExchangeError) -> [Production] {
    try named({ $0.name }) { (node) throws(ExchangeError) in try node.production() }
  }
}

extension JSONFields {
  mutating func device(_ field: String = "device") throws(ExchangeError) -> Device? {
    try value(field) { (node) throws(ExchangeError) in Device(try node.text()) }
  }
}
