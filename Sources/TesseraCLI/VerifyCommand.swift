import ArgumentParser
import Tessera

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Makes the buffers that were agreed and has every device take them for real.",
    discussion: """
      What a device refuses is learned, and the next best agreement is tried. For each participant it \
      is told how far it was tried and why not further: "import accepted" is not "verified". Ends with \
      0 and the agreement that stood, or with 2 and the conflict; with --strict, ends with 3 where \
      somebody was not tried as far as --level says.
      """)

  @OptionGroup var cast: CastOptions
  @OptionGroup var pipeline: PipelineOptions

  @Option(
    help: ArgumentHelp(
      "How far to go: none (allocate alone), import, test (test commits) or pattern.",
      discussion:
        "For a pattern, cameras deliver a frame, converters convert one, OpenGL draws, Vulkan copies.",
      valueName: "level"),
    transform: readLevel)
  var level = ProofLevel.pattern

  @Flag(
    help: ArgumentHelp(
      "Ends with 3 unless everybody was tried up to the level.",
      discussion: "No screen reads a pattern, and no camera knows a test before a frame."))
  var strict = false

  @Option(
    help: ArgumentHelp(
      "Somebody who joins when the buffers are there already. May be repeated.",
      valueName: "name[:role][:key=value…]"), transform: readRequest)
  var join: [Roster.Request] = []

  @OptionGroup var known: ExperienceOptions

  @Option(help: ArgumentHelp("Writes what was refused, also before, to a file.", valueName: "file"))
  var save: String?

  @Flag(help: "The result as JSON.")
  var json = false

  func validate() throws {
    guard join.isEmpty || !cast.with.isEmpty else {
      throw ValidationError("--join is for those who join others; name the others by --with")
    }
  }

  func run() throws {
    try reporting {
      let meeting = try Meeting(cast, pipeline, joining: join)
      let before = try known.experience()
      var negotiation = Negotiation(meeting.problem)
      negotiation.learn(before)
      if !json { say(meeting.header) }
      let verification: Verification
      do throws(SettlementError) {
        verification = try negotiation.verify(
          upTo: level, with: meeting.allocators, importers: meeting.importers)
      } catch {
        let learned = before.joined(with: error.experience)
        if let save { try DocumentFile(save).write(learned.json()) }
        throw tell(error, learned, besides: before, negotiation)
      }
      let learned = before.joined(with: verification.settlement.experience)
      if let save { try DocumentFile(save).write(learned.json()) }
      let report = VerificationReport(verification, learned, besides: before)
      let admissions = admit(meeting.newcomers, to: verification.settlement, &negotiation)
      let conflict = admissions.last?.conflict
      if json {
        try report.printJSON(admissions)
        if conflict != nil { throw Exit.conflict }
      } else {
        say(([report.text] + admissions.compactMap(\.text)).joined(separator: "\n"))
        if let conflict { throw ConflictText.tell(conflict, negotiation) }
      }
      try check(verification.proofs)
    }
  }

  /// Lets those who join in, one after the other, up to the first whom nothing suits.
  private func admit(
    _ newcomers: [Meeting.Newcomer], to settlement: Settlement, _ negotiation: inout Negotiation
  ) -> [AdmissionReport] {
    var reports: [AdmissionReport] = []
    for newcomer in newcomers {
      let name = newcomer.participant.name
      do {
        let admission = try negotiation.admit(
          newcomer.participant, by: newcomer.importer, to: settlement)
        reports.append(AdmissionReport(name, .success(admission)))
      } catch {
        return reports + [AdmissionReport(name, .failure(error))]
      }
    }
    return reports
  }

  /// Whether everybody was tried as far as is insisted on.
  private func check(_ proofs: [Proof]) throws {
    let short = proofs.filter { $0.level < level }
    guard strict, !short.isEmpty else { return }
    let names = short.map { "\($0.participant) (\($0.level))" }.joined(separator: ", ")
    complain("tessera: not tried up to \(level): \(names)")
    throw Exit.untried
  }

  private func tell(
    _ error: SettlementError, _ learned: Experience, besides before: Experience,
    _ negotiation: Negotiation
  ) -> any Error {
    guard json else {
      say(VerificationReport.text(of: learned, besides: before))
      return ConflictText.tell(error.conflict, negotiation)
    }
    do {
      try VerificationReport(error.conflict, learned, besides: before).printJSON()
      return Exit.conflict
    } catch {
      return error
    }
  }
}

private func readLevel(_ text: String) throws -> ProofLevel {
  guard let level = ProofLevel(text) else {
    throw ValidationError("'\(text)' is no level; the levels are none, import, test and pattern")
  }
  return level
}
