import TesseraFormats

/// A negotiation in progress: gives agreements, best first, and learns from refusals.
///
/// The engine is complete: when `next` finds nothing there is nothing, and the conflict says why.
/// Participants' order never changes the answer.
public struct Negotiation: Sendable {
  /// The problem, with every lesson learned so far.
  public private(set) var problem: Problem
  /// The refusals so far.
  public private(set) var refusals: [Refusal] = []
  private let model: any CostModel
  private var given: Set<Agreement> = []

  /// Starts a negotiation.
  public init(_ problem: Problem, model: some CostModel = TrafficCostModel()) {
    self.problem = problem
    self.model = model
  }

  /// The best agreement that was not given yet.
  ///
  /// - Throws: the conflict that leaves none.
  public mutating func next() throws(Conflict) -> Agreement {
    let survey = survey()
    guard let agreement = survey.agreements.first(where: { !given.contains($0) }) else {
      throw conflict()
    }
    given.insert(agreement)
    return agreement
  }

  /// Everything that is possible now, best first, and everything that is not, with the reasons.
  public func survey() -> Survey {
    var ranked: [(agreement: Agreement, rank: Int)] = []
    var refutations: [Refutation] = []
    CandidateWalk(view: View(problem: problem), model: model).walk { verdict in
      switch verdict {
      case .agreement(let agreement, let rank): ranked.append((agreement, rank))
      case .refuted(let refutation): refutations.append(refutation)
      }
      return true
    }
    // At equal cost: the format that more devices handle well, then the allocator's rank, then the
    // walk's order, which is the same for every order of participants.
    let keyed = ranked.enumerated().map { offset, entry in
      let common = Self.commonFormats.firstIndex(of: entry.agreement.format)
      return (
        key: (
          entry.agreement.cost.total, common ?? Self.commonFormats.count, entry.rank, offset
        ), agreement: entry.agreement
      )
    }
    return Survey(
      agreements: keyed.sorted { $0.key < $1.key }.map(\.agreement), refutations: refutations)
  }

  /// Formats that decide between equals: what most hardware reads natively comes first.
  private static let commonFormats: [PixelFormat] = [
    .nv12, .yuyv, .yuv420, .nv16, .p010, .xrgb8888, .argb8888, .xbgr8888, .abgr8888, .bgr888,
    .rgb888, .rgb565,
  ]

  /// Takes a participant's refusal: the lesson holds for everything that is given from now on.
  public mutating func learn(_ refusal: Refusal) {
    refusals.append(refusal)
    guard
      let index = problem.participants.firstIndex(where: { $0.name == refusal.participant })
    else { return }
    let device = problem.participants[index].device
    let own = problem.allocators.filter { $0.device != nil && $0.device == device }.map(\.name)
    let constraint = refusal.constraint(own: Set(own))
    // What a participant says of a format may depend on the offer; what it says of memory does not.
    let chosen = refusal.agreement.offers[refusal.participant]
    for offer in problem.participants[index].offers.indices
    where refusal.lesson != .pair || problem.participants[index].offers[offer].label == chosen {
      problem.participants[index].offers[offer].constraints.append(constraint)
    }
  }

  /// Takes an allocator's failure: it makes nothing from now on.
  public mutating func withdraw(_ allocator: Name<Production>) {
    problem.allocators.removeAll { $0.name == allocator }
  }

  /// The irreducible reason why there is no agreement.
  private func conflict() -> Conflict {
    ConflictSearch(problem: problem, model: model).conflict()
  }
}

/// All candidates of a problem, judged.
public struct Survey: Sendable {
  /// What is possible, best first.
  public var agreements: [Agreement]
  /// What is not, and why.
  public var refutations: [Refutation]

  /// How many candidates there were.
  public var candidateCount: Int { agreements.count + refutations.count }
}
