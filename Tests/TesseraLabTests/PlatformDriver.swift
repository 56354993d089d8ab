import Foundation

/// A driver that can be taken away from its device, and be given back, while the system runs.
struct PlatformDriver: Sendable {
  let name: String
  /// What the lab calls its nodes, by what the driver calls them.
  let names: [String: String]

  static let vim2m = Self(name: "vim2m", names: ["vim2m": "vim2m"])
  static let vivid = Self(
    name: "vivid",
    names: [
      "vivid-000-vid-cap": "vivid", "vivid-000-vid-out": "vivid-output",
      "vivid-001-vid-cap": "vivid-contig", "vivid-001-vid-out": "vivid-contig-output",
      "vivid-002-vid-cap": "vivid-mplane", "vivid-002-vid-out": "vivid-mplane-output",
    ])

  func unbind() throws { try tell("unbind") }
  func bind() throws { try tell("bind") }

  private func tell(_ file: String) throws {
    try write("\(name).0", to: "/sys/bus/platform/drivers/\(name)/\(file)")
  }
}

/// Writes into one of the kernel's small files.
func write(_ text: String, to path: String) throws {
  let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  try handle.write(contentsOf: Data(text.utf8))
  try handle.close()
}
