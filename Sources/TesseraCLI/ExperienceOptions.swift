import ArgumentParser
import Foundation
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

extension Experience {
  /// Writes it as a document, or ends the program with a sentence.
  func save(to path: String) throws {
    do {
      try Data(json()).write(to: URL(fileURLWithPath: path))
    } catch {
      complain("tessera: \(path) cannot be written: \(error.localizedDescription)")
      throw ExitCode(73)
    }
  }
}
