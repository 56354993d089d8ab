/// A negotiation in progress: gives agreements, best first, and learns from refusals.
///
/// The engine is complete: when `next` finds nothing there is nothing, and the conflict says why.
/// It is optimal under its cost model, and neither the participants' order nor the allocators'
/// changes its answer.
public struct Negotiation: Sendable {
  /// The problem, with every lesson learned so far.
  public private(set) var problem: Problem
  /// The refusals so far.
  public private(set) var refusals: [Refusal] = []
  /// How many ways to combine offers may stand beside each other before a candidate is given up with
  /// `Obstacle.tooManyChoices`; `nil`, the default, for no limit.
  ///
  /// Without a limit the engine is complete, and a problem that was made to be hard can keep it busy
  /// for ever. Set one before solving what strangers pose; some thousands are far from every real problem.
  public var choiceLimit: Int?
  let model: any CostModel
  private var given: [Agreement] = []

  /// Starts a negotiation.
  public init(_ problem: Problem, model: some CostModel = TrafficCostModel()) {
    self.init(problem, by: model)
  }

  init(_ problem: Problem, by model: any CostModel) {
    self.problem = problem
    self.model = model
  }

  /// The best agreement that was not given yet.
  ///
  /// Pairs are looked at in the order of what they cost at least, and only until none that is left
  /// could cost less than what was found.
  ///
  /// - Throws: the conflict that leaves none.
  public mutating func next() throws(Conflict) -> Agreement {
    guard let agreement = search(problem).best(except: given) else {
      throw conflict()
    }
    given.append(agreement)
    return agreement
  }

  /// Everything that is possible now, best first, and everything that is not, with the reasons.
  public func survey() -> Survey {
    search(problem).survey()
  }

  /// Takes a participant's refusal: the lesson holds for everything that is given from now on.
  public mutating func learn(_ refusal: Refusal) {
    refusals.append(identified(refusal))
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

  /// A refusal with the devices behind its names, as far as it does not name them itself.
  private func identified(_ refusal: Refusal) -> Refusal {
    var refusal = refusal
    let participant = problem.participants.first { $0.name == refusal.participant }
    refusal.device = refusal.device ?? participant?.device
    refusal.allocatorDevice = refusal.allocatorDevice ?? device(of: refusal.agreement.allocator)
    return refusal
  }

  /// Keeps a refusal that teaches nothing here.
  mutating func keep(_ refusal: Refusal) { refusals.append(refusal) }

  /// The device whose memory an allocator of the problem gives; `nil` for the system's.
  public func device(of allocator: Name<Production>) -> Device? {
    problem.allocators.first { $0.name == allocator }?.device
  }

  /// Takes one more participant, who has a say in everything that is given from now on; what was given
  /// before may be given again.
  public mutating func add(_ participant: Participant) {
    problem.participants.append(participant)
    given = []
  }

  /// Takes an allocator's failure: it makes nothing from now on.
  public mutating func withdraw(_ allocator: Name<Production>) {
    problem.allocators.removeAll { $0.name == allocator }
  }

  /// The irreducible reason why there is no agreement.
  private func conflict() -> Conflict { conflictSearch.conflict() }

  var conflictSearch: ConflictSearch {
    ConflictSearch(problem: problem, model: model, choiceLimit: choiceLimit ?? .max)
  }

  /// The search through a problem under this negotiation's model and limit.
  func search(_ problem: Problem) -> Search {
    var search = Search(problem, model: model)
    search.choiceLimit = choiceLimit ?? .max
    return search
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
