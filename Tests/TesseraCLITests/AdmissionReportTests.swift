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
    #expect(object["name"] == .text("late"))
    #expect(object["outcome"] == .text("joined"))
    #expect(object["buffersToMake"] == .integer(2))
    #expect(try read(object["agreement"]) == agreement)
  }

  @Test func `Who needs new buffers is told with all that changes`() throws {
    let change = Reallocation(from: try agreement(), to: try agreement(stride: 512))
    let report = AdmissionReport("late", .success(.moved(change)))
    #expect(report.text?.contains("stride: 400 B, then 512 B\n") == true, "\(report.text ?? "")")
    let object = try report.object
    #expect(object["outcome"] == .text("moved"))
    #expect(object["buffersToMake"] == .integer(Int64(change.bufferCount)))
    #expect(object["bytes"] == change.bytes.map { .integer(Int64($0.value)) })
    #expect(try read(object["agreement"]) == change.after)
    guard case .list(let changes) = object["changes"] else {
      Issue.record("no list of changes")
      return
    }
    let stride = JSONPart.object([
      "topic": .text("stride"), "before": .text("400 B"), "after": .text("512 B"),
    ])
    #expect(changes.contains(stride))
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
    #expect(object["outcome"] == .text("conflict"))
    #expect(try object["conflict"] == JSONPart(document: conflict.json()))
    #expect(object["agreement"] == nil)
  }

  private func read(_ part: JSONPart?) throws -> Agreement {
    try Agreement(json: [UInt8](JSONEncoder().encode(#require(part))))
  }
}
