import Foundation
import TesseraExchange
import TesseraFormats
import TesseraNegotiation
import Testing

/// The documents that a reader of the repository tries first.
@Suite("The examples")
struct ExampleTests {
  @Test("the problem in Examples is solved as the README says")
  func renderAndScanOut() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appendingPathComponent("Examples/render-and-scan-out.json")
    let problem = try Problem(json: Array(try Data(contentsOf: file)))
    #expect(problem.flaws.isEmpty)
    var negotiation = Negotiation(problem)
    let agreement = try negotiation.next()
    #expect(agreement.allocator == "heap:default_cma_region")
    #expect(agreement.layout.planes?.map(\.stride) == [5472])
    #expect(Checker(problem).violations(of: agreement).isEmpty)
  }
}
