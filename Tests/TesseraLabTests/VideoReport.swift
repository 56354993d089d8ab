import Foundation

@testable import Tessera

/// What `v4l2-ctl` says of one node.
struct VideoReport {
  struct Format {
    var code: VideoPixelFormat
    var sizes: SizeDomain
  }
  /// A queue's format now: fields as they are printed, such as `Bytes per Line`.
  typealias Fields = [String: [String]]

  var driver = ""
  var card = ""
  var bus = ""
  /// What this node can do, as bits and in words.
  var capabilities: UInt32 = 0
  var abilities: Set<String> = []
  /// Its media device.
  var mediaDriver, mediaModel: String?
  var formats: [VideoAllocator.Side: [Format]] = [:]
  var current: [VideoAllocator.Side: Fields] = [:]
  /// The values of controls of whole numbers.
  var controls: [String: Int] = [:]

  /// Asks about a node; without formats, which are many, where nobody compares them.
  init(_ path: String, withFormats: Bool = false) throws {
    for (side, option) in [
      VideoAllocator.Side.capture: "--list-formats-ext", .output: "--list-formats-out-ext",
    ] where withFormats {
      formats[side] = try Self.formats(in: Command.run("v4l2-ctl", "-d", path, option).output)
    }
    try readAll(Command.run("v4l2-ctl", "-d", path, "--all").output)
  }

  private static func formats(in text: String) -> [Format] {
    var formats: [Format] = []
    for line in text.split(separator: "\n") {
      if let code = quoted(line), line.contains("]: '") {
        formats.append(Format(code: code, sizes: .any))
      } else if let size = line.range(of: "Size: "), let last = formats.indices.last {
        formats[last].sizes.add(line[size.upperBound...])
      }
    }
    return formats
  }

  /// The code in quotes, such as `'XR15-BE'`.
  static func quoted(_ line: some StringProtocol) -> VideoPixelFormat? {
    let parts = line.components(separatedBy: "'")
    guard parts.count >= 3 else { return nil }
    let isBigEndian = parts[1].hasSuffix("-BE")
    let letters = Array((isBigEndian ? String(parts[1].dropLast(3)) : parts[1]).utf8)
    let code = (0..<4).reduce(UInt32(0)) { word, index in
      word | UInt32(index < letters.count ? letters[index] : 0x20) << UInt32(8 * index)
    }
    return VideoPixelFormat(rawValue: isBigEndian ? code | 1 << 31 : code)
  }

  private mutating func readAll(_ text: String) {
    var side: VideoAllocator.Side?
    var section: Substring = ""
    for line in text.split(separator: "\n") {
      // A section begins at the margin.
      if !line.hasPrefix("\t") && !line.hasPrefix(" ") {
        section = line
        side =
          line.hasPrefix("Format Video Capture")
          ? .capture : line.hasPrefix("Format Video Output") ? .output : nil
      }
      guard let colon = line.firstIndex(of: ":") else {
        // Below `Device Caps`; those above are what all nodes of the driver can do together.
        if line.hasPrefix("\t\t"), capabilities != 0, section.hasPrefix("Driver Info") {
          abilities.insert(line.trimmingCharacters(in: .whitespaces))
        }
        continue
      }
      let name = line[..<colon].trimmingCharacters(in: .whitespaces)
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      if let side { current[side, default: [:]][name, default: []].append(value) }
      switch name {
      case "Driver name" where driver.isEmpty: driver = value
      case "Card type": card = value
      case "Bus info" where bus.isEmpty: bus = value
      case "Device Caps": capabilities = UInt32(value.dropFirst(2), radix: 16) ?? 0
      case "Driver name" where section.hasPrefix("Media"): mediaDriver = value
      case "Model" where section.hasPrefix("Media"): mediaModel = value
      default:
        if let told = value.range(of: " value="), name.contains(" 0x00") {
          let digits = value[told.upperBound...].prefix { $0.isNumber }
          controls[String(name.prefix { $0 != " " })] = Int(digits)
        }
      }
    }
  }
}

extension SizeDomain {
  /// Adds a size as v4l2-ctl prints it, such as `Stepwise 32x32 - 640x480 with step 2/1`.
  fileprivate mutating func add(_ text: Substring) {
    let numbers = text.split { !$0.isNumber }.compactMap { UInt64($0) }.map { Pixels($0) }
    func extent(_ at: Int) -> Extent { Extent(width: numbers[at], height: numbers[at + 1]) }
    if text.hasPrefix("Discrete") {
      discrete = (discrete ?? []).union([extent(0)])
    } else {
      self = SizeDomain(
        minimum: extent(0), maximum: extent(2),
        step: numbers.count == 6 ? extent(4) : Extent(width: 1, height: 1))
    }
  }
}
