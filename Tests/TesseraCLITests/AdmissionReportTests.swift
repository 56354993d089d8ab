import Foundation
import Tessera
import Testing

@testable import TesseraCLI

/// How those who join are told of, to people and to programs.
@Suite struct AdmissionReportTests {
  private let evidence = Evidence(.user, "test")

  /// What the CPU agrees with a heap; rows lie on multiples of `stride`.
  private func agreement(stride: Bytes = 1) throws -> Agreement {
    var cpu = Participant.cpu(named: "cpu", .often)
    let terms: [Term] = [
      .formats(FormatTable([FormatModifier(.xrgb8888, .linear)])),
      .stride(StrideDomain(multipleOf: stride), plane: nil),
    ]
    cpu.offers[0].constraints += terms.map { Constraint($0, evidence) }
    var negotiation = Negotiation(
      Problem(
        extent: Extent(width: 100, height: 10), participants: [cpu],
        allocators: [Production("heap", isContiguous: false, evidence: evidence)]))
    return try negotiation.next()
  }

  @Test func `Who takes the buffers that there are joins, and it is told how many more`() throws {
    let agreement = try agreement()
    let report = AdmissionReport("late", .success(.joined(agreement, more: 2)))
    #expect(report.conflict == nil)
    #expect(report.text == "late joins with the buffers that are there; 2 more of them are needed.")
    let object = try report.object
    #expect(object["name"] as? String == "late")
    #expect(object["outcome"] as? String == "joined")
    #expect(object["buffersToMake"] as? Int == 2)
    #expect(try read(object["agreement"]) == agreement)
  }

  @Test func `Who needs new buffers is told with all that changes`() throws {
    let change = Reallocation(from: try agreement(), to: try agreement(stride: 512))
    let report = AdmissionReport("late", .success(.moved(change)))
    #expect(report.text?.contains("stride: 400 B, then 512 B\n") == true, "\(report.text ?? "")")
    let object = try report.object
    #expect(object["outcome"] as? String == "moved")
    #expect(object["buffersToMake"] as? Int == change.bufferCount)
    #expect(object["bytes"] as? UInt64 == change.bytes?.value)
    #expect(try read(object["agreement"]) == change.after)
    let changes = try #require(object["changes"] as? [[String: String]])
    #expect(changes.contains(["topic": "stride", "before": "400 B", "after": "512 B"]))
  }

  @Test func `Whom nothing suits is told with the conflict`() throws {
    var negotiation = Negotiation(
      Problem(
        extent: Extent(width: 100, height: 10), participants: [.cpu(named: "cpu", .often)],
        allocators: []))
    let conflict = try #require(throws: Conflict.self) { try negotiation.next() }
    let report = AdmissionReport("late", .failure(conflict))
    #expect(report.conflict == conflict)
    #expect(report.text == nil)
    let object = try report.object
    #expect(object["outcome"] as? String == "conflict")
    #expect(object["conflict"] is [String: Any])
    #expect(object["agreement"] == nil)
  }

  private func read(_ part: Any?) throws -> Agreement {
    try Agreement(json: [UInt8](JSONSerialization.data(withJSONObject: #require(part))))
  }
}
