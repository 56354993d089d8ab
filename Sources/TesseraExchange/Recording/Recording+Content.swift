internal import TesseraNegotiation

extension Recording {
  /// Reads what is known of devices, whatever tells it: a recording, a profile of one device, or the
  /// output of `drm_info -j`, told apart by their content.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - name: what the device of a profile is called, such as the name of its file.
  ///   - limits: how large the text may be.
  /// - Throws: what is wrong with it and where.
  public static func reading(
    _ bytes: [UInt8], called name: String, limits: JSONLimits = .recording
  ) throws(ExchangeError) -> Recording {
    let root = JSONNode(
      value: try JSON(DRMInfoText.quotingGreatNumbers(bytes), limits: limits), path: JSONPath())
    switch root.field("tessera")?.value {
    case .string("profile"):
      return Recording(try Profile(json: bytes, limits: limits), called: name)
    case .some: return try Recording(json: bytes, limits: limits)
    case nil where root.isDRMInfo: return try root.drmInfo()
    case nil:
      throw root.refused(
        "is neither a recording nor a profile nor the output of drm_info -j; give one of these")
    }
  }

  /// The recording that tells what a profile of one device tells.
  public init(_ profile: Profile, called name: String) {
    // Tables tell the part of the driver too, such as `rockchip (vop2)`.
    let driver = profile.device.driver.prefix { $0 != " " && $0 != "/" }
    self.init(
      devices: [
        Hardware(
          place: name, model: DeviceModel(driver: String(driver)),
          members: [
            Member(
              name, kind: profile.device.kind, product: profile.device.name,
              roles: profile.participants.map { participant in
                Role(
                  participant.name.rawValue, use: profile.use(of: participant.name),
                  device: participant.device, terms: [Terms(participant.offers)])
              })
          ], makers: profile.allocators.map { Maker($0) })
      ])
  }
}

extension Profile {
  /// What tables of devices are asked for a participant by.
  fileprivate func use(of participant: Name<Participant>) -> BufferRole? {
    switch participant.rawValue {
    case "sample": .sample
    case "render": .render
    case "queue": device.kind == "encoder" ? .output : .capture
    case let name where name.hasPrefix("scan-out"):
      name.lowercased().hasSuffix("cursor") ? .cursor : .scanOut
    default: nil
    }
  }
}

extension JSONNode {
  /// A field of an object whose other fields are nobody's business.
  func field(_ key: String) -> JSONNode? {
    guard case .object(let members) = value,
      let member = members.first(where: { $0.key == key })
    else { return nil }
    return JSONNode(value: member.value, path: path[key])
  }

  /// The same, where it must be there.
  func needed(_ key: String) throws(ExchangeError) -> JSONNode {
    guard let field = field(key) else {
      throw refused("lacks the field \"\(key)\"; give the whole output")
    }
    return field
  }
}
