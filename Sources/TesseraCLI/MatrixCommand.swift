import ArgumentParser
import Tessera

struct MatrixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "Shows which participant takes which format in which layout.",
    discussion: "Ends with 0, or with 65 when the file is no problem.")

  @OptionGroup var posed: PosedProblem

  @Option(help: ArgumentHelp("Writes a picture, with the reasons on hover.", valueName: "file"))
  var svg: String?

  @Option(help: ArgumentHelp("The greatest number of rows in the terminal.", valueName: "n"))
  var rows = 50

  func validate() throws {
    if rows < 1 { throw ValidationError("--rows takes a number from 1 on") }
  }

  func run() throws {
    let (problem, _) = try posed.read()
    let matrix = Matrix(problem)
    say(matrix.text(rows: rows))
    if let svg { try DocumentFile(svg).write(MatrixPicture(matrix).svg.utf8) }
  }
}
