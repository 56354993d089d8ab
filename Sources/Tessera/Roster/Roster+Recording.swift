public import TesseraExchange

extension Roster {
  /// The devices of a recording, in place of those that are here.
  ///
  /// They pose problems and import nothing.
  public init(_ recording: Recording) {
    self.init(
      recording.devices.flatMap { device in
        device.members.filter { !$0.roles.isEmpty }.map { Member($0, of: device.model) }
      })
  }
}

extension Roster.Member {
  fileprivate init(_ recorded: Recording.Member, of model: DeviceModel) {
    self.init(
      recorded.name, path: recorded.path,
      meaning: recorded.kind + (recorded.product.map { ": \($0)" } ?? ""),
      roles: recorded.roles.map { Roster.Role($0, of: model) })
  }
}

extension Roster.Role {
  fileprivate init(_ recorded: Recording.Role, of model: DeviceModel) {
    self.init(
      recorded.word, traits: recorded.traits, sizes: recorded.sizes,
      knownSizes: recorded.terms.compactMap(\.extent),
      takes: { size in
        recorded.knows(size) && (recorded.sizes.isEmpty || recorded.sizes.contains(size))
      },
      participant: { name, terms in
        recorded.participant(named: name, extent: terms.extent, of: model, quirks: terms.quirks)
      })
    recordedMemory = { terms in
      recorded.ownAllocators(of: terms.extent, by: model, quirks: terms.quirks)
    }
  }
}

extension Recording.Role {
  /// The role's name as one word, by which it can be asked for: profiles call roles by sentences, such
  /// as `scan-out: Cursor`, here `scan-out-cursor`.
  public var word: String {
    name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }

  /// How it is asked for, such as `scanout:plane=31`.
  public var request: String {
    let keys = traits.sorted { $0.key > $1.key }.compactMap { key, values in
      values.first.map { "\(key)=\($0)" }
    }
    return ([word] + keys).joined(separator: ":")
  }
}
