internal import TesseraFormats
internal import TesseraNegotiation

extension JSON {
  init(_ production: Production) {
    var object = JSONObject()
    object.put("name", .string(production.name.rawValue))
    object.put("device", production.device) { .string($0.identity) }
    object.put("formats", JSON(production.formats))
    object.put("sizes", production.sizes, unless: .any) { domain in
      var fields = JSONObject()
      fields.put(domain)
      return fields.json
    }
    object.put("strides", production.strides, unless: .any) { domain in
      var fields = JSONObject()
      fields.put(domain)
      return fields.json
    }
    object.put("topology", production.topology, unless: .any) {
      JSON(words: $0, of: Words.topology)
    }
    object.put("contiguous", .bool(production.isContiguous))
    object.put("placement", production.placement, unless: .system) { JSON($0) }
    object.put("addressBits", production.addressBits, unless: 64) { .number($0) }
    object.put("cacheModes", production.cacheModes, unless: .cached) {
      JSON(words: $0, of: Words.cacheModes)
    }
    object.put("protected", production.isProtected, unless: false) { .bool($0) }
    object.put("exportable", production.isExportable, unless: true) { .bool($0) }
    object.put("largestBuffer", production.largestBuffer) { JSON($0) }
    object.put("rank", production.rank, unless: 0) { .number($0) }
    object.put("evidence", JSON(production.evidence))
    object.put("known", production.known, unless: []) { .array($0.map { JSON($0) }) }
    self = object.json
  }
}

extension JSONNode {
  func production() throws(ExchangeError) -> Production {
    try object { fields throws(ExchangeError) in
      Production(
        try fields.required("name").name(), device: try fields.device(),
        formats: try fields.required("formats").formatTable(),
        sizes: try fields.value("sizes", or: .any) { (node) throws(ExchangeError) in
          try node.object { (inner) throws(ExchangeError) in try inner.sizeDomain() }
        },
        strides: try fields.value("strides", or: .any) { (node) throws(ExchangeError) in
          try node.object { (inner) throws(ExchangeError) in try inner.strideDomain() }
        },
        topology: try fields.value("topology", or: .any) { (node) throws(ExchangeError) in
          try node.words(of: Words.topology)
        },
        isContiguous: try fields.required("contiguous").flag(),
        placement: try fields.value("placement", or: .system) { (node) throws(ExchangeError) in
          try node.placement()
        },
        addressBits: try fields.value("addressBits", or: 64) { (node) throws(ExchangeError) in
          try node.integer(in: 0...64)
        },
        cacheModes: try fields.value("cacheModes", or: .cached) { (node) throws(ExchangeError) in
          try node.words(of: Words.cacheModes)
        },
        isProtected: try fields.flag("protected"),
        isExportable: try fields.value("exportable", or: true) { (node) throws(ExchangeError) in
          try node.flag()
        },
        largestBuffer: try fields.quantity("largestBuffer"),
        rank: try fields.value("rank", or: 0) { (node) throws(ExchangeError) in
          try node.integer()
        },
        evidence: try fields.required("evidence").evidence(),
        known: try fields.value("known", or: []) { (node) throws(ExchangeError) in
          try node.list { (one) throws(ExchangeError) in try one.constraint() }
        })
    }
  }
}
