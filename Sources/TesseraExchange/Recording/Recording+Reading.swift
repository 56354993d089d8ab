internal import TesseraFormats
internal import TesseraNegotiation

extension JSONNode {
  func hardware(under kernel: KernelVersion?) throws(ExchangeError) -> Recording.Hardware {
    try object { fields throws(ExchangeError) in
      Recording.Hardware(
        place: try fields.required("place").text(),
        model: DeviceModel(
          driver: try fields.required("driver").text(),
          compatible: try fields.value("compatible", or: []) { (node) throws(ExchangeError) in
            try node.texts()
          },
          pci: try fields.value("pci") { (node) throws(ExchangeError) in
            guard let model = PCIModel(try node.text()) else {
              throw node.refused(
                "is no maker and device; write hexadecimal numbers such as 8086:5927")
            }
            return model
          }, kernel: kernel),
        members: try fields.required("members").list { (node) throws(ExchangeError) in
          try node.member()
        },
        makers: try fields.required("allocators").list { (node) throws(ExchangeError) in
          try node.maker()
        })
    }
  }

  func absence() throws(ExchangeError) -> Recording.Absence {
    try object { fields throws(ExchangeError) in
      Recording.Absence(
        path: try fields.required("path").text(), reason: try fields.required("reason").text(),
        errno: try fields.optionalText("errno"))
    }
  }

  private func member() throws(ExchangeError) -> Recording.Member {
    try object { fields throws(ExchangeError) in
      Recording.Member(
        try fields.required("name").text(), path: try fields.optionalText("path"),
        kind: try fields.required("kind").text(), product: try fields.optionalText("product"),
        abilities: try fields.value("can", or: []) { (node) throws(ExchangeError) in
          try node.texts()
        },
        graph: try fields.optionalText("graph"),
        roles: try fields.required("roles").list { (node) throws(ExchangeError) in
          try node.role()
        })
    }
  }

  private func role() throws(ExchangeError) -> Recording.Role {
    try object { fields throws(ExchangeError) in
      Recording.Role(
        try fields.required("role").text(),
        traits: try fields.value("traits", or: [:]) { (node) throws(ExchangeError) in
          try node.traits()
        },
        use: try fields.bufferRole(), device: try fields.device(),
        sizes: try fields.value("sizes", or: []) { (node) throws(ExchangeError) in
          try node.list { (one) throws(ExchangeError) in try one.extent(from: 1) }
        },
        terms: try fields.required("terms").named({ $0.extent }) { (node) throws(ExchangeError) in
          try node.terms()
        })
    }
  }

  private func terms() throws(ExchangeError) -> Recording.Terms {
    try object { fields throws(ExchangeError) in
      Recording.Terms(
        extent: try fields.value("extent") { (node) throws(ExchangeError) in
          try node.extent(from: 1)
        }, try fields.required("offers").offers(),
        ownMakers: try fields.value("allocators", or: []) { (node) throws(ExchangeError) in
          try node.list { (one) throws(ExchangeError) in try one.maker() }
        })
    }
  }

  private func maker() throws(ExchangeError) -> Recording.Maker {
    try object { fields throws(ExchangeError) in
      Recording.Maker(
        try fields.required("production").production(), use: try fields.bufferRole())
    }
  }

  /// Keys that are no fields of ours, each with a list of texts.
  private func traits() throws(ExchangeError) -> [String: [String]] {
    guard case .object(let members) = value else { throw refused("is no object; write one") }
    var traits: [String: [String]] = [:]
    for member in members {
      traits[member.key] = try JSONNode(value: member.value, path: path[member.key]).texts()
    }
    return traits
  }

  private func texts() throws(ExchangeError) -> [String] {
    try list { (node) throws(ExchangeError) in try node.text() }
  }
}

extension JSONFields {
  fileprivate mutating func optionalText(_ key: String) throws(ExchangeError) -> String? {
    try value(key) { (node) throws(ExchangeError) in try node.text() }
  }

  fileprivate mutating func bufferRole() throws(ExchangeError) -> BufferRole? {
    try optionalText("quirksAs").map { BufferRole(rawValue: $0) }
  }
}
