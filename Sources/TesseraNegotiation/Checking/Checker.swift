import TesseraFormats

/// Accepts or refuses an agreement against a problem, and says every violation.
///
/// Written apart from the solver: it merges nothing. Every term of every chosen offer is held against
/// the agreement's own numbers, one by one, so that a mistake of the solver's cannot hide here. A
/// process that is sent an agreement can run it before it believes.
public struct Checker: Sendable {
  private let problem: Problem

  /// Takes the problem that agreements are to be held against.
  public init(_ problem: Problem) { self.problem = problem }

  /// Every way in which an agreement does not keep the problem's terms; none for a good one.
  public func violations(of agreement: Agreement) -> [Violation] {
    var violations: [Violation] = []
    func say(_ message: String) { violations.append(Violation(message: message)) }

    if agreement.extent != problem.extent {
      say("the image is \(agreement.extent) and \(problem.extent) is the problem's")
    }
    let info = agreement.format.info
    if info == nil { say("nobody knows how \(agreement.format.fourcc) lies in memory") }

    var chosen: [(participant: Participant, offer: Offer)] = []
    for participant in problem.participants {
      guard let label = agreement.offers[participant.name] else {
        violations.append(
          Violation(participant: participant.name, message: "no offer of it was chosen"))
        continue
      }
      guard let offer = participant.offers.first(where: { $0.label == label }) else {
        violations.append(
          Violation(participant: participant.name, message: "it has no offer “\(label)”"))
        continue
      }
      chosen.append((participant, offer))
    }
    for name in agreement.offers.keys.sorted()
    where !problem.participants.contains(where: { $0.name == name }) {
      violations.append(Violation(participant: name, message: "it takes no part in the problem"))
    }

    let facts = CheckedFacts(agreement, info: info, offers: chosen.map(\.offer))
    if let info, let layout = agreement.layout.planes {
      violations += facts.layoutViolations(layout, info)
    } else if agreement.pair.modifier == .linear {
      say("a linear layout is known in advance, and the agreement has none")
    }
    violations += facts.allocatorViolations(
      problem.allocators.first { $0.name == agreement.allocator },
      participants: chosen.map(\.participant))
    for (participant, offer) in chosen {
      let isBehindIOMMU = offer.constraints.contains {
        $0.term == .behindIOMMU && $0.scope.covers(agreement.pair)
      }
      for constraint in offer.constraints where constraint.scope.covers(agreement.pair) {
        if constraint.term == .contiguous && isBehindIOMMU { continue }
        guard let message = facts.violation(of: constraint.term) else { continue }
        violations.append(
          Violation(participant: participant.name, constraint: constraint, message: message))
      }
    }
    violations += facts.sharedViolations(
      chosen.map(\.participant), chosen.map(\.offer),
      madeIn: problem.allocators.first { $0.name == agreement.allocator }?.strides ?? .any)
    return violations
  }
}
