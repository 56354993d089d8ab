import TesseraFormats

@testable import TesseraNegotiation

/// Makes the parts of one random problem.
struct RandomMaker {
  let formats: [PixelFormat]
  let modifiers: [LayoutModifier]
  let extent: Extent
  var random: SplitMix
  /// Whether other sizes are required here; else strides may follow from the width.
  let hasRequiredSizes: Bool

  init(formats: [PixelFormat], modifiers: [LayoutModifier], extent: Extent, random: SplitMix) {
    (self.formats, self.modifiers, self.extent, self.random) = (formats, modifiers, extent, random)
    hasRequiredSizes = self.random.chance(50)
  }

  mutating func participant(_ index: Int, namesPairs: Bool) -> Participant {
    let offers = (0..<random.pick([1, 1, 1, 2, 2, 3])).map { offer in
      Offer("offer \(offer)", constraints(namesPairs: namesPairs))
    }
    return Participant(
      Name("p\(index)"), device: random.pick([nil] + RandomProblem.devices), offers: offers)
  }

  private mutating func constraints(namesPairs: Bool) -> [Constraint] {
    var constraints: [Constraint] = []
    if namesPairs || random.chance(80) {
      let table = namesPairs || random.chance(60) ? pairs() : halves()
      constraints.append(Constraint(.formats(table), .assumed))
    }
    var isSpread = false
    for _ in 0..<random.pick([0, 1, 2, 2, 3, 4]) {
      let next = constraint()
      if case .topology = next.term {
        // One offer spreads the planes one way.
        if isSpread { continue }
        isSpread = true
      }
      constraints.append(next)
    }
    return constraints.shuffled(using: &random)
  }

  private mutating func pairs() -> FormatTable {
    FormatTable(
      formats.flatMap { format in modifiers.map { FormatModifier(format, $0) } }
        .filter { _ in random.chance(75) })
  }

  private mutating func halves() -> FormatTable {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: return .everyFormat(in: .only(Set(random.some(3, of: modifiers))))
    case 1:
      return FormatTable(
        Dictionary(
          uniqueKeysWithValues: random.some(4, of: formats).map { ($0, FormatTable.Layouts.any) }))
    default:
      // Everything but what one row says.
      let row = FormatTable.Layouts.only(Set(random.subset(of: modifiers)))
      return FormatTable([random.pick(formats): row], otherFormats: .any)
    }
  }

  private mutating func constraint() -> Constraint {
    var scope = Constraint.Scope.everything
    if random.chance(25) { scope.format = random.pick(formats) }
    if random.chance(10) { scope.modifier = random.pick(modifiers) }
    let term = term()
    if case .planeCount = term {
      // How many an explicit layout has is no matter of opinion.
      scope.modifier = .implicit(on: random.pick(RandomProblem.devices))
    }
    return Constraint(term, for: scope, .assumed)
  }

  mutating func allocator(_ index: Int) -> Production {
    let formats: FormatTable =
      switch Int.random(in: 0..<4, using: &random) {
      case 0: .any
      case 1: .everyFormat(in: .only(Set([.linear] + random.some(2, of: modifiers))))
      case 2: pairs()
      default: .everyFormat(in: .only([.linear]))
      }
    let isProtected = random.chance(10)
    return Production(
      Name("a\(index)"), device: random.pick([nil] + RandomProblem.devices), formats: formats,
      sizes: random.chance(20) ? SizeDomain(maximum: Extent(48, 12)) : .any,
      strides: StrideDomain(multipleOf: random.pick([1, 1, 8, 64])),
      topology: random.pick([.any, .any, .oneBuffer, .bufferPerPlane]),
      isContiguous: random.chance(50),
      placement: random.chance(70) ? .system : random.pick(places),
      addressBits: random.pick([30, 32, 32, 64]),
      cacheModes: isProtected
        ? [] : random.pick([.cached, .cached, .writeCombined, [.cached, .uncached]]),
      isProtected: isProtected, isExportable: random.chance(85),
      largestBuffer: random.chance(30) ? random.pick([1500, 3000]) : nil,
      rank: random.pick([0, 0, 1, 2]), evidence: .assumed)
  }

  var places: [Placement] {
    [.system, .local(RandomProblem.devices[1]), .region("memory@42000000")]
  }
}
