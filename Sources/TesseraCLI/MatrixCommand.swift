import ArgumentParser
import Foundation
import Tessera
import TesseraExchange

struct MatrixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "Shows which participant takes which format in which layout.",
    discussion: "Ends with 0, or with 65 when the file is no problem.")

  @Argument(help: "A file with a document of the kind \"problem\"; - for standard input.")
  var problem: String

  @Option(help: ArgumentHelp("Writes a picture, with the reasons on hover.", valueName: "file"))
  var svg: String?

  @Option(help: ArgumentHelp("The greatest number of rows in the terminal.", valueName: "n"))
  var rows = 50

  func validate() throws {
    if rows < 1 { throw ValidationError("--rows takes a number from 1 on") }
  }

  func run() throws {
    let problem = try DocumentFile(problem).read { bytes throws(ExchangeError) in
      try Problem(json: bytes)
    }
    let matrix = Matrix(problem)
    say(matrix.text(rows: rows))
    guard let svg else { return }
    do {
      try Data(MatrixPicture(matrix).svg.utf8).write(to: URL(fileURLWithPath: svg))
    } catch {
      complain("tessera: \(svg) cannot be written: \(error.localizedDescription)")
      throw ExitCode(73)
    }
  }
}
