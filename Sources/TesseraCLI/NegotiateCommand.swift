import ArgumentParser
import Tessera

struct NegotiateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "negotiate",
    abstract: "Finds what a camera and a display, or any others, can share, and says why.",
    discussion: "Ends with 0 and the agreement, or with 2 and the conflict.")

  @OptionGroup var cast: CastOptions
  @OptionGroup var pipeline: PipelineOptions
  @OptionGroup var known: ExperienceOptions

  @Flag(help: "The agreement or the conflict as a document.")
  var json = false

  func run() throws {
    try reporting {
      let meeting = try Meeting(cast, pipeline)
      if !json { print(meeting.header) }
      var negotiation = Negotiation(meeting.problem)
      negotiation.learn(try known.experience())
      let agreement: Agreement
      do throws(Conflict) {
        agreement = try negotiation.next()
      } catch {
        guard json else { throw ConflictText.tell(error, negotiation) }
        print(String(decoding: error.json(), as: UTF8.self), terminator: "")
        throw Exit.conflict
      }
      guard !json else {
        print(String(decoding: agreement.json(), as: UTF8.self), terminator: "")
        return
      }
      print(AgreementText.table(of: agreement))
      print(AgreementText.reasons(negotiation.survey(), agreement, negotiation.problem))
      print("Not tried on the devices yet: tessera verify does that.")
    }
  }
}
