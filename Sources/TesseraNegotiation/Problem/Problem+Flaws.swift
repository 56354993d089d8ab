import TesseraFormats

/// What makes a problem no question at all: it is told before it is solved, not as a conflict.
public struct ProblemFlaw: Error, Hashable, Sendable {
  /// Whose it is; `nil` for the problem's own.
  public var participant: Name<Participant>?
  /// What is wrong and what to do about it, as a sentence without its full stop.
  public var message: String
}

extension ProblemFlaw: CustomStringConvertible {
  /// One sentence.
  public var description: String { participant.map { "\($0): \(message)" } ?? message }
}

extension Problem {
  /// Everything that makes this no question; none for a problem that can be solved or refused.
  public var flaws: [ProblemFlaw] {
    var flaws: [ProblemFlaw] = []
    if extent.width == .zero || extent.height == .zero {
      flaws.append(ProblemFlaw(message: "an image of \(extent) has no pixels; give it a size"))
    }
    if participants.isEmpty {
      flaws.append(ProblemFlaw(message: "nobody takes part; name at least one participant"))
    }
    for (name, count) in Self.repeated(participants.map(\.name)) {
      flaws.append(
        ProblemFlaw(
          participant: name, message: "\(count) participants have this name; names are unique"))
    }
    for (name, count) in Self.repeated(allocators.map(\.name)) {
      flaws.append(
        ProblemFlaw(message: "\(count) allocators are called \(name); names are unique"))
    }
    for participant in participants { flaws += Self.flaws(of: participant) }
    if !participants.isEmpty, !participants.contains(where: Self.namesFormat) {
      flaws.append(
        ProblemFlaw(
          message: "everybody takes any format; at least one participant must name the formats "
            + "that it wants"))
    }
    return flaws
  }

  private static func flaws(of participant: Participant) -> [ProblemFlaw] {
    var flaws: [ProblemFlaw] = []
    func say(_ message: String) {
      flaws.append(ProblemFlaw(participant: participant.name, message: message))
    }
    if participant.offers.isEmpty { say("it has no offer; give it one, if only an empty one") }
    for (label, count) in repeated(participant.offers.map(\.label)) {
      say("\(count) of its offers are labelled “\(label)”; labels are unique")
    }
    for offer in participant.offers {
      let terms = offer.constraints.map(\.term)
      let isProtected = terms.contains { term in
        if case .protection(let protection) = term { protection.contains(.required) } else { false }
      }
      let needsCPU = terms.contains { term in
        if case .cpuAccess(let access) = term { access != .none } else { false }
      }
      if isProtected && needsCPU {
        say("offer “\(offer.label)” wants protected memory and the CPU in it, which nothing gives")
      }
    }
    return flaws
  }

  private static func namesFormat(_ participant: Participant) -> Bool {
    participant.offers.contains { offer in
      offer.constraints.contains { constraint in
        switch constraint.term {
        case .formats(let table): table.otherFormats == nil
        // Whoever takes nothing need not say what of.
        case .impossible: true
        default: false
        }
      }
    }
  }

  private static func repeated<Key: Hashable & Comparable>(_ keys: [Key]) -> [(Key, Int)] {
    var counts: [Key: Int] = [:]
    for key in keys { counts[key, default: 0] += 1 }
    return counts.filter { $0.value > 1 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
