#if GBM
import Foundation
import Tessera
import TesseraKernel

/// What a driver of Mesa answered elsewhere; Layouts/README.md of the formats' tests has the source.
struct ShimRecord: CustomStringConvertible {
  struct Plane: Hashable {
    var stride: UInt64
    var offset: UInt64
  }

  let description: String
  let format: PixelFormat
  let modifier: UInt64
  let extent: Extent
  let planes: [Plane]
  private let uses: [Substring]

  /// The GPU that this process is to find, by the name of its records.
  static let gpu = ProcessInfo.processInfo.environment["TESSERA_SHIM"]

  /// The format in its layout.
  var pair: FormatModifier { FormatModifier(format, .explicit(Modifier(rawValue: modifier))) }

  /// Whether a modifier by itself led to it.
  var isExplicit: Bool { uses.contains { $0.hasPrefix("E") } }

  /// The uses that led to it, where the buffer was asked for in one way.
  func usages(of way: Character) -> [GBMUsage] {
    let words: [Character: GBMUsage] = [
      "R": .rendering, "S": .scanout, "L": .linear, "C": .cursor,
    ]
    return uses.filter { $0.first == way }.map { GBMUsage($0.dropFirst().compactMap { words[$0] }) }
  }

  func request(_ modifiers: [UInt64]) -> GBMRequest {
    GBMRequest(
      width: UInt32(extent.width.value), height: UInt32(extent.height.value),
      format: format.rawValue, modifiers: modifiers)
  }
}

extension ShimRecord {
  private static func lines(_ gpu: String) throws -> [[Substring]] {
    let family = gpu.prefix { $0 != "-" }
    let text = try String(contentsOfFile: "/tessera/layouts/\(family).txt", encoding: .utf8)
    var isThis = false
    return text.split(separator: "\n").map { $0.split(separator: " ") }.filter { words in
      if words[0] == "device" { isThis = words[1] == gpu }
      return isThis
    }
  }

  /// The kernel's driver of one GPU.
  static func driver(of gpu: String) throws -> String? {
    // The records tell Mesa's driver; the kernel's has another name here.
    try lines(gpu).first.map { $0[2] == "radeonsi" ? "amdgpu" : String($0[2]) }
  }

  /// The records of one GPU; none where the driver names no layout.
  static func read(_ gpu: String) throws -> [ShimRecord] {
    try lines(gpu).compactMap { words in
      guard words.count == 6 else { return nil }
      guard let format = PixelFormat("\(words[0])"), let extent = Extent(words[2]),
        let modifier = UInt64(words[1], radix: 16)
      else { throw CocoaError(.fileReadCorruptFile) }
      let planes = words[4].split(separator: ",").map { plane in
        let numbers = plane.split(separator: "@").compactMap { UInt64($0) }
        return Plane(stride: numbers[0], offset: numbers[1])
      }
      return ShimRecord(
        description: words.joined(separator: " "), format: format,
        modifier: modifier, extent: extent, planes: planes, uses: words[3].split(separator: ","))
    }
  }

  /// What the rows of the usual formats are multiples of: with a modifier, or without.
  static func granule(explicit: Bool) -> UInt64? {
    guard let gpu, let lines = try? lines(gpu) else { return nil }
    return lines.filter { $0[0] == "granule" && $0[1] != "AB4H" }
      .compactMap { UInt64($0[explicit ? 2 : 3]) }.max()
  }
}
#endif
