import TesseraFormats
import TesseraNegotiation

/// Answers with every field in use.
extension SplitMix {
  /// An agreement of the engine's with every field written over.
  mutating func agreement() throws(Conflict) -> Agreement {
    var negotiation = Negotiation(
      Problem(
        extent: Extent(width: 8, height: 8),
        participants: [
          Participant(
            "p", device: nil,
            offers: [
              Offer(
                "o", [Constraint(.formats(FormatTable([FormatModifier(.nv12, .linear)])), .test)])
            ])
        ],
        allocators: [Production("a", isContiguous: false, evidence: .test)]))
    var agreement = try negotiation.next()
    agreement.extent = extent()
    agreement.pair = FormatModifier(format(), layout())
    agreement.layout =
      chance(30) ? .byDriver : .planned(some { $0.plane() }, sizes: some { Bytes($0.number()) })
    agreement.topology = pick([.oneBuffer, .bufferPerPlane])
    agreement.isContiguous = chance(50)
    agreement.allocator = Name(text())
    agreement.cacheModes = pick([.any, .cached, []])
    agreement.needsSynchronisation = chance(50)
    agreement.colour = colour().choice
    agreement.bufferCount = count()
    for _ in 0..<3 { agreement.offers[Name(text())] = text() }
    agreement.cost = Cost(
      traffic: Bytes(number()), penalties: some { Cost.Penalty($0.text(), Bytes($0.number())) })
    return agreement
  }

  private mutating func plane() -> AgreedPlane {
    AgreedPlane(
      buffer: Int.random(in: 0...3, using: &self), offset: Bytes(number()), stride: Bytes(number()),
      rows: Rows(number()), size: Bytes(number()))
  }

  /// A conflict of the engine's with every field written over.
  mutating func conflict() -> Conflict {
    let problem = Problem(
      extent: Extent(width: 8, height: 8),
      participants: [
        Participant(
          "p", device: nil,
          offers: [
            Offer("o", [Constraint(.formats(FormatTable([FormatModifier(.nv12, .linear)])), .test)])
          ])
      ],
      allocators: [
        Production("a", formats: FormatTable([:]), isContiguous: false, evidence: .test)
      ])
    var negotiation = Negotiation(problem)
    do {
      _ = try negotiation.next()
      fatalError("nobody makes NV12 here")
    } catch {
      var conflict = error
      conflict.members = some { random in
        Conflict.Member(participant: Name(random.text()), constraint: random.constraint())
      }
      conflict.refutations = Self.obstacles.map { obstacle in
        var refutation = conflict.refutations[0]
        refutation.pair = FormatModifier(format(), layout())
        refutation.allocator = Name(text())
        refutation.obstacle = obstacle
        refutation.participant = maybe { Name($0.text()) }
        return refutation
      }
      conflict.allocators = [production()]
      return conflict
    }
  }

  static let obstacles: [Obstacle] = [
    .impossible, .notTaken, .unknownFormat, .imageSize, .stride(plane: 1), .planeGap(plane: 2),
    .planeCount, .layoutOverflow, .memorySize, .topology, .topologyNotProduced, .count, .colour,
    .notProduced, .sizeNotProduced, .tooLarge(limit: Bytes(.max)), .scattered,
    .outOfReach(bits: 32), .misplaced, .cacheMode, .protection, .notExported, .notImported,
    .tooManyChoices(limit: 4096),
  ]
}

extension Evidence {
  static let test = Evidence(.user, "test")
}
