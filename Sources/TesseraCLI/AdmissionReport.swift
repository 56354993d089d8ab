import Tessera

/// How somebody who joins was let in, as people and as programs read it.
struct AdmissionReport {
  private let name: Name<Participant>
  private let outcome: Result<Admission, Conflict>

  init(_ name: Name<Participant>, _ outcome: Result<Admission, Conflict>) {
    self.name = name
    self.outcome = outcome
  }

  /// Why it was not let in.
  var conflict: Conflict? {
    if case .failure(let conflict) = outcome { conflict } else { nil }
  }

  /// What it takes to let it in; `nil` where nothing does.
  var text: String? {
    switch outcome {
    case .success(.joined(_, let more)):
      return "\(name) joins with the buffers that are there"
        + (more == 0 ? "." : "; \(more) more of them \(more == 1 ? "is" : "are") needed.")
    case .success(.moved(let change)):
      let size = change.bytes.map { ", \($0) in all" } ?? ""
      return "\(name) joins when \(change.bufferCount) buffers are made anew\(size):\n"
        + change.changes.map { "  \($0.topic): \($0.before), then \($0.after)\n" }.joined()
    case .failure: return nil
    }
  }

  /// The same as a JSON object: the name, and either the agreement with how many buffers must be made
  /// and what changes, or the conflict.
  var object: [String: JSONPart] {
    get throws {
      var object: [String: JSONPart] = ["name": .text(name.rawValue)]
      switch outcome {
      case .success(.joined(let agreement, let more)):
        object["outcome"] = .text("joined")
        object["agreement"] = try JSONPart(document: agreement.json())
        object["buffersToMake"] = .integer(Int64(more))
      case .success(.moved(let change)):
        object["outcome"] = .text("moved")
        object["agreement"] = try JSONPart(document: change.after.json())
        object["buffersToMake"] = .integer(Int64(change.bufferCount))
        object["bytes"] = change.bytes.map { .integer(Int64(clamping: $0.value)) }
        object["changes"] = .list(
          change.changes.map { change in
            .object([
              "topic": .text(change.topic), "before": .text(change.before),
              "after": .text(change.after),
            ])
          })
      case .failure(let conflict):
        object["outcome"] = .text("conflict")
        object["conflict"] = try JSONPart(document: conflict.json())
      }
      return object
    }
  }
}
