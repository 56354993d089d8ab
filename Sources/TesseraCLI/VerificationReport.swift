import FoundationEssentials
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

  /// Prints everything as one JSON object, with how those who join were let in.
  func printJSON(_ admissions: [AdmissionReport] = []) throws {
    var object: [String: JSONPart] = [
      "version": .integer(1), "learned": try JSONPart(document: learned.json()),
    ]
    if let agreement { object["agreement"] = try JSONPart(document: agreement.json()) }
    if let conflict { object["conflict"] = try JSONPart(document: conflict.json()) }
    object["participants"] = .list(
      proofs.map { proof in
        var entry: [String: JSONPart] = [
          "name": .text(proof.participant.rawValue), "level": .text(proof.level.description),
          "outcome": .text(proof.level.outcome), "deed": .text(proof.deed),
        ]
        entry["limit"] = proof.limit.map(JSONPart.text)
        return .object(entry)
      })
    object["admissions"] = .list(try admissions.map { .object(try $0.object) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    say(String(decoding: try encoder.encode(object), as: UTF8.self))
  }
}
