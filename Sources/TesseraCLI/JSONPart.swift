import FoundationEssentials

/// Any JSON value, as a part of a larger one.
enum JSONPart: Hashable {
  case object([String: JSONPart])
  case list([JSONPart])
  case text(String)
  case integer(Int64)
  case flag(Bool)
  case null

  /// A document of ours, which has no numbers but whole ones.
  init(document: [UInt8]) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(document))
  }
}

extension JSONPart: Codable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Int64.self) {
      self = .integer(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let elements = try? container.decode([JSONPart].self) {
      self = .list(elements)
    } else {
      self = .object(try container.decode([String: JSONPart].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .object(let members): try container.encode(members)
    case .list(let elements): try container.encode(elements)
    case .text(let text): try container.encode(text)
    case .integer(let number): try container.encode(number)
    case .flag(let flag): try container.encode(flag)
    case .null: try container.encodeNil()
    }
  }
}
