import ArgumentParser
import Tessera

struct NegotiateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "negotiate",
    abstract: "Finds what a camera and a display can share, and says why.",
    discussion: "Ends with 0 and the agreement, or with 2 and the conflict.")

  @OptionGroup var pipeline: PipelineOptions

  func run() throws {
    try reporting {
      let pipeline = try pipeline.pipeline()
      print(AgreementText.header(of: pipeline))
      var negotiation = Negotiation(pipeline.problem)
      let agreement: Agreement
      do throws(Conflict) {
        agreement = try negotiation.next()
      } catch {
        throw ConflictText.tell(error, negotiation)
      }
      print(AgreementText.table(of: agreement))
      print(AgreementText.reasons(negotiation.survey(), agreement, negotiation.problem))
      print("Not tried on the devices yet: tessera stream does that.")
    }
  }
}
