import TesseraFormats
import TesseraNegotiation

/// Small problems with everything in them that the engine knows.
struct RandomProblem {
  /// The devices whose implicit layouts are on offer.
  static let devices = [Device("camera"), Device("gpu")]

  let problem: Problem
  /// The pairs that can be in question.
  let universe: [FormatModifier]

  /// - Parameter isAnchored: whether the first participant names all pairs that it takes.
  init(_ random: inout SplitMix, isAnchored: Bool = true, participants: ClosedRange<Int> = 2...4) {
    let formats = random.some(4, of: NaiveFormat.all.map(\.format))
    let rest = Self.devices.map { LayoutModifier.implicit(on: $0) } + [.xTiled, .yTiled]
    let modifiers =
      random.chance(85)
      ? [.linear] + random.some(2, of: rest) : random.some(3, of: rest)
    let extent = Extent(
      2 * UInt64.random(in: 1...32, using: &random), UInt64.random(in: 1...16, using: &random))
    universe = formats.flatMap { format in modifiers.map { FormatModifier(format, $0) } }

    var maker = Maker(formats: formats, modifiers: modifiers, extent: extent, random: random)
    let count = Int.random(in: participants, using: &maker.random)
    let members = (0..<count).map { index in
      maker.participant(index, namesPairs: index == 0 && isAnchored)
    }
    let allocators = (0..<Int.random(in: 1...4, using: &maker.random)).map { maker.allocator($0) }
    problem = Problem(extent: extent, participants: members, allocators: allocators)
    random = maker.random
  }
}

/// Makes the parts of one problem.
private struct Maker {
  let formats: [PixelFormat]
  let modifiers: [LayoutModifier]
  let extent: Extent
  var random: SplitMix
  /// Whether the planes of this problem are asked to be packed; else they are asked to be aligned,
  /// and then all of them lie in one buffer.
  let isPacked: Bool

  init(
    formats: [PixelFormat], modifiers: [LayoutModifier], extent: Extent, random: SplitMix
  ) {
    (self.formats, self.modifiers, self.extent, self.random) = (formats, modifiers, extent, random)
    isPacked = self.random.chance(50)
  }

  mutating func participant(_ index: Int, namesPairs: Bool) -> Participant {
    let offers = (0..<random.pick([1, 1, 1, 2, 2, 3])).map { offer in
      Offer("offer \(offer)", constraints(namesPairs: namesPairs))
    }
    return Participant(
      Name("p\(index)"), device: random.pick(RandomProblem.devices), offers: offers)
  }

  private mutating func constraints(namesPairs: Bool) -> [Constraint] {
    var constraints: [Constraint] = []
    if namesPairs || random.chance(80) {
      let table = namesPairs || random.chance(60) ? pairs() : halves()
      constraints.append(Constraint(.formats(table), .assumed))
    }
    for _ in 0..<random.pick([0, 1, 1, 2, 3]) { constraints.append(constraint()) }
    return constraints.shuffled(using: &random)
  }

  private mutating func pairs() -> FormatTable {
    FormatTable(
      formats.flatMap { format in modifiers.map { FormatModifier(format, $0) } }
        .filter { _ in random.chance(75) })
  }

  private mutating func halves() -> FormatTable {
    if random.chance(50) { return .everyFormat(in: .only(Set(random.some(3, of: modifiers)))) }
    return FormatTable(
      Dictionary(
        uniqueKeysWithValues: random.some(4, of: formats).map { ($0, FormatTable.Layouts.any) }))
  }

  private mutating func constraint() -> Constraint {
    var scope = Constraint.Scope.everything
    if random.chance(25) { scope.format = random.pick(formats) }
    if random.chance(10) { scope.modifier = random.pick(modifiers) }
    let kind = Int.random(in: 0..<22, using: &random)
    // How planes are spread is asked of formats of several planes only.
    let planar = formats.filter { format in format.info.map { $0.planeCount > 1 } == true }
    if kind == 10 || kind == 11, let format = planar.first {
      scope.format = random.chance(50) ? format : planar.last
    }
    return Constraint(term(kind, isPlanar: !planar.isEmpty), for: scope, .assumed)
  }

  private mutating func term(_ kind: Int, isPlanar: Bool) -> Term {
    let (width, height) = (extent.width.value, extent.height.value)
    switch kind {
    case 0..<6:
      return .stride(
        StrideDomain(multipleOf: random.pick([2, 3, 4, 16, 32, 64, 96])),
        plane: random.pick([nil, nil, 0, 1]))
    case 6:
      return .stride(
        StrideDomain(minimum: random.pick([0, 40, 256]), maximum: random.pick([nil, 128, 512])),
        plane: random.pick([nil, 0, 1]))
    case 7:
      return .stride(
        .powerOfTwoLadder(base: random.pick([16, 48]), maximum: random.pick([100, 768])),
        plane: random.pick([nil, 0, 1]))
    case 8: return .contiguous
    case 9: return .imports(rule())
    case 10, 11:
      return isPlanar
        ? .topology(random.pick([.oneBuffer, .bufferPerPlane, .any])) : .strideMultiple(8)
    case 12, 13:
      return .count(
        BufferCount(
          held: random.pick([0, 1, 2, 3]), minimum: random.pick([0, 2, 5]),
          maximum: random.pick([nil, 4, 8])))
    case 14:
      return .size(
        SizeDomain(
          minimum: Extent(random.pick([1, 16]), random.pick([1, 4])),
          maximum: random.pick([nil, Extent(48, 16), Extent(64, 12)])))
    case 15:
      return .size(SizeDomain(step: Extent(random.pick([1, 2, 4]), random.pick([1, 2]))))
    case 16:
      return .size(
        SizeDomain(discrete: [Extent(width, height), Extent(width + random.pick([0, 2]), height)]))
    case 17, 18:
      return .memorySize(
        SizeInMemory(
          rowsMultiple: random.pick([1, 2, 3, 8]), tail: random.pick([0, 16, 100]),
          minimum: random.pick([0, 0, 4096]), maximum: random.pick([nil, nil, 2048, 5000])))
    case 19: return .impossible("is broken")
    case 20:
      return .arrangement(PlaneArrangement(isProportional: true))
    default:
      return isPacked
        ? .arrangement(PlaneArrangement(isAdjacent: true))
        : .arrangement(PlaneArrangement(offsetMultiple: random.pick([4, 48, 256])))
    }
  }

  private mutating func rule() -> ImportRule {
    let names: [Name<Production>] = ["a0", "a1", "a2", "a3"]
    return random.chance(50)
      ? ImportRule(only: Set(random.some(3, of: names)))
      : ImportRule(not: Set(random.some(2, of: names)))
  }

  mutating func allocator(_ index: Int) -> Production {
    let topology: Topology =
      isPacked ? random.pick([.any, .any, .oneBuffer, .bufferPerPlane]) : .oneBuffer
    let formats: FormatTable =
      switch Int.random(in: 0..<4, using: &random) {
      case 0: .any
      case 1: .everyFormat(in: .only(Set([.linear] + random.some(2, of: modifiers))))
      case 2: pairs()
      default: .everyFormat(in: .only([.linear]))
      }
    return Production(
      Name("a\(index)"), device: random.pick([nil] + RandomProblem.devices), formats: formats,
      sizes: random.chance(20) ? SizeDomain(maximum: Extent(48, 12)) : .any,
      strides: StrideDomain(multipleOf: random.pick([1, 1, 8, 64])), topology: topology,
      isContiguous: random.chance(50),
      largestBuffer: topology == .oneBuffer && random.chance(50) ? 3000 : nil,
      rank: random.pick([0, 0, 1, 2]), evidence: .assumed)
  }
}
