import ArgumentParser
import Tessera
import TesseraExchange

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Holds an agreement that somebody else made against a problem.",
    discussion: """
      Ends with 0 when it keeps every term, with 1 and what it breaks, or with 65 when a file is no \
      document of its kind.
      """)

  @Argument(help: "A file with a document of the kind \"problem\"; - for standard input.")
  var problem: String

  @Argument(help: "A file with a document of the kind \"agreement\".")
  var agreement: String

  func run() throws {
    let problem = try DocumentFile(problem).read { bytes throws(ExchangeError) in
      try Problem(json: bytes)
    }
    let agreement = try DocumentFile(agreement).read { bytes throws(ExchangeError) in
      try Agreement(json: bytes)
    }
    let violations = Checker(problem).violations(of: agreement)
    for violation in violations { say("\(violation)") }
    guard violations.isEmpty else { throw ExitCode(1) }
    say("Every term is kept: \(agreement)")
  }
}
