import ArgumentParser
import FoundationEssentials
import Tessera
import TesseraExchange

/// Devices that are written down, in place of those that are here.
struct ProfileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file that stands for devices. May be repeated.",
      discussion: """
        What tessera record wrote, a profile of one device, or the output of drm_info -j.
        """, valueName: "file"))
  var profile: [String] = []

  /// What the files tell; `nil` where none was named.
  func devices() throws -> Recording? {
    guard !profile.isEmpty else { return nil }
    var all = Recording(devices: [])
    for path in profile {
      let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
      let recording = try DocumentFile(path).read { bytes throws(ExchangeError) in
        try Recording.reading(bytes, called: name)
      }
      all = all.joined(with: recording, called: name)
    }
    return all
  }
}
