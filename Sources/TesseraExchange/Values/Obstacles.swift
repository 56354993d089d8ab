internal import TesseraFormats
internal import TesseraNegotiation

extension Words {
  /// The obstacles that are told by one word.
  static let obstacle: [(word: String, value: Obstacle)] = [
    ("impossible", .impossible), ("not taken", .notTaken), ("unknown format", .unknownFormat),
    ("image size", .imageSize), ("plane count", .planeCount), ("layout overflow", .layoutOverflow),
    ("memory size", .memorySize), ("topology", .topology),
    ("topology not produced", .topologyNotProduced), ("count", .count), ("colour", .colour),
    ("not produced", .notProduced), ("size not produced", .sizeNotProduced),
    ("scattered", .scattered), ("misplaced", .misplaced), ("cache mode", .cacheMode),
    ("protection", .protection), ("not exported", .notExported), ("not imported", .notImported),
  ]
}

extension JSON {
  init(_ obstacle: Obstacle) {
    switch obstacle {
    case .stride(let plane): self = .object([Member(key: "stride", value: .number(plane))])
    case .planeGap(let plane): self = .object([Member(key: "plane gap", value: .number(plane))])
    case .tooLarge(let limit): self = .object([Member(key: "too large", value: JSON(limit))])
    case .tooManyChoices(let limit):
      self = .object([Member(key: "too many choices", value: .number(limit))])
    case .outOfReach(let bits): self = .object([Member(key: "out of reach", value: .number(bits))])
    case .impossible, .notTaken, .unknownFormat, .imageSize, .planeCount, .layoutOverflow,
      .memorySize, .topology, .topologyNotProduced, .count, .colour, .notProduced,
      .sizeNotProduced, .scattered, .misplaced, .cacheMode, .protection, .notExported,
      .notImported:
      self = JSON(word: obstacle, of: Words.obstacle)
    }
  }
}

extension JSONNode {
  /// A word, or an object of one field where the obstacle has a number.
  func obstacle() throws(ExchangeError) -> Obstacle {
    if case .string = value { return try word(of: Words.obstacle) }
    return try object { fields throws(ExchangeError) in
      if let plane = fields.optional("stride") {
        return .stride(plane: try plane.integer(in: 0...3))
      }
      if let plane = fields.optional("plane gap") {
        return .planeGap(plane: try plane.integer(in: 0...3))
      }
      if let limit = fields.optional("too large") {
        return .tooLarge(limit: try limit.quantity())
      }
      if let limit = fields.optional("too many choices") {
        return .tooManyChoices(limit: try limit.integer(in: 1...Int.max))
      }
      return .outOfReach(bits: try fields.required("out of reach").integer(in: 0...64))
    }
  }
}
