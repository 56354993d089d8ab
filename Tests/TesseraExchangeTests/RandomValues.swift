import TesseraFormats
import TesseraNegotiation

/// Values with every field in use, whether they make sense together or not.
extension SplitMix {
  mutating func problem() -> Problem {
    Problem(
      extent: extent(from: 1), participants: unique({ $0.participant() }, by: \.name),
      allocators: unique({ $0.production() }, by: \.name))
  }

  mutating func participant() -> Participant {
    Participant(
      Name(text()), device: maybe { $0.device() },
      offers: unique(
        { random in Offer(random.text(), random.some { $0.constraint() }) }, by: \.label))
  }

  mutating func production() -> Production {
    Production(
      Name(text()), device: maybe { $0.device() }, formats: table(), sizes: sizes(),
      strides: strides(), topology: pick([.any, .oneBuffer, .bufferPerPlane, []]),
      isContiguous: chance(50), placement: placement(),
      addressBits: Int.random(in: 0...64, using: &self),
      cacheModes: pick([.any, .cached, .writeCombined, [.cached, .uncached], []]),
      isProtected: chance(50), isExportable: chance(50),
      largestBuffer: maybe { Bytes($0.number()) }, rank: rank(), evidence: evidence(),
      known: pick([[], [constraint()]]))
  }

  mutating func constraint(_ kind: Int? = nil) -> Constraint {
    Constraint(
      term(kind ?? Int.random(in: 0..<Self.termKinds, using: &self)),
      for: .init(format: maybe { $0.format() }, modifier: maybe { $0.layout() }), evidence())
  }

  /// How many kinds of terms there are.
  static let termKinds = 23

  mutating func term(_ kind: Int) -> Term {
    switch kind {
    case 0: .formats(table())
    case 1: .size(sizes())
    case 2: .requiredSizes(RequiredSizes(Set(some { $0.extent() })))
    case 3: .stride(strides(), plane: plane())
    case 4:
      .pixelStride(PixelStride(multipleOf: maybe { Pixels($0.number(from: 1)) }), plane: plane())
    case 5:
      .strideFormula(
        StrideFormula(tightRoundedUpTo: Set(some { Bytes($0.number(from: 1)) })), plane: plane())
    case 6:
      .arrangement(
        PlaneArrangement(
          offsetMultiple: Bytes(number(from: 1)), isAdjacent: chance(50),
          isProportional: chance(50),
          hasEqualStrides: chance(50)))
    case 7: .topology(pick([.any, .oneBuffer, .bufferPerPlane, []]))
    case 8: .planeCount(Int.random(in: 1...4, using: &self))
    case 9: .memorySize(memorySize())
    case 10: .contiguous
    case 11: .behindIOMMU
    case 12: .addresses(AddressLimit(bits: Int.random(in: 0...64, using: &self)))
    case 13: .reach(Reach(only: maybe { random in Set(random.some { $0.placement() }) }))
    case 14: .cpuAccess(pick(CPUAccess.allCases))
    case 15: .cacheModes(pick([.any, .cached, .writeCombined, [.cached, .uncached], []]))
    case 16: .notCoherent
    case 17: .protection(pick([.any, .required, .forbidden, [.required, .forbidden]]))
    case 18:
      .imports(
        ImportRule(
          only: maybe { random in Set(random.some { Name($0.text()) }) },
          not: Set(some { Name($0.text()) })))
    case 19:
      .count(
        BufferCount(
          held: count(), dedicatedSlack: count(), sharedSlack: count(), minimum: count(),
          maximum: maybe { $0.count() }))
    case 20: .colour(colour())
    case 21: .preference(rank())
    default: .impossible(text())
    }
  }

  mutating func sizes() -> SizeDomain {
    SizeDomain(
      minimum: extent(), maximum: maybe { $0.extent() }, maximumArea: maybe { $0.number() },
      step: extent(from: 1), discrete: maybe { random in Set(random.some { $0.extent() }) })
  }

  mutating func strides() -> StrideDomain {
    StrideDomain(
      multipleOf: Bytes(number(from: 1)), minimum: Bytes(number()),
      maximum: maybe { Bytes($0.number()) },
      listed: maybe { random in Set(random.some { Bytes($0.number()) }) })
  }

  mutating func memorySize() -> SizeInMemory {
    SizeInMemory(
      rowsMultiple: Rows(number(from: 1)), rowPadding: Rows(number()), tailRows: Rows(number()),
      tail: Bytes(number()), sizeMultiple: Bytes(number(from: 1)), minimum: Bytes(number()),
      maximum: maybe { Bytes($0.number()) })
  }

  mutating func colour() -> Colour {
    var values: [Colour.Property: Set<Colour.Value>] = [:]
    for property in Colour.Property.allCases where chance(40) {
      values[property] = Set(some { $0.text() })
    }
    return Colour(values)
  }

  mutating func table() -> FormatTable {
    var rows: [PixelFormat: FormatTable.Layouts] = [:]
    for format in some({ $0.format() }) { rows[format] = layouts() }
    return FormatTable(rows, otherFormats: maybe { $0.layouts() })
  }

  mutating func layouts() -> FormatTable.Layouts {
    chance(25) ? .any : .only(Set(some { $0.layout() }))
  }

  mutating func format() -> PixelFormat {
    pick([
      .nv12, .xrgb8888, .xrgb8888.bigEndian, .r8, PixelFormat(rawValue: 0),
      PixelFormat(rawValue: 0x2079_6e61), PixelFormat(rawValue: .max),
      PixelFormat(rawValue: UInt32(truncatingIfNeeded: next())),
    ])
  }

  mutating func layout() -> LayoutModifier {
    pick([
      .linear, .implicit(on: device()), .explicit(.intelXTiled),
      .explicit(Modifier(rawValue: 0x0200_0000_1046_3b04)), .explicit(Modifier(rawValue: .max)),
      .explicit(Modifier(rawValue: next())),
    ])
  }

  mutating func placement() -> Placement {
    pick([.system, .local(device()), .region(text())])
  }

  mutating func evidence() -> Evidence {
    Evidence(
      pick([.specification, .table, .driverQuery, .refusal, .init(rawValue: "rumour")]), text())
  }

  mutating func device() -> Device { Device(text()) }
  mutating func plane() -> Int? { pick([nil, 0, 3]) }

  mutating func extent(from least: UInt64 = 0) -> Extent {
    Extent(width: Pixels(number(from: least)), height: Pixels(number(from: least)))
  }

  private mutating func unique<Thing, Key: Hashable>(
    _ make: (inout Self) -> Thing, by key: KeyPath<Thing, Key>
  ) -> [Thing] {
    var seen: Set<Key> = []
    return some(make).filter { seen.insert($0[keyPath: key]).inserted }
  }
}
