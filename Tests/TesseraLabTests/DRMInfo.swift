import Foundation

/// What `drm_info -j` says of one card.
struct DRMInfo: Decodable {
  struct Driver: Decodable {
    var name: String
    var caps: [String: UInt64?]
  }
  struct Limits: Decodable {
    var minWidth, maxWidth, minHeight, maxHeight: UInt64
  }
  struct Mode: Decodable {
    var hdisplay, vdisplay: UInt64
  }
  struct Encoder: Decodable {
    var id, possibleCrtcs: UInt32
  }
  struct Connector: Decodable {
    var id, type, status: UInt32
    var encoders: [UInt32]
    var modes: [Mode]
    var properties: [String: Property]
  }
  struct Plane: Decodable {
    var id, possibleCrtcs: UInt32
    var formats: [UInt32]
    var properties: [String: Property]
  }
  /// One property; what its blob says, where drm_info reads it.
  struct Property: Decodable {
    var rawValue: UInt64
    var layouts: [Layout]?
    var codes: [UInt32]?
    var choices: [Choice]?

    enum CodingKeys: String, CodingKey { case rawValue, data, spec }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      rawValue = try fields.decode(UInt64.self, forKey: .rawValue)
      layouts = try? fields.decode([Layout].self, forKey: .data)
      codes = try? fields.decode([UInt32].self, forKey: .data)
      choices = try? fields.decode([Choice].self, forKey: .spec)
    }
  }
  struct Layout: Decodable {
    var modifier: UInt64
    var formats: [UInt32]
  }
  struct Choice: Decodable {
    var name: String
    var value: UInt64
  }

  var driver: Driver
  var fbSize: Limits
  var connectors: [Connector]
  var encoders: [Encoder]
  var planes: [Plane]

  /// Asks about one node; `nil` for a card that drm_info has nothing to say of.
  static func of(_ path: String) throws -> DRMInfo? {
    let (output, _) = try Command.run("sh", "-c", "drm_info -j '\(path)' 2>/dev/null")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([String: DRMInfo].self, from: Data(output.utf8)).values.first
  }
}
