import Foundation
import Testing

/// A C header on this machine, read only for its `#define` lines.
struct Header: CustomTestStringConvertible {
  let path: String
  let defines: [(name: String, body: String)]

  var testDescription: String { path }

  init?(_ path: String) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    self.path = path
    let joined = text.replacing("\\\n", with: " ").replacing("\t", with: " ")
    defines = joined.split(separator: "\n").compactMap { line in
      guard let match = line.firstMatch(of: /^ *# *define +(\w+) +(.+)$/) else { return nil }
      return (String(match.1), String(match.2))
    }
  }

  /// The headers among the usual places, and the one an environment variable names.
  static func all(_ places: [String], variable: String) -> [Header] {
    let named = ProcessInfo.processInfo.environment[variable].map { [$0] } ?? []
    return (places + named).compactMap { Header($0) }
  }

  static let drm = all(
    ["/usr/include/libdrm/drm_fourcc.h", "/usr/include/drm/drm_fourcc.h"],
    variable: "TESSERA_DRM_FOURCC_H")
  static let video = all(["/usr/include/linux/videodev2.h"], variable: "TESSERA_VIDEODEV2_H")
}

extension Header {
  /// The constants that a macro of four letters defines, by name without `prefix`.
  func letters(prefix: String, macro: String) -> [(name: String, value: UInt32)] {
    defines.compactMap { name, body in
      guard name.hasPrefix(prefix),
        let match = body.firstMatch(of: /^(\w+)\('(.)', *'(.)', *'(.)', *'(.)'\)/),
        match.1.hasPrefix(macro)
      else { return nil }
      let letters = [match.2, match.3, match.4, match.5].compactMap { $0.utf8.first }
      var value = letters.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      if match.1.hasSuffix("_be") { value |= 1 << 31 }
      return (String(name.dropFirst(prefix.count)), value)
    }
  }
}
