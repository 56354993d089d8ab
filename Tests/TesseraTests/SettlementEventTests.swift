import CLinux
import CDRM
import TesseraTestSupport
import Testing

@testable import Tessera

/// What is told on the way to a settlement.
@Suite struct SettlementEventTests {
  private func events(_ meeting: VerificationTests.Meeting, _ level: ProofLevel) -> [String] {
    var events: [String] = []
    var negotiation = Negotiation(meeting.problem)
    _ = try? negotiation.verify(
      upTo: level, with: meeting.allocators, importers: meeting.importers
    ) { event in
      switch event {
      case .tried(let agreement): events.append("tried \(agreement.allocator)")
      case .failed(let failure): events.append("failed \(failure.agreement.allocator)")
      case .refused(let refusal): events.append("refused by \(refusal.participant)")
      case .proved(let proof): events.append("proved \(proof.participant)")
      }
    }
    return events
  }

  @Test func `What is tried is told, and how far everybody was`() throws {
    let told = events(try VerificationTests.Meeting(), .imported)
    #expect(told.count == 3)
    #expect(told.first?.hasPrefix("tried ") == true)
    #expect(Array(told.dropFirst()) == ["proved camera", "proved plane"])
  }

  @Test func `A failure and a refusal are told before the next is tried`() throws {
    let meeting = try VerificationTests.Meeting()
    let first = try #require(events(meeting, .none).first?.split(separator: " ").last)
    meeting.stage.kernel.fail(.ioctl(cdrm_MODE_ADDFB2), with: EINVAL)
    let refused = events(meeting, .imported)
    #expect(refused.prefix(2) == ["tried \(first)", "refused by plane"])
    #expect(refused.count > 2 && refused[2].hasPrefix("tried "))
  }
}
