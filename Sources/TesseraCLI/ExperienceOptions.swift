import ArgumentParser
import Tessera

/// What is known from trying before.
struct ExperienceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file with what was refused before, by tessera verify --save. May be repeated.",
      valueName: "file"))
  var refusals: [String] = []

  /// Everything in the files.
  func experience() throws -> Experience {
    var all = Experience()
    for path in refusals {
      let read = try DocumentFile(path).read { bytes throws(ExchangeError) in
        try Experience(json: bytes)
      }
      all = all.joined(with: read)
    }
    return all
  }
}
