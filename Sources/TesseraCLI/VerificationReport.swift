import Foundation
import Tessera

/// How far everybody was tried, as people and as programs read it.
struct VerificationReport {
  private let agreement: Agreement?
  private let conflict: Conflict?
  private let proofs: [Proof]
  private let learned: Experience
  private let before: Experience

  init(_ verification: Verification, _ learned: Experience, besides before: Experience) {
    agreement = verification.settlement.agreement
    conflict = nil
    proofs = verification.proofs
    self.learned = learned
    self.before = before
  }

  init(_ conflict: Conflict, _ learned: Experience, besides before: Experience) {
    agreement = nil
    self.conflict = conflict
    proofs = []
    self.learned = learned
    self.before = before
  }

  /// What was refused, what is agreed, and how far each was tried.
  var text: String {
    let width = (proofs.map(\.participant.rawValue.count).max() ?? 0) + 2
    let rows = proofs.map { proof in
      let name = proof.participant.rawValue
      var row =
        "  \(name)" + String(repeating: " ", count: width - name.count) + proof.level.outcome
      if !proof.deed.isEmpty { row += ": \(proof.deed)" }
      if let limit = proof.limit { row += "; not further: \(limit)" }
      return row + "\n"
    }
    return Self.text(of: learned, besides: before)
      + (agreement.map(AgreementText.table) ?? "") + "\nTried\n" + rows.joined()
  }

  /// What was learned by this trial, a line each; nothing where all was known.
  static func text(of learned: Experience, besides before: Experience) -> String {
    let refusals = learned.refusals.filter { !before.refusals.contains($0) }
    let failures = learned.failures.filter { !before.failures.contains($0) }
    return
      (refusals.map { "Refused: \($0).\n" } + failures.map { "Not allocated: \($0.reason).\n" })
      .joined()
  }

  /// What it takes to let somebody join.
  static func text(of admission: Admission, _ name: Name<Participant>) -> String {
    switch admission {
    case .joined(_, let more):
      return "\(name) joins with the buffers that are there"
        + (more == 0 ? "." : "; \(more) more of them \(more == 1 ? "is" : "are") needed.")
    case .moved(let change):
      let size = change.bytes.map { ", \($0) in all" } ?? ""
      return
        "\(name) joins when \(change.bufferCount) buffers are made anew\(size):\n"
        + change.changes.map { "  \($0.topic): \($0.before), then \($0.after)\n" }.joined()
    }
  }

  /// Prints everything as one JSON object.
  func printJSON() throws {
    func value(_ document: [UInt8]) throws -> Any {
      try JSONSerialization.jsonObject(with: Data(document))
    }
    var object: [String: Any] = ["version": 1, "learned": try value(learned.json())]
    if let agreement { object["agreement"] = try value(agreement.json()) }
    if let conflict { object["conflict"] = try value(conflict.json()) }
    object["participants"] = proofs.map { proof in
      var entry: [String: Any] = [
        "name": proof.participant.rawValue, "level": proof.level.description,
        "outcome": proof.level.outcome, "deed": proof.deed,
      ]
      entry["limit"] = proof.limit
      return entry
    }
    let bytes = try JSONSerialization.data(
      withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    say(String(decoding: bytes, as: UTF8.self))
  }
}
