internal import TesseraFormats
internal import TesseraNegotiation

extension JSONFields {
  /// A term: its word says which fields go with it.
  mutating func term() throws(ExchangeError) -> Term {
    let word = try required("term")
    switch try word.text() {
    case "formats": return .formats(try required("rows").formatTable())
    case "size": return .size(try sizeDomain())
    case "requiredSizes": return .requiredSizes(RequiredSizes(try required("sizes").extents()))
    case "stride": return .stride(try strideDomain(), plane: try plane())
    case "pixelStride":
      let multiple = try value("multipleOf") { (node) throws(ExchangeError) in
        Pixels(try node.number(from: 1))
      }
      return .pixelStride(PixelStride(multipleOf: multiple), plane: try plane())
    case "strideFormula":
      let granules = try required("tightRoundedUpTo").set { (node) throws(ExchangeError) in
        Bytes(try node.number(from: 1))
      }
      return .strideFormula(StrideFormula(tightRoundedUpTo: granules), plane: try plane())
    case "arrangement": return .arrangement(try arrangement())
    case "topology": return .topology(try required("topology").words(of: Words.topology))
    case "planeCount": return .planeCount(try required("planes").integer(in: 1...4))
    case "memorySize": return .memorySize(try sizeInMemory())
    case "contiguous": return .contiguous
    case "behindIOMMU": return .behindIOMMU
    case "notCoherent": return .notCoherent
    case "addresses":
      return .addresses(AddressLimit(bits: try required("bits").integer(in: 0...64)))
    default: return try memoryOrPictureTerm(word)
    }
  }

  private mutating func memoryOrPictureTerm(_ word: JSONNode) throws(ExchangeError) -> Term {
    switch try word.text() {
    case "reach":
      return .reach(
        Reach(
          only: try value("places") { (node) throws(ExchangeError) in
            try node.set { (place) throws(ExchangeError) in try place.placement() }
          }))
    case "cpuAccess": return .cpuAccess(try required("access").word(of: Words.cpuAccess))
    case "cacheModes": return .cacheModes(try required("cacheModes").words(of: Words.cacheModes))
    case "protection": return .protection(try required("protection").words(of: Words.protection))
    case "imports":
      return .imports(
        ImportRule(
          only: try value("only") { (node) throws(ExchangeError) in try node.names() },
          not: try value("not", or: []) { (node) throws(ExchangeError) in try node.names() }))
    case "count": return .count(try bufferCount())
    case "colour": return .colour(try required("values").colour())
    case "preference": return .preference(try required("rank").integer())
    case "impossible": return .impossible(try required("reason").text())
    default: throw word.refused("is no term that is known; the schema lists them")
    }
  }

  private mutating func plane() throws(ExchangeError) -> Int? {
    try value("plane") { (node) throws(ExchangeError) in try node.integer(in: 0...3) }
  }
}

extension JSONNode {
  func colour() throws(ExchangeError) -> Colour {
    try object { fields throws(ExchangeError) in
      var values: [Colour.Property: Set<Colour.Value>] = [:]
      for property in Colour.Property.allCases {
        values[property] = try fields.value(property.rawValue) { (node) throws(ExchangeError) in
          try node.set { (name) throws(ExchangeError) in try name.text() }
        }
      }
      return Colour(values)
    }
  }
}
