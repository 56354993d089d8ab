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
  var object: [String: Any] {
    get throws {
      var object: [String: Any] = ["name": name.rawValue]
      switch outcome {
      case .success(.joined(let agreement, let more)):
        object["outcome"] = "joined"
        object["agreement"] = try jsonObject(agreement.json())
        object["buffersToMake"] = more
      case .success(.moved(let change)):
        object["outcome"] = "moved"
        object["agreement"] = try jsonObject(change.after.json())
        object["buffersToMake"] = change.bufferCount
        object["bytes"] = change.bytes?.value
        object["changes"] = change.changes.map {
          ["topic": $0.topic, "before": $0.before, "after": $0.after]
        }
      case .failure(let conflict):
        object["outcome"] = "conflict"
        object["conflict"] = try jsonObject(conflict.json())
      }
      return object
    }
  }
}
