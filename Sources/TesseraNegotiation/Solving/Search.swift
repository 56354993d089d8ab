import TesseraFormats

/// A problem as the engine works on it: nothing depends on the order of its participants or allocators.
struct Search {
  let problem: Problem
  let participants: [Participant]
  let allocators: [Production]
  let model: any CostModel
  /// From how many choices on a bound is worth its price.
  var manyChoices = 64
  /// How many choices may stand beside each other before a candidate is given up.
  var choiceLimit = Int.max

  /// Takes a problem; what is found does not depend on any order in it.
  init(_ problem: Problem, model: any CostModel) {
    self.problem = problem
    self.model = model
    allocators = Self.sorted(problem.allocators) { ($0.rank, $0.name) < ($1.rank, $1.name) }
    participants = Self.sorted(problem.participants) { $0.name < $1.name }
  }

  /// Takes a problem with some constraints set aside.
  init(_ problem: Problem, model: any CostModel, without ignored: Set<Conflict.Member>) {
    var problem = problem
    if !ignored.isEmpty {
      for index in problem.participants.indices {
        let name = problem.participants[index].name
        for offer in problem.participants[index].offers.indices {
          problem.participants[index].offers[offer].constraints.removeAll {
            ignored.contains(Conflict.Member(participant: name, constraint: $0))
          }
        }
      }
    }
    self.init(problem, model: model)
  }

  /// What is in order already is not copied.
  private static func sorted<Value>(
    _ values: [Value], by precedes: (Value, Value) -> Bool
  ) -> [Value] {
    let isSorted = values.indices.dropFirst().allSatisfy { !precedes(values[$0], values[$0 - 1]) }
    return isSorted ? values : values.sorted(by: precedes)
  }

  /// The best agreement that is none of those given.
  func best(except given: [Agreement] = []) -> Agreement? {
    var solver = Solver(self, extent: problem.extent)
    return solver.best(for: problem.extent, except: given)
  }
}

/// What cannot be, and who alone stands in the way.
struct Failure: Error {
  var obstacle: Obstacle
  var participant: Name<Participant>?
}

extension Search {
  /// What became of one pair with one allocator.
  enum Verdict {
    case agreement(Agreement)
    case refuted(Refutation)
  }

  /// Judges a pair with every allocator, in the allocators' order.
  func verdicts(for pair: FormatModifier) -> [Verdict] {
    guard let info = pair.format.info else {
      return allocators.map { refuted(pair, $0, .unknownFormat, nil) }
    }
    guard allocators.contains(where: { $0.formats.contains(pair) }) else {
      return allocators.map { refuted(pair, $0, .notProduced, nil) }
    }
    let offers: [OfferAtPair]
    do {
      offers = try self.offers(at: pair, info, extent: problem.extent)
    } catch {
      return allocators.map { refuted(pair, $0, error.obstacle, error.participant) }
    }
    return allocators.indices.flatMap { judge(pair, info, $0, offers) }
  }

  private func refuted(
    _ pair: FormatModifier, _ allocator: Production, _ obstacle: Obstacle,
    _ participant: Name<Participant>?
  ) -> Verdict {
    .refuted(
      Refutation(
        pair: pair, allocator: allocator.name, obstacle: obstacle, participant: participant))
  }

  private func judge(
    _ pair: FormatModifier, _ info: PixelFormatInfo, _ index: Int, _ offers: [OfferAtPair]
  ) -> [Verdict] {
    let allocator = allocators[index]
    guard allocator.formats.contains(pair) else {
      return [refuted(pair, allocator, .notProduced, nil)]
    }
    guard allocator.sizes.contains(problem.extent) else {
      return [refuted(pair, allocator, .sizeNotProduced, nil)]
    }
    var verdicts: [Verdict] = []
    var failure: (Obstacle, Name<Participant>?)?
    for topology in topologies(of: info) {
      guard allocator.makes(topology, of: info) else {
        failure = failure ?? (.topologyNotProduced, nil)
        continue
      }
      do {
        let candidate = try candidate(
          pair, info, index, topology, offers, extent: problem.extent)
        let best = try candidate.best(at: problem.extent, in: self)
        verdicts.append(.agreement(candidate.agreement(best, at: problem.extent, in: self)))
      } catch {
        // Another number of dma-bufs says less than what stands in the way of the one that fits.
        if failure == nil || failure?.0 == .topology || failure?.0 == .topologyNotProduced {
          failure = (error.obstacle, error.participant)
        }
      }
    }
    guard verdicts.isEmpty else { return verdicts }
    let (obstacle, participant) = failure ?? (.topologyNotProduced, nil)
    return [refuted(pair, allocator, obstacle, participant)]
  }

  /// The ways to spread the planes of a format; one plane is in one dma-buf.
  func topologies(of info: PixelFormatInfo) -> [Topology] {
    info.planeCount == 1 ? [.oneBuffer] : [.oneBuffer, .bufferPerPlane]
  }
}

extension Production {
  /// Whether it can spread a format's planes so; one plane in a dma-buf of its own is one dma-buf.
  func makes(_ chosen: Topology, of info: PixelFormatInfo) -> Bool {
    info.planeCount == 1 ? !topology.isEmpty : topology.contains(chosen)
  }
}
