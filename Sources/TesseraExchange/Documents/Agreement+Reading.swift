internal import TesseraFormats
internal import TesseraNegotiation

extension JSONFields {
  /// The fields of an agreement behind its kind and version.
  mutating func agreement() throws(ExchangeError) -> Agreement {
    Agreement(
      extent: try required("extent").extent(),
      pair: FormatModifier(try required("format").format(), try required("layout").layout()),
      layout: try agreedLayout(), topology: try required("topology").words(of: Words.topology),
      isContiguous: try required("contiguous").flag(), allocator: try required("allocator").name(),
      cacheModes: try required("cacheModes").words(of: Words.cacheModes),
      needsSynchronisation: try required("needsSynchronisation").flag(),
      colour: try required("colour").colourChoice(),
      bufferCount: try required("bufferCount").integer(in: 0 ... .max),
      offers: try required("offers").chosenOffers(), cost: try required("cost").cost())
  }

  /// Planes and sizes, or neither where the driver decides.
  private mutating func agreedLayout() throws(ExchangeError) -> AgreedLayout {
    guard let planes = optional("planes") else {
      if let sizes = optional("sizes") {
        throw sizes.refused(
          "is there without \"planes\"; give both, or neither for a driver's layout")
      }
      return .byDriver
    }
    return .planned(
      try planes.list { (node) throws(ExchangeError) in try node.agreedPlane() },
      sizes: try required("sizes").list { (node) throws(ExchangeError) in try node.quantity() })
  }
}

extension JSONNode {
  fileprivate func agreedPlane() throws(ExchangeError) -> AgreedPlane {
    try object { fields throws(ExchangeError) in
      AgreedPlane(
        buffer: try fields.required("buffer").integer(in: 0...3),
        offset: try fields.required("offset").quantity(),
        stride: try fields.required("stride").quantity(),
        rows: try fields.required("rows").quantity(), size: try fields.required("size").quantity())
    }
  }

  fileprivate func colourChoice() throws(ExchangeError) -> [Colour.Property: Colour.Value] {
    try object { fields throws(ExchangeError) in
      var choice: [Colour.Property: Colour.Value] = [:]
      for property in Colour.Property.allCases {
        choice[property] = try fields.value(property.rawValue) { (node) throws(ExchangeError) in
          try node.text()
        }
      }
      return choice
    }
  }

  fileprivate func chosenOffers() throws(ExchangeError) -> [Name<Participant>: String] {
    var offers: [Name<Participant>: String] = [:]
    for node in try elements() {
      let (participant, label) = try node.object { fields throws(ExchangeError) in
        (
          Name<Participant>(try fields.required("participant").text()),
          try fields.required("offer").text()
        )
      }
      guard offers.updateValue(label, forKey: participant) == nil else {
        throw node.refused("names a participant of one before it; keep one offer for each")
      }
    }
    return offers
  }

  fileprivate func cost() throws(ExchangeError) -> Cost {
    try object { fields throws(ExchangeError) in
      Cost(
        traffic: try fields.required("traffic").quantity(),
        penalties: try fields.required("penalties").list { (node) throws(ExchangeError) in
          try node.object { (inner) throws(ExchangeError) in
            Cost.Penalty(
              try inner.required("reason").text(), try inner.required("bytes").quantity())
          }
        })
    }
  }
}
