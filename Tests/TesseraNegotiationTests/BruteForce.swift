import TesseraFormats
import TesseraNegotiation

/// A solver that tries everything and merges nothing: every demand is looked at by itself.
struct BruteForce {
  let problem: Problem
  /// The pairs that are tried.
  let universe: [FormatModifier]
  /// No stride beyond this is tried.
  static let greatestStride: UInt64 = 2000

  /// What is tried: a pair from an allocator in a number of dma-bufs.
  struct Candidate: Hashable {
    var pair: FormatModifier
    var allocator: Name<Production>
    var topology: Topology
  }

  /// Every answer of every candidate that has one, over all combinations of offers; within a
  /// candidate the earlier offers come first, participants by name.
  func answers() -> [Candidate: [Answer]] {
    var answers: [Candidate: [Answer]] = [:]
    for offers in combinations() {
      for pair in universe {
        for allocator in problem.allocators {
          for topology in [Topology.oneBuffer, .bufferPerPlane] {
            guard let answer = answer(offers, pair, allocator, topology) else { continue }
            let candidate = Candidate(pair: pair, allocator: allocator.name, topology: topology)
            answers[candidate, default: []].append(answer)
          }
        }
      }
    }
    return answers
  }

  /// The participants by name, each with the number of the offer that is tried.
  typealias Combination = [(participant: Participant, offer: Offer)]

  /// Every way to choose offers, the earlier ones first.
  func combinations() -> [Combination] {
    var combinations: [Combination] = [[]]
    for participant in problem.participants.sorted(by: { $0.name < $1.name }) {
      combinations = combinations.flatMap { chosen in
        participant.offers.map { chosen + [(participant, $0)] }
      }
    }
    return combinations
  }

  private func answer(
    _ offers: Combination, _ pair: FormatModifier, _ allocator: Production, _ topology: Topology
  ) -> Answer? {
    guard let info = NaiveFormat.all.first(where: { $0.format == pair.format }) else { return nil }
    // One plane in a buffer of its own is one buffer.
    if info.planes.count == 1, topology == .bufferPerPlane { return nil }
    let demands = Demands(offers, of: pair)
    guard
      serves(allocator, pair, topology, info),
      demands.allSatisfy({ participant, terms in
        terms.allSatisfy { takes($0, pair, topology, info) }
          && reaches(allocator, participant, terms)
      })
    else { return nil }
    let terms = demands.flatMap(\.terms)
    guard let count = count(terms), let colour = colour(terms),
      let cacheModes = cacheModes(terms, allocator), sizesFit(terms, allocator),
      planeCountsAgree(terms)
    else { return nil }

    let naive = NaiveLayout(
      info: info, terms: terms + [.stride(allocator.strides, plane: nil)], topology: topology)
    var answer = Answer(
      offers: Dictionary(
        uniqueKeysWithValues: offers.map { ($0.participant.name, $0.offer.label) }),
      pair: pair, topology: topology, allocator: allocator.name,
      isContiguous: allocator.isContiguous, count: count, cacheModes: cacheModes,
      needsSynchronisation: terms.contains(.notCoherent), colour: colour)
    if pair.modifier == .linear {
      guard let placed = naive.layout(of: problem.extent) else { return nil }
      if let limit = allocator.largestBuffer, placed.sizes.contains(where: { $0 > limit.value }) {
        return nil
      }
      answer.planes = placed.planes
      answer.sizes = placed.sizes
    } else if !naive.hasStrides(of: problem.extent) {
      return nil
    }
    answer.cost = NaiveCost(
      info: info, extent: problem.extent, users: UInt64(problem.participants.count)
    ).cost(
      of: answer, demands: demands)
    return answer
  }
}

/// An answer in bare numbers, so that two solvers can be compared.
struct Answer: Hashable {
  var offers: [Name<Participant>: String]
  var pair: FormatModifier
  var topology: Topology
  var allocator: Name<Production>
  var isContiguous: Bool
  var count: Int
  var cacheModes: CacheModes
  var needsSynchronisation: Bool
  var colour: [Colour.Property: Colour.Value]
  var planes: [AgreedPlane]?
  var sizes: [UInt64]?
  var cost: UInt64 = 0
}

extension Answer {
  init(_ agreement: Agreement) {
    offers = agreement.offers
    pair = agreement.pair
    topology = agreement.topology
    allocator = agreement.allocator
    isContiguous = agreement.isContiguous
    count = agreement.bufferCount
    cacheModes = agreement.cacheModes
    needsSynchronisation = agreement.needsSynchronisation
    colour = agreement.colour
    planes = agreement.layout.planes
    sizes = agreement.layout.sizes?.map(\.value)
    cost = agreement.cost.total.value
  }

  var candidate: BruteForce.Candidate {
    BruteForce.Candidate(pair: pair, allocator: allocator, topology: topology)
  }
}

/// What each participant says of one pair.
typealias Demands = [(participant: Participant, terms: [Term])]

extension Demands {
  init(_ offers: BruteForce.Combination, of pair: FormatModifier) {
    self = offers.map { participant, offer in
      (
        participant,
        offer.constraints.filter { constraint in
          let scope = constraint.scope
          return (scope.format == nil || scope.format == pair.format)
            && (scope.modifier == nil || scope.modifier == pair.modifier)
        }.map(\.term)
      )
    }
  }
}
