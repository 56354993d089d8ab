internal import TesseraNegotiation

/// The words that stand for values which are one of a few.
enum Words {
  static let topology: [(word: String, value: Topology)] = [
    ("one buffer", .oneBuffer), ("buffer per plane", .bufferPerPlane),
  ]
  static let cacheModes: [(word: String, value: CacheModes)] = [
    ("cached", .cached), ("write-combined", .writeCombined), ("uncached", .uncached),
  ]
  static let protection: [(word: String, value: Protection)] = [
    ("required", .required), ("forbidden", .forbidden),
  ]
  static let cpuAccess: [(word: String, value: CPUAccess)] = [
    ("none", .none), ("rarely", .rarely), ("often", .often),
  ]
  static let colour: [(word: String, value: Colour.Property)] =
    Colour.Property.allCases.map { ($0.rawValue, $0) }
  static let lesson: [(word: String, value: Refusal.Lesson)] = [
    ("allocator", .allocator), ("foreign", .foreign), ("contiguous only", .contiguousOnly),
    ("pair", .pair), ("unavailable", .unavailable),
  ]
}

extension JSON {
  /// The word for a value.
  init<Value: Equatable>(word value: Value, of known: [(word: String, value: Value)]) {
    self = .string(known.first { $0.value == value }?.word ?? "")
  }

  /// The words of a set.
  init<Value: OptionSet>(words value: Value, of known: [(word: String, value: Value)])
  where Value.Element == Value {
    self = .texts(known.filter { value.contains($0.value) }.map(\.word))
  }

  init(_ placement: Placement) {
    switch placement {
    case .system: self = .string("system")
    case .local(let device):
      self = .object([Member(key: "local", value: .string(device.identity))])
    case .region(let name): self = .object([Member(key: "region", value: .string(name))])
    }
  }

  /// Names in their order.
  init<Thing>(_ names: Set<Name<Thing>>) { self = .texts(names.sorted().map(\.rawValue)) }
}

extension JSONNode {
  /// A set written as words.
  func words<Value: OptionSet>(
    of known: [(word: String, value: Value)]
  ) throws(ExchangeError) -> Value where Value.Element == Value {
    var result: Value = []
    for node in try elements() {
      let value = try node.word(of: known)
      guard !result.contains(value) else { throw node.refused("is in the list twice; keep one") }
      result.formUnion(value)
    }
    return result
  }

  func placement() throws(ExchangeError) -> Placement {
    if value == .string("system") { return .system }
    return try object { fields throws(ExchangeError) in
      if let device = fields.optional("local") { return .local(Device(try device.text())) }
      return .region(try fields.required("region").text())
    }
  }

  func name<Thing>() throws(ExchangeError) -> Name<Thing> { Name(try text()) }

  func names<Thing>() throws(ExchangeError) -> Set<Name<Thing>> {
    try set { node throws(ExchangeError) in try node.name() }
  }
}
