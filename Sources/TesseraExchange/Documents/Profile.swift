public import TesseraNegotiation

/// What is known of one device: how it takes part in negotiations, what it can allocate, and who says so.
public struct Profile: Hashable, Sendable {
  /// The device and where its data comes from.
  public struct Subject: Hashable, Sendable {
    /// What people call it.
    public var name: String
    /// Its driver in the kernel or in Mesa.
    public var driver: String
    /// What it is, such as `kms-plane`, `renderer` or `camera`.
    public var kind: String
    /// The version of the kernel or library that was looked at; `nil` where it is not known.
    public var version: String?
    /// Where the data was published.
    public var source: String
    /// How it was gained, such as `driver-table` or `dump`.
    public var evidence: String
    /// What else is to be known.
    public var notes: String?

    /// Takes a description.
    public init(
      name: String, driver: String, kind: String, version: String? = nil, source: String,
      evidence: String, notes: String? = nil
    ) {
      self.name = name
      self.driver = driver
      self.kind = kind
      self.version = version
      self.source = source
      self.evidence = evidence
      self.notes = notes
    }
  }

  /// The device and where its data comes from.
  public var device: Subject
  /// The ways in which it uses buffers.
  public var participants: [Participant]
  /// What it makes buffers with.
  public var allocators: [Production]

  /// Takes a device, its uses and its allocators.
  public init(device: Subject, participants: [Participant], allocators: [Production]) {
    self.device = device
    self.participants = participants
    self.allocators = allocators
  }
}

extension Profile {
  /// Reads a document of the kind `profile`.
  ///
  /// - Throws: what is wrong with it and where.
  public init(
    json bytes: [UInt8], limits: JSONLimits = .standard
  ) throws(ExchangeError) {
    self = try Document.read("profile", bytes, limits: limits) { fields throws(ExchangeError) in
      Profile(
        device: try fields.required("device").object { (inner) throws(ExchangeError) in
          try Subject(&inner)
        },
        participants: try fields.required("participants").participants(),
        allocators: try fields.required("allocators").productions())
    }
  }

  /// The profile as a document of the kind `profile`.
  public func json(_ style: JSONStyle = .readable) -> [UInt8] {
    Document.write("profile") { object in
      object.put("device", device.json)
      object.put("participants", .array(participants.map { JSON($0) }))
      object.put("allocators", .array(allocators.map { JSON($0) }))
    }.bytes(style)
  }
}

extension Profile.Subject {
  fileprivate init(_ fields: inout JSONFields) throws(ExchangeError) {
    self.init(
      name: try fields.required("name").text(), driver: try fields.required("driver").text(),
      kind: try fields.required("kind").text(),
      version: try fields.value("version") { (node) throws(ExchangeError) in try node.text() },
      source: try fields.required("source").text(),
      evidence: try fields.required("evidence").text(),
      notes: try fields.value("notes") { (node) throws(ExchangeError) in try node.text() })
  }

  fileprivate var json: JSON {
    var object = JSONObject()
    object.put("name", .string(name))
    object.put("driver", .string(driver))
    object.put("kind", .string(kind))
    object.put("version", version) { .string($0) }
    object.put("source", .string(source))
    object.put("evidence", .string(evidence))
    object.put("notes", notes) { .string($0) }
    return object.json
  }
}
