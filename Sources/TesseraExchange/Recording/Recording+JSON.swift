internal import TesseraFormats
internal import TesseraNegotiation

extension Recording {
  /// Reads a document of the kind `recording`.
  ///
  /// - Throws: what is wrong with it and where.
  public init(json bytes: [UInt8], limits: JSONLimits = .recording) throws(ExchangeError) {
    self = try Document.read("recording", bytes, limits: limits) { fields throws(ExchangeError) in
      let kernel = try fields.value("kernel") { (node) throws(ExchangeError) in try node.text() }
      let version = kernel.flatMap { KernelVersion($0) }
      let recording = Recording(
        kernel: kernel,
        devices: try fields.required("devices").named({ $0.place }) {
          (node) throws(ExchangeError) in
          try node.hardware(under: version)
        },
        absences: try fields.value("absences", or: []) { (node) throws(ExchangeError) in
          try node.list { (one) throws(ExchangeError) in try one.absence() }
        },
        refusals: try fields.value("refusals", or: []) { (node) throws(ExchangeError) in
          try node.list { (one) throws(ExchangeError) in
            try one.object { (inner) throws(ExchangeError) in try inner.refusal() }
          }
        })
      var names: Set<String> = []
      for member in recording.devices.flatMap(\.members)
      where !names.insert(member.name).inserted {
        throw ExchangeError(
          path: "/devices", problem: "have two members called \(member.name); rename one")
      }
      return recording
    }
  }

  /// The recording as a document of the kind `recording`.
  public func json(_ style: JSONStyle = .compact) -> [UInt8] {
    Document.write("recording") { object in
      object.put("kernel", kernel) { .string($0) }
      object.put("devices", .array(devices.map { JSON($0) }))
      object.put("absences", absences, unless: []) { .array($0.map { JSON($0) }) }
      object.put("refusals", refusals, unless: []) { .array($0.map { JSON($0) }) }
    }.bytes(style)
  }
}

extension JSONLimits {
  /// Those of a recording, which holds many devices: 16 MiB, 64 levels, 1048576 values.
  public static let recording = Self(elements: 1 << 20)
}

extension JSON {
  fileprivate init(_ hardware: Recording.Hardware) {
    var object = JSONObject()
    object.put("place", .string(hardware.place))
    object.put("driver", .string(hardware.model.driver))
    object.put("compatible", hardware.model.compatible, unless: []) { .texts($0) }
    object.put("pci", hardware.model.pci) { .string($0.description) }
    object.put("members", .array(hardware.members.map { JSON($0) }))
    object.put("allocators", .array(hardware.makers.map { JSON($0) }))
    self = object.json
  }

  private init(_ member: Recording.Member) {
    var object = JSONObject()
    object.put("name", .string(member.name))
    object.put("path", member.path) { .string($0) }
    object.put("kind", .string(member.kind))
    object.put("product", member.product) { .string($0) }
    object.put("can", member.abilities, unless: []) { .texts($0) }
    object.put("graph", member.graph) { .string($0) }
    object.put("roles", .array(member.roles.map { JSON($0) }))
    self = object.json
  }

  private init(_ role: Recording.Role) {
    var object = JSONObject()
    object.put("role", .string(role.name))
    object.put("traits", role.traits, unless: [:]) { traits in
      .object(
        traits.sorted { $0.key < $1.key }.map { Member(key: $0.key, value: .texts($0.value)) })
    }
    object.put("quirksAs", role.use) { .string($0.rawValue) }
    object.put("device", role.device) { .string($0.identity) }
    object.put("sizes", role.sizes, unless: []) { .array($0.map { JSON($0) }) }
    object.put(
      "terms",
      .array(
        role.terms.map { terms in
          var fields = JSONObject()
          fields.put("extent", terms.extent) { JSON($0) }
          fields.put("offers", .array(terms.offers.map { JSON($0) }))
          fields.put("allocators", terms.ownMakers, unless: []) { .array($0.map { JSON($0) }) }
          return fields.json
        }))
    self = object.json
  }

  private init(_ maker: Recording.Maker) {
    var object = JSONObject()
    object.put("quirksAs", maker.use) { .string($0.rawValue) }
    object.put("production", JSON(maker.production))
    self = object.json
  }

  fileprivate init(_ absence: Recording.Absence) {
    var object = JSONObject()
    object.put("path", .string(absence.path))
    object.put("reason", .string(absence.reason))
    object.put("errno", absence.errno) { .string($0) }
    self = object.json
  }

  fileprivate init(_ refusal: Refusal) {
    var object = JSONObject()
    object.put(refusal)
    self = object.json
  }
}
