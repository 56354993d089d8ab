internal import TesseraFormats

extension JSON {
  init<U>(_ quantity: Quantity<U>) { self = .number(quantity.value) }

  init(_ extent: Extent) {
    var object = JSONObject()
    object.put("width", JSON(extent.width))
    object.put("height", JSON(extent.height))
    self = object.json
  }

  /// Sizes in the order of width and height.
  init(_ extents: Set<Extent>) {
    let sorted = extents.sorted {
      ($0.width.value, $0.height.value) < ($1.width.value, $1.height.value)
    }
    self = .array(sorted.map { JSON($0) })
  }
}

extension JSONNode {
  func quantity<U>(from least: UInt64 = 0) throws(ExchangeError) -> Quantity<U> {
    Quantity(try number(from: least))
  }

  func extent(from least: UInt64 = 0) throws(ExchangeError) -> Extent {
    try object { fields throws(ExchangeError) in
      Extent(
        width: Pixels(try fields.required("width").number(from: least)),
        height: Pixels(try fields.required("height").number(from: least)))
    }
  }

  func extents() throws(ExchangeError) -> Set<Extent> {
    try set { node throws(ExchangeError) in try node.extent() }
  }
}
