import TesseraFormats

@testable import TesseraNegotiation

extension RandomMaker {
  /// A term of any kind but format tables, which every offer has of its own.
  mutating func term() -> Term {
    switch Int.random(in: 0..<30, using: &random) {
    case 0..<4:
      .stride(
        StrideDomain(multipleOf: random.pick([2, 3, 4, 16, 32, 64, 96])),
        plane: random.pick([nil, nil, 0, 1]))
    case 4:
      .stride(
        StrideDomain(minimum: random.pick([0, 40, 256]), maximum: random.pick([nil, 128, 512])),
        plane: random.pick([nil, 0, 1]))
    case 5:
      .stride(
        .powerOfTwoLadder(base: random.pick([16, 48]), maximum: random.pick([100, 768])),
        plane: random.pick([nil, 0, 1]))
    case 6:
      .pixelStride(
        PixelStride(multipleOf: random.pick([nil, 2, 4, 6, 16])), plane: random.pick([nil, 0, 1]))
    case 7, 8: widthTerm()
    case 9, 10:
      .arrangement(
        PlaneArrangement(
          offsetMultiple: random.pick([1, 4, 48, 256]), isAdjacent: random.chance(30),
          isProportional: random.chance(30), hasEqualStrides: random.chance(20)))
    case 11: .topology(random.pick([.oneBuffer, .bufferPerPlane, .any]))
    case 12: .planeCount(random.pick([1, 2, 2, 3]))
    case 13, 14: memoryTerm()
    case 15: sizeTerm()
    case 16: .contiguous
    case 17: .behindIOMMU
    case 18: .addresses(AddressLimit(bits: random.pick([30, 32, 40, 64])))
    case 19: .reach(Reach(only: random.chance(20) ? nil : Set(random.some(3, of: places))))
    case 20: .cpuAccess(random.pick(CPUAccess.allCases))
    case 21:
      .cacheModes(random.pick([.cached, .writeCombined, [.cached, .writeCombined]]))
    case 22: .notCoherent
    case 23: .protection(random.pick([.any, .required, .forbidden, .forbidden]))
    case 24: .imports(rule())
    case 25, 26: countTerm()
    case 27: colourTerm()
    case 28: .preference(random.pick([0, 1, 2, 5]))
    default: random.chance(50) ? .impossible("is broken") : .cpuAccess(.often)
    }
  }

  /// Another size that the buffer must hold, or a stride that follows from the width.
  private mutating func widthTerm() -> Term {
    if hasRequiredSizes {
      let sizes = [
        Extent(extent.height.value, extent.width.value), Extent(16, 4), Extent(33, 9), extent,
      ]
      return .requiredSizes(RequiredSizes(Set(random.some(2, of: sizes))))
    }
    return .strideFormula(
      StrideFormula(tightRoundedUpTo: Set(random.some(2, of: [32, 64, 64, 256]))),
      plane: random.pick([nil, 0]))
  }

  private mutating func memoryTerm() -> Term {
    .memorySize(
      SizeInMemory(
        rowsMultiple: random.pick([1, 2, 3, 8]), rowPadding: random.pick([0, 0, 1, 5]),
        tailRows: random.pick([0, 0, 2]), tail: random.pick([0, 16, 100]),
        sizeMultiple: random.pick([1, 1, 64, 512]), minimum: random.pick([0, 0, 900]),
        maximum: random.pick([nil, nil, 2048, 5000])))
  }

  private mutating func sizeTerm() -> Term {
    let (width, height) = (extent.width.value, extent.height.value)
    return switch Int.random(in: 0..<4, using: &random) {
    case 0:
      .size(
        SizeDomain(
          minimum: Extent(random.pick([1, 16]), random.pick([1, 4])),
          maximum: random.pick([nil, Extent(48, 16), Extent(64, 12)])))
    case 1: .size(SizeDomain(step: Extent(random.pick([1, 2, 4]), random.pick([1, 2]))))
    case 2: .size(SizeDomain(maximumArea: random.pick([300, 700, width * height])))
    default:
      .size(SizeDomain(discrete: [extent, Extent(width + random.pick([0, 2]), height)]))
    }
  }

  private mutating func countTerm() -> Term {
    .count(
      BufferCount(
        held: random.pick([0, 1, 2, 3]), dedicatedSlack: random.pick([0, 0, 1]),
        sharedSlack: random.pick([0, 0, 2]), minimum: random.pick([0, 2, 5]),
        maximum: random.pick([nil, 4, 8])))
  }

  private mutating func colourTerm() -> Term {
    let property = random.pick([Colour.Property.alpha, .range, .encoding])
    return .colour(Colour([property: Set(random.some(2, of: ["bt601", "bt709", "full"]))]))
  }

  private mutating func rule() -> ImportRule {
    let names: [Name<Production>] = ["a0", "a1", "a2", "a3"]
    return random.chance(50)
      ? ImportRule(only: Set(random.some(3, of: names)))
      : ImportRule(not: Set(random.some(2, of: names)))
  }
}
