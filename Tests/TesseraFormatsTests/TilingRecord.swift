import Foundation
import TesseraFormats

/// What a driver of Mesa answered for one image; Layouts/README.md has the source.
struct TilingRecord: Sendable {
  let device: String
  let driver: String
  let format: PixelFormat
  let modifier: Modifier
  let extent: Extent
  /// How the buffer was asked for: E one modifier, P the best of all, I none; then the usage.
  let usages: [String]
  let planes: [Plane]
  let size: UInt64
  /// What the driver's linear strides are multiples of: with a modifier, and for a display without.
  let granules: (explicit: UInt64, display: UInt64)

  struct Plane: Hashable, Sendable {
    let stride: UInt64
    let offset: UInt64
  }
}

extension TilingRecord: CustomStringConvertible {
  var description: String {
    "\(device) \(format) \(modifier) \(extent) \(usages) \(planes.map { ($0.stride, $0.offset) })"
  }
}

extension TilingRecord {
  /// Every record of a GPU family.
  static func read(family: String) throws -> [TilingRecord] {
    var records: [TilingRecord] = []
    var (device, driver) = ("", "")
    var granules: [UInt64: (UInt64, UInt64)] = [:]
    for line in try lines(of: family) {
      let words = line.split(separator: " ")
      switch words.first {
      case "device":
        (device, driver, granules) = (String(words[1]), String(words[2]), [:])
      case "granule":
        let bytes = try bytes(of: PixelFormat("\(words[1])"))
        granules[bytes] = (try number(words[2]), try number(words[3]))
      default:
        records.append(
          try record(words, device: device, driver: driver, granules: granules))
      }
    }
    return records
  }

  /// The folder of all that the drivers said, which an environment variable names.
  static let fullAnswers = ProcessInfo.processInfo.environment["TESSERA_LAYOUTS"]

  /// The lines of a file of records.
  static func lines(of name: String) throws -> [Substring] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Layouts")
    let text = try String(contentsOf: folder.appending(path: name + ".txt"), encoding: .utf8)
    return text.split(separator: "\n")
  }

  private static func record(
    _ words: [Substring], device: String, driver: String, granules: [UInt64: (UInt64, UInt64)]
  ) throws -> TilingRecord {
    guard words.count == 6, let format = PixelFormat("\(words[0])"),
      let modifier = UInt64(words[1], radix: 16), let extent = Extent(words[2]),
      let granules = granules[try bytes(of: format)]
    else { throw Malformed(text: words.joined(separator: " ")) }
    let planes = try words[4].split(separator: ",").map { plane in
      let parts = plane.split(separator: "@")
      return Plane(stride: try number(parts[0]), offset: try number(parts[1]))
    }
    return TilingRecord(
      device: device, driver: driver, format: format, modifier: Modifier(rawValue: modifier),
      extent: extent, usages: words[3].split(separator: ",").map(String.init), planes: planes,
      size: try number(words[5]), granules: granules)
  }

  private static func bytes(of format: PixelFormat?) throws -> UInt64 {
    guard let info = format?.info else { throw Malformed(text: "\(String(describing: format))") }
    return info.plane(0).bytesPerBlock.value
  }

  private static func number(_ text: Substring) throws -> UInt64 {
    guard let number = UInt64(text) else { throw Malformed(text: String(text)) }
    return number
  }

  private struct Malformed: Error { let text: String }
}
