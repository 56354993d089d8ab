internal import TesseraNegotiation

extension JSONObject {
  /// A term: its word, then its fields.
  mutating func put(_ term: Term) {
    put("term", .string(term.word))
    switch term {
    case .formats(let table): put("rows", JSON(table))
    case .size(let domain): put(domain)
    case .requiredSizes(let sizes): put("sizes", JSON(sizes.extents))
    case .stride(let domain, let plane):
      put(domain)
      put("plane", plane) { .number($0) }
    case .pixelStride(let stride, let plane):
      put("multipleOf", stride.multiple) { JSON($0) }
      put("plane", plane) { .number($0) }
    case .strideFormula(let formula, let plane):
      put("tightRoundedUpTo", .array(formula.tightRoundedUpTo.sorted().map { JSON($0) }))
      put("plane", plane) { .number($0) }
    case .arrangement(let arrangement): put(arrangement)
    case .topology(let topology): put("topology", JSON(words: topology, of: Words.topology))
    case .planeCount(let count): put("planes", .number(count))
    case .memorySize(let size): put(size)
    case .addresses(let limit): put("bits", .number(limit.bits))
    case .reach(let reach):
      put("places", reach.places) { .array($0.sorted().map { JSON($0) }) }
    case .cpuAccess(let access): put("access", JSON(word: access, of: Words.cpuAccess))
    case .cacheModes(let modes): put("cacheModes", JSON(words: modes, of: Words.cacheModes))
    case .protection(let demand): put("protection", JSON(words: demand, of: Words.protection))
    case .imports(let rule):
      put("only", rule.permitted) { JSON($0) }
      put("not", rule.refused, unless: []) { JSON($0) }
    case .count(let count): put(count)
    case .colour(let colour): put("values", JSON(colour))
    case .preference(let rank): put("rank", .number(rank))
    case .impossible(let reason): put("reason", .string(reason))
    case .contiguous, .behindIOMMU, .notCoherent: break
    }
  }
}

extension JSON {
  init(_ colour: Colour) {
    self = .object(
      colour.values.sorted { $0.key < $1.key }.map { property, values in
        Member(key: property.rawValue, value: .texts(values.sorted()))
      })
  }
}

extension Term {
  /// What the term is called in a document.
  var word: String {
    switch self {
    case .formats: "formats"
    case .size: "size"
    case .requiredSizes: "requiredSizes"
    case .stride: "stride"
    case .pixelStride: "pixelStride"
    case .strideFormula: "strideFormula"
    case .arrangement: "arrangement"
    case .topology: "topology"
    case .planeCount: "planeCount"
    case .memorySize: "memorySize"
    case .contiguous: "contiguous"
    case .behindIOMMU: "behindIOMMU"
    case .addresses: "addresses"
    case .reach: "reach"
    case .cpuAccess: "cpuAccess"
    case .cacheModes: "cacheModes"
    case .notCoherent: "notCoherent"
    case .protection: "protection"
    case .imports: "imports"
    case .count: "count"
    case .colour: "colour"
    case .preference: "preference"
    case .impossible: "impossible"
    }
  }
}
