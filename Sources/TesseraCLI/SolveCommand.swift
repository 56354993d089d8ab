import ArgumentParser
import Tessera

struct SolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract: "Solves a problem that is written down, without any device.",
    discussion: """
      Ends with 0 and the agreement, with 2 and the conflict, or with 65 when the file is no problem.
      """)

  @OptionGroup var posed: PosedProblem

  @Option(help: ArgumentHelp("The best so many agreements, not only the best.", valueName: "n"))
  var all: Int?

  @Option(
    help: ArgumentHelp(
      "Give a candidate up past so many ways to combine offers; for problems of strangers.",
      valueName: "n"))
  var choices: Int?

  @OptionGroup var known: ExperienceOptions

  @Flag(help: "The reasons too.")
  var explain = false

  @Option(help: "text or json.")
  var format = OutputFormat.text

  func validate() throws {
    if let all, all < 1 { throw ValidationError("--all takes a number from 1 on") }
    if let choices, choices < 1 { throw ValidationError("--choices takes a number from 1 on") }
    if explain && format == .json {
      throw ValidationError("--explain is for people; use it without --format json")
    }
  }

  func run() throws {
    let (problem, refusals) = try posed.read()
    var negotiation = Negotiation(problem)
    negotiation.choiceLimit = choices
    for refusal in refusals { negotiation.learn(refusal) }
    negotiation.learn(try known.experience())
    let best: Agreement
    do throws(Conflict) {
      best = try negotiation.next()
    } catch {
      tell(error, negotiation)
      throw Exit.conflict
    }
    let survey = all != nil || explain ? negotiation.survey() : nil
    let agreements = all.flatMap { survey?.agreements.prefix($0) }.map(Array.init) ?? [best]
    switch format {
    case .json where all == nil: say(String(decoding: best.json(), as: UTF8.self), terminator: "")
    case .json:
      let texts = agreements.map { String(decoding: $0.json(.compact), as: UTF8.self) }
      say("[\n\(texts.joined(separator: ",\n"))\n]")
    case .text:
      for agreement in agreements {
        say(AgreementText.table(of: agreement))
        if explain, let survey {
          say(AgreementText.reasons(survey, agreement, negotiation.problem))
        }
      }
    }
  }

  private func tell(_ conflict: Conflict, _ negotiation: Negotiation) {
    guard format == .text else {
      say(String(decoding: conflict.json(), as: UTF8.self), terminator: "")
      return
    }
    say(explain ? conflict.explanation : conflict.description)
    let ways = explain ? negotiation.waysOut() : []
    if !ways.isEmpty { say("Ways out:") }
    for way in ways { say("  \(way)") }
  }
}
