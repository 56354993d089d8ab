import Foundation

/// A card of vkms that is made and taken away through configfs, beside the lab's own.
struct DisplayInstance: Sendable {
  private static let group = "/sys/kernel/config/vkms"
  static let isSupported = FileManager.default.fileExists(atPath: group)

  private let folder: String
  private let parts = ["planes/plane", "crtcs/crtc", "encoders/encoder", "connectors/connector"]
  private let links = [
    ("planes/plane/possible_crtcs/crtc", "crtcs/crtc"),
    ("encoders/encoder/possible_crtcs/crtc", "crtcs/crtc"),
    ("connectors/connector/possible_encoders/encoder", "encoders/encoder"),
  ]

  /// Describes a display of one plane; there is no card yet.
  init(named name: String) throws {
    folder = "\(Self.group)/\(name)"
    let files = FileManager.default
    try files.createDirectory(atPath: folder, withIntermediateDirectories: false)
    for part in parts {
      try files.createDirectory(atPath: "\(folder)/\(part)", withIntermediateDirectories: false)
    }
    for (link, part) in links {
      try files.createSymbolicLink(
        atPath: "\(folder)/\(link)", withDestinationPath: "\(folder)/\(part)")
    }
    // A primary plane; the kernel's number for it.
    try write("1", to: "\(folder)/planes/plane/type")
  }

  /// The node of the card that was made.
  func card() throws -> String {
    let name = URL(fileURLWithPath: folder).lastPathComponent
    let nodes = try FileManager.default.contentsOfDirectory(atPath: "/sys/devices/faux/\(name)/drm")
    guard let node = nodes.first(where: { $0.hasPrefix("card") }) else {
      throw CocoaError(.fileNoSuchFile, userInfo: [NSFilePathErrorKey: folder])
    }
    return "/dev/dri/\(node)"
  }

  /// Makes the card.
  func plug() throws { try write("1", to: "\(folder)/enabled") }
  /// Takes the card away.
  func unplug() throws { try write("0", to: "\(folder)/enabled") }

  /// Takes everything away; folders of configfs go one by one, though they are never empty.
  func remove() throws {
    try unplug()
    for (link, _) in links { try FileManager.default.removeItem(atPath: "\(folder)/\(link)") }
    for part in parts + [""] {
      guard unsafe rmdir("\(folder)/\(part)") == 0 else {
        throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: "\(folder)/\(part)"])
      }
    }
  }
}
