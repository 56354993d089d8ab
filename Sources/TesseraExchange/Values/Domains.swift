internal import TesseraFormats
internal import TesseraNegotiation

extension JSONObject {
  /// The fields of a range of sizes.
  mutating func put(_ domain: SizeDomain) {
    put("minimum", domain.minimum, unless: SizeDomain.any.minimum) { JSON($0) }
    put("maximum", domain.maximum) { JSON($0) }
    put("maximumArea", domain.maximumArea) { .number($0) }
    put("step", domain.step, unless: SizeDomain.any.step) { JSON($0) }
    put("discrete", domain.discrete) { JSON($0) }
  }

  /// The fields of a set of strides.
  mutating func put(_ domain: StrideDomain) {
    put("multipleOf", domain.multiple, unless: 1) { JSON($0) }
    put("minimum", domain.minimum, unless: 0) { JSON($0) }
    put("maximum", domain.maximum) { JSON($0) }
    put("listed", domain.listed) { .array($0.sorted().map { JSON($0) }) }
  }

  /// The fields of a demand on memory.
  mutating func put(_ size: SizeInMemory) {
    put("rowsMultiple", size.rowsMultiple, unless: 1) { JSON($0) }
    put("rowPadding", size.rowPadding, unless: 0) { JSON($0) }
    put("tailRows", size.tailRows, unless: 0) { JSON($0) }
    put("tail", size.tail, unless: 0) { JSON($0) }
    put("sizeMultiple", size.sizeMultiple, unless: 1) { JSON($0) }
    put("minimum", size.minimum, unless: 0) { JSON($0) }
    put("maximum", size.maximum) { JSON($0) }
  }

  /// The fields of an arrangement of planes.
  mutating func put(_ arrangement: PlaneArrangement) {
    put("offsetMultiple", arrangement.offsetMultiple, unless: 1) { JSON($0) }
    put("adjacent", arrangement.isAdjacent, unless: false) { .bool($0) }
    put("proportional", arrangement.isProportional, unless: false) { .bool($0) }
    put("equalStrides", arrangement.hasEqualStrides, unless: false) { .bool($0) }
  }

  /// The fields of a number of buffers.
  mutating func put(_ count: BufferCount) {
    put("held", count.held, unless: 0) { .number($0) }
    put("dedicatedSlack", count.dedicatedSlack, unless: 0) { .number($0) }
    put("sharedSlack", count.sharedSlack, unless: 0) { .number($0) }
    put("minimum", count.minimum, unless: 0) { .number($0) }
    put("maximum", count.maximum) { .number($0) }
  }
}

extension JSONFields {
  mutating func sizeDomain() throws(ExchangeError) -> SizeDomain {
    SizeDomain(
      minimum: try value("minimum", or: SizeDomain.any.minimum) { (n) throws(ExchangeError) in
        try n.extent()
      },
      maximum: try value("maximum") { (n) throws(ExchangeError) in try n.extent() },
      maximumArea: try value("maximumArea") { (n) throws(ExchangeError) in try n.number() },
      step: try value("step", or: SizeDomain.any.step) { (n) throws(ExchangeError) in
        try n.extent(from: 1)
      },
      discrete: try value("discrete") { (n) throws(ExchangeError) in try n.extents() })
  }

  mutating func strideDomain() throws(ExchangeError) -> StrideDomain {
    StrideDomain(
      multipleOf: try quantity("multipleOf", or: 1, from: 1),
      minimum: try quantity("minimum", or: 0), maximum: try quantity("maximum"),
      listed: try value("listed") { (n) throws(ExchangeError) in
        try n.set { (element) throws(ExchangeError) in try element.quantity() }
      })
  }

  mutating func sizeInMemory() throws(ExchangeError) -> SizeInMemory {
    SizeInMemory(
      rowsMultiple: try quantity("rowsMultiple", or: 1, from: 1),
      rowPadding: try quantity("rowPadding", or: 0), tailRows: try quantity("tailRows", or: 0),
      tail: try quantity("tail", or: 0), sizeMultiple: try quantity("sizeMultiple", or: 1, from: 1),
      minimum: try quantity("minimum", or: 0), maximum: try quantity("maximum"))
  }

  mutating func arrangement() throws(ExchangeError) -> PlaneArrangement {
    PlaneArrangement(
      offsetMultiple: try quantity("offsetMultiple", or: 1, from: 1),
      isAdjacent: try flag("adjacent"), isProportional: try flag("proportional"),
      hasEqualStrides: try flag("equalStrides"))
  }

  mutating func bufferCount() throws(ExchangeError) -> BufferCount {
    BufferCount(
      held: try count("held", or: 0), dedicatedSlack: try count("dedicatedSlack", or: 0),
      sharedSlack: try count("sharedSlack", or: 0), minimum: try count("minimum", or: 0),
      maximum: try value("maximum") { (n) throws(ExchangeError) in try n.integer(in: 0 ... .max) })
  }

  mutating func quantity<U>(
    _ key: String, or other: Quantity<U>, from least: UInt64 = 0
  ) throws(ExchangeError) -> Quantity<U> {
    try value(key, or: other) { (node) throws(ExchangeError) in try node.quantity(from: least) }
  }

  mutating func quantity<U>(_ key: String) throws(ExchangeError) -> Quantity<U>? {
    try value(key) { (node) throws(ExchangeError) in try node.quantity() }
  }

  mutating func flag(_ key: String) throws(ExchangeError) -> Bool {
    try value(key, or: false) { (node) throws(ExchangeError) in try node.flag() }
  }

  mutating func count(_ key: String, or other: Int) throws(ExchangeError) -> Int {
    try value(key, or: other) { (node) throws(ExchangeError) in try node.integer(in: 0 ... .max) }
  }
}
