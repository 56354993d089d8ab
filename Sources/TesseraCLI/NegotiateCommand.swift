import ArgumentParser
import Tessera

struct NegotiateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "negotiate",
    abstract: "Finds what devices can share, and says why.",
    discussion: """
      Between those named by --with; without any, between a camera and a display. With --profile, \
      between devices that were recorded elsewhere. Ends with 0 and the agreement, or with 2 and the \
      conflict.
      """)

  @OptionGroup var cast: CastOptions
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var pipeline: PipelineOptions
  @OptionGroup var known: ExperienceOptions

  @Flag(help: "The agreement or the conflict as a document.")
  var json = false

  func run() throws {
    try reporting {
      let recorded = try profiles.devices()
      let meeting =
        try recorded.map { try Meeting(cast, pipeline, of: $0) }
        ?? Meeting(cast, pipeline)
      if !json { say(meeting.header) }
      var negotiation = Negotiation(meeting.problem)
      for refusal in meeting.refusals { negotiation.learn(refusal) }
      negotiation.learn(try known.experience())
      let agreement: Agreement
      do throws(Conflict) {
        agreement = try negotiation.next()
      } catch {
        guard json else { throw ConflictText.tell(error, negotiation) }
        say(String(decoding: error.json(), as: UTF8.self), terminator: "")
        throw Exit.conflict
      }
      guard !json else {
        say(String(decoding: agreement.json(), as: UTF8.self), terminator: "")
        return
      }
      say(AgreementText.table(of: agreement))
      say(AgreementText.reasons(negotiation.survey(), agreement, negotiation.problem))
      if recorded == nil {
        say("Not tried on the devices yet: tessera verify does that.")
      }
    }
  }
}
