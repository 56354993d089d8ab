internal import TesseraFormats
public import TesseraNegotiation

extension QuirkTable {
  /// Reads a document of the kind `quirks`.
  ///
  /// - Throws: what is wrong with it and where.
  public init(
    json bytes: [UInt8], limits: JSONLimits = .standard
  ) throws(ExchangeError) {
    self = try Document.read("quirks", bytes, limits: limits) { fields throws(ExchangeError) in
      QuirkTable(
        try fields.required("quirks").named({ $0.name }) { (node) throws(ExchangeError) in
          try node.object { (inner) throws(ExchangeError) in try inner.quirk() }
        })
    }
  }

  /// The table as a document of the kind `quirks`.
  public func json(_ style: JSONStyle = .readable) -> [UInt8] {
    Document.write("quirks") { object in
      object.put("quirks", .array(quirks.map { JSON($0) }))
    }.bytes(style)
  }
}

extension JSON {
  fileprivate init(_ quirk: Quirk) {
    var object = JSONObject()
    object.put("name", .string(quirk.name))
    object.put("match", JSON(quirk.match))
    object.put("constraints", .array(quirk.constraints.map { JSON(bare: $0) }))
    object.put("source", .string(quirk.source))
    object.put("level", .string(quirk.level.rawValue))
    object.put("note", quirk.note) { .string($0) }
    self = object.json
  }

  fileprivate init(_ match: DeviceMatch) {
    var object = JSONObject()
    object.put("drivers", match.drivers, unless: []) { .texts($0.sorted()) }
    object.put("compatible", match.compatible, unless: []) { .texts($0.sorted()) }
    object.put("pci", match.pci, unless: []) { .texts($0.map(\.description).sorted()) }
    object.put("roles", match.roles, unless: []) { .texts($0.sorted().map(\.rawValue)) }
    object.put("since", match.since) { .string($0.description) }
    object.put("before", match.before) { .string($0.description) }
    self = object.json
  }
}

extension JSONFields {
  fileprivate mutating func quirk() throws(ExchangeError) -> Quirk {
    let match = try required("match")
    let found = try match.object { (inner) throws(ExchangeError) in try inner.match() }
    guard found != DeviceMatch() else {
      throw match.refused("is about every device there is; say which driver or device is meant")
    }
    return Quirk(
      try required("name").text(), of: found,
      try required("constraints").list { (node) throws(ExchangeError) in try node.bareConstraint()
      },
      source: try required("source").text(),
      level: Quirk.Level(rawValue: try required("level").text()),
      note: try value("note") { (node) throws(ExchangeError) in try node.text() })
  }

  private mutating func match() throws(ExchangeError) -> DeviceMatch {
    DeviceMatch(
      drivers: try value("drivers", or: []) { (node) throws(ExchangeError) in
        try node.someTexts { $0 }
      },
      compatible: try value("compatible", or: []) { (node) throws(ExchangeError) in
        try node.someTexts { $0 }
      },
      pci: try value("pci", or: []) { (node) throws(ExchangeError) in
        try node.someTexts { DeviceMatch.PCI($0) }
      },
      roles: try value("roles", or: []) { (node) throws(ExchangeError) in
        try node.someTexts { BufferRole(rawValue: $0) }
      },
      since: try value("since") { (node) throws(ExchangeError) in try node.kernelVersion() },
      before: try value("before") { (node) throws(ExchangeError) in try node.kernelVersion() })
  }
}

extension JSONNode {
  /// Texts, of which there is at least one: an empty list would match everything where it seems to
  /// match nothing.
  fileprivate func someTexts<Value: Hashable>(
    _ read: (String) -> Value?
  ) throws(ExchangeError) -> Set<Value> {
    let values = try set { (node) throws(ExchangeError) -> Value in
      guard let value = read(try node.text()) else {
        throw node.refused("is no maker or device; write hexadecimal numbers such as 8086:5927")
      }
      return value
    }
    guard !values.isEmpty else { throw refused("is empty; leave it out, or name one") }
    return values
  }

  fileprivate func kernelVersion() throws(ExchangeError) -> KernelVersion {
    guard let version = KernelVersion(try text()) else {
      throw refused("is no version of a kernel; write numbers such as 6.12")
    }
    return version
  }
}
