import TesseraFormats

/// Why an agreement is what it is, one reason a topic, for people and programs.
public struct Explanation: Hashable, Sendable {
  /// One topic and what is to be said of it.
  public struct Reason: Hashable, Sendable {
    /// The topic, one word.
    public var topic: String
    /// Full sentences, one a line.
    public var sentences: [String]
  }

  /// The reasons, from format to count.
  public var reasons: [Reason]
}

extension Survey {
  /// Explains an agreement of this survey.
  public func explanation(of agreement: Agreement, in problem: Problem) -> Explanation {
    Explanation(reasons: [
      .init(topic: "format", sentences: formatReason(agreement)),
      .init(topic: "size", sentences: sizeReason(agreement, problem)),
      .init(topic: "stride", sentences: strideReason(agreement, problem)),
      .init(topic: "memory", sentences: memoryReason(agreement, problem)),
      .init(topic: "buffers", sentences: countReason(agreement, problem)),
      .init(
        topic: "search",
        sentences: [
          "\(candidateCount) candidates (format × layout × dma-bufs × allocator): "
            + "\(agreements.count) possible, \(refutations.count) refuted."
        ]),
    ])
  }

  private func formatReason(_ agreement: Agreement) -> [String] {
    // The cheapest agreement of each pair, in the order of cost.
    var seen: Set<FormatModifier> = []
    let best = agreements.filter { seen.insert($0.pair).inserted }
    let others = best.filter { $0.pair != agreement.pair }
    guard !others.isEmpty else {
      return ["\(agreement.pair) is the only format that everybody takes."]
    }
    let isBest = best.first?.pair == agreement.pair
    var sentences = [
      "Everybody takes \(best.count) formats; \(agreement.pair) "
        + (isBest ? "costs least: " : "is not the cheapest: ")
        + "\(agreement.cost.total) per frame."
    ]
    let shown = others.prefix(4).map { other in
      let penalties = other.cost.penalties.map(\.reason).joined(separator: ", ")
      return "\(other.pair) \(other.cost.total)" + (penalties.isEmpty ? "" : " (\(penalties))")
    }
    let rest = others.count > shown.count ? " and \(others.count - shown.count) more" : ""
    sentences.append("Others: \(shown.joined(separator: ", "))\(rest).")
    return sentences
  }

  private func sizeReason(_ agreement: Agreement, _ problem: Problem) -> [String] {
    let demands = constraints(on: agreement, in: problem) { term in
      if case .size(let domain) = term { domain != .any } else { false }
    }
    return ["\(agreement.extent) is taken by everybody."]
      + demands.map { "\($0.participant) \($0.constraint)." }
  }

  private func strideReason(_ agreement: Agreement, _ problem: Problem) -> [String] {
    let demands = constraints(on: agreement, in: problem) { term in
      switch term {
      case .stride, .arrangement, .memorySize: true
      default: false
      }
    }
    guard let planes = agreement.layout.planes else {
      return ["The layout is the driver's to choose; it is read back when the buffer is made."]
    }
    let chosen = planes.map(\.stride.description).joined(separator: ", ")
    let made = problem.allocators.first { $0.name == agreement.allocator }?.strides ?? .any
    let maker =
      made == .any ? [] : ["\(agreement.allocator) makes strides of \(made)."]
    return ["\(chosen) is the least that everybody takes."] + maker
      + demands.map { "\($0.participant) \($0.constraint)." }
  }

  private func memoryReason(_ agreement: Agreement, _ problem: Problem) -> [String] {
    problem.allocators.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }.map { allocator in
      let kind = kind(of: allocator)
      if allocator.name == agreement.allocator {
        let owner = constraints(on: agreement, in: problem) { $0 == .contiguous }
        let reason =
          owner.isEmpty
          ? "chosen"
          : "chosen, for \(owner.map { "\($0.participant) \($0.constraint)" }.joined(separator: "; "))"
        return "\(allocator.name) (\(kind)): \(reason)."
      }
      if let other = agreements.first(where: {
        $0.allocator == allocator.name && $0.pair == agreement.pair
      }) {
        guard let more = other.cost.total.subtracting(agreement.cost.total) else {
          return "\(allocator.name) (\(kind)): possible too, and cheaper: \(other.cost.total)."
        }
        let penalties = other.cost.penalties.filter { !agreement.cost.penalties.contains($0) }
        let why = penalties.map(\.reason).joined(separator: ", ")
        return more == .zero
          ? "\(allocator.name) (\(kind)): possible too, and comes later at equal cost."
          : "\(allocator.name) (\(kind)): possible too, for \(more) more: \(why)."
      }
      let obstacles = Set(
        refutations.filter { $0.allocator == allocator.name && $0.pair == agreement.pair }
          .map(\.obstacle.description))
      let who = constraints(on: agreement, in: problem) { term in
        if case .imports(let rule) = term { !rule.takes(allocator.name) } else { false }
      }
      let because = (obstacles.sorted() + who.map { "\($0.participant) \($0.constraint)" })
        .joined(separator: "; ")
      return "\(allocator.name) (\(kind)): not, because \(because)."
    }
  }

  /// What memory it is, and the rows of tables that say so.
  private func kind(of allocator: Production) -> String {
    let known = allocator.known.compactMap { fact -> String? in
      switch fact.term {
      case .contiguous: "contiguous by \(fact.evidence.source)"
      case .addresses(let limit): "\(limit) by \(fact.evidence.source)"
      default: nil
      }
    }
    let isByTable = allocator.known.contains { $0.term == .contiguous }
    let found = isByTable ? [] : [allocator.isContiguous ? "contiguous" : "scattered"]
    return (found + known).joined(separator: ", ")
  }

  private func countReason(_ agreement: Agreement, _ problem: Problem) -> [String] {
    let demands = constraints(on: agreement, in: problem) { term in
      if case .count = term { true } else { false }
    }
    return ["\(agreement.bufferCount) buffers in all."]
      + demands.map { "\($0.participant) \($0.constraint)." }
  }

  /// The constraints of the chosen offers that speak of the agreed pair.
  private func constraints(
    on agreement: Agreement, in problem: Problem, where matches: (Term) -> Bool
  ) -> [Conflict.Member] {
    problem.participants.sorted { $0.name < $1.name }.flatMap { participant in
      participant.offers.filter { $0.label == agreement.offers[participant.name] }
        .flatMap(\.constraints)
        .filter { $0.scope.covers(agreement.pair) && matches($0.term) }
        .map { Conflict.Member(participant: participant.name, constraint: $0) }
    }
  }
}
