import ArgumentParser
import FoundationEssentials
import Tessera

/// What is to be believed of devices beyond what they say themselves.
struct QuirkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file with a document of the kind \"quirks\". May be repeated; later files win.",
      discussion: """
        Read after $XDG_CONFIG_HOME/tessera/quirks.json (else ~/.config/tessera/quirks.json), where \
        there is one. A row replaces the row of the same name; without constraints it takes it out.
        """, valueName: "file"))
  var quirks: [String] = []

  /// The table that comes with the program, and the user's rows.
  func table() throws -> QuirkTable {
    var table = QuirkTable.standard
    let own = Self.ownFile
    for path in (FileManager.default.fileExists(atPath: own) ? [own] : []) + quirks {
      let rows = try DocumentFile(path).read { bytes throws(ExchangeError) in
        try QuirkTable(json: bytes)
      }
      table = table.overridden(by: rows)
    }
    return table
  }

  /// The base directory specification has relative paths ignored.
  private static var ownFile: String {
    let folder = ProcessInfo.processInfo.environment["XDG_CONFIG_HOME"].flatMap { path in
      path.hasPrefix("/") ? path : nil
    }
    let home = FileManager.default.homeDirectoryForCurrentUser.path
    return (folder ?? home + "/.config") + "/tessera/quirks.json"
  }
}
