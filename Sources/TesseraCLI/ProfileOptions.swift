import ArgumentParser
import Foundation
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
      all.kernel = profile.count == 1 ? recording.kernel : nil
      all.absences += recording.absences
      all.refusals += recording.refusals
      all.devices += recording.devices.map { $0.apart(from: all, called: name) }
    }
    return all
  }
}

extension Recording.Hardware {
  /// The device under names that others do not have: a second `card0` is its file's.
  ///
  /// The processor and the system's memory are the same everywhere.
  fileprivate func apart(from others: Recording, called file: String) -> Self {
    var result = self
    if others.devices.contains(where: { $0.place == place }) {
      result.place = "\(file): \(place)"
      let known = Set(others.allocators(quirks: .none).map(\.name))
      result.makers.removeAll { $0.production.device == nil && known.contains($0.production.name) }
    }
    let names = Set(others.devices.flatMap(\.members).map(\.name))
    result.members.removeAll { $0.path == nil && names.contains($0.name) }
    let allocators = Set(others.allocators(quirks: .none).map(\.name))
    for index in result.members.indices where names.contains(result.members[index].name) {
      result.members[index].name = "\(file).\(result.members[index].name)"
    }
    for index in result.makers.indices
    where allocators.contains(result.makers[index].production.name) {
      result.makers[index].production.name =
        Name("\(file).\(result.makers[index].production.name)")
    }
    return result
  }
}
