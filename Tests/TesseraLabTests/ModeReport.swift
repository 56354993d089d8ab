import Foundation

@testable import Tessera

/// What `modetest` prints of one card, by its driver's name.
struct ModeReport {
  /// A property; of a blob its bytes, and of `IN_FORMATS` the table that modetest makes of them.
  struct Property {
    var value: UInt64?
    var choices: [String: UInt64] = [:]
    var blob: [UInt8] = []
    /// Modifiers by format, each format as modetest spells it.
    var layouts: [String: Set<UInt64>] = [:]
  }
  struct Connector {
    var id: UInt32
    var status, name: String
    var encoders: [UInt32]
    /// Sizes of modes, those that the screen prefers first.
    var sizes: [Extent] = []
    var properties: [String: Property] = [:]
  }
  struct Plane {
    var id, possibleCRTCs: UInt32
    var formats: [String] = []
    var properties: [String: Property] = [:]
  }
  private enum Section: String {
    case encoders = "Encoders:"
    case connectors = "Connectors:"
    case crtcs = "CRTCs:"
    case planes = "Planes:"
    case framebuffers = "Frame buffers:"
  }

  var driver = ""
  /// The CRTCs that an encoder can be fed by, as bits.
  var encoders: [UInt32: UInt32] = [:]
  var connectors: [Connector] = []
  var crtcs: [UInt32] = []
  var planes: [Plane] = []

  private var section = Section.encoders
  private var property = ""
  private var isInLayouts = false
  private var preferred = 0

  /// Asks about a card; `nil` for one that has no mode setting.
  static func of(driver: String) throws -> ModeReport? {
    // -a shows what only atomic clients see, such as connectors that write back.
    let (output, status) = try Command.run("modetest", "-a", "-M", driver)
    guard status == 0 else { return nil }
    var report = ModeReport()
    for line in output.split(separator: "\n") { report.read(line) }
    return report
  }

  private mutating func read(_ line: Substring) {
    if let opened = line.range(of: "` on driver `") {
      driver = String(line[opened.upperBound...].prefix { $0 != "`" })
    } else if let begun = Section(rawValue: String(line)) {
      section = begun
    } else if line.first?.isNumber == true {
      addObject(line.split(separator: "\t", omittingEmptySubsequences: false))
    } else if line.hasPrefix("  formats:") {
      planes[planes.count - 1].formats = line.split(separator: " ").dropFirst().map(String.init)
    } else if line.hasPrefix("  #"), section == .connectors {
      addMode(line)
    } else if line.hasPrefix("\t"), line.dropFirst().first?.isNumber == true {
      property = String(line.drop { $0 != " " }.dropFirst().dropLast())
      isInLayouts = false
      change { $0 = Property() }
    } else {
      readProperty(line.trimmingCharacters(in: .whitespaces))
    }
  }

  private mutating func addObject(_ columns: [Substring]) {
    let words = columns.map { $0.trimmingCharacters(in: .whitespaces) }
    guard let id = UInt32(words[0]) else { return }
    func bits(_ word: String) -> UInt32 { UInt32(word.dropFirst(2), radix: 16) ?? 0 }
    switch section {
    case .encoders: encoders[id] = bits(words[3])
    case .connectors:
      connectors.append(
        Connector(
          id: id, status: words[2], name: words[3],
          encoders: (words.last ?? "").split(separator: ",").compactMap {
            UInt32($0.trimmingCharacters(in: .whitespaces))
          }))
      preferred = 0
    case .crtcs: crtcs.append(id)
    case .planes: planes.append(Plane(id: id, possibleCRTCs: bits(words[words.count - 1])))
    case .framebuffers: break
    }
  }

  /// A mode, such as `#0 1024x768 60.00 1024 … type: preferred, driver`.
  private mutating func addMode(_ line: Substring) {
    let words = line.split(separator: " ")
    // The fourth word is the width that is seen, and the eighth the height; a mode's name may lie.
    guard words.count > 7, let width = UInt64(words[3]), let height = UInt64(words[7]) else {
      return
    }
    let size = Extent(width: Pixels(width), height: Pixels(height))
    let isPreferred = line.range(of: "type:").map { line[$0.upperBound...].contains("preferred") }
    if isPreferred == true {
      connectors[connectors.count - 1].sizes.insert(size, at: preferred)
      preferred += 1
    } else {
      connectors[connectors.count - 1].sizes.append(size)
    }
  }

  private mutating func readProperty(_ line: String) {
    if isInLayouts, let colon = line.firstIndex(of: ":") {
      let modifiers = line[colon...].components(separatedBy: "(0x").dropFirst().compactMap {
        UInt64($0.prefix { $0 != ")" }, radix: 16)
      }
      change { $0.layouts[String(line[..<colon]), default: []].formUnion(modifiers) }
    } else if line.hasPrefix("in_formats blob decoded") {
      isInLayouts = true
    } else if let value = line.value(of: "value:") {
      change { $0.value = UInt64(value) }
    } else if let words = line.value(of: "enums:") ?? line.value(of: "values:") {
      for word in words.split(separator: " ") {
        let parts = word.split(separator: "=")
        guard parts.count == 2 else { continue }
        let digits = parts[1]
        let value =
          digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
        change { $0.choices[String(parts[0])] = value }
      }
    } else if !line.isEmpty, line.count.isMultiple(of: 2), line.allSatisfy(\.isHexDigit) {
      // A row of a blob's bytes.
      let digits = Array(line)
      change { property in
        property.blob += stride(from: 0, to: digits.count, by: 2).compactMap {
          UInt8(String(digits[$0...$0 + 1]), radix: 16)
        }
      }
    }
  }

  private mutating func change(_ body: (inout Property) -> Void) {
    switch section {
    case .connectors: body(&connectors[connectors.count - 1].properties[property, default: .init()])
    case .planes: body(&planes[planes.count - 1].properties[property, default: .init()])
    default: break
    }
  }
}

extension String {
  /// What stands behind a label that a line begins with.
  fileprivate func value(of label: String) -> String? {
    hasPrefix(label) ? dropFirst(label.count).trimmingCharacters(in: .whitespaces) : nil
  }
}
