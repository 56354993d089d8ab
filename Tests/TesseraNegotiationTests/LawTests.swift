import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// A kind of constraint as a set of points, and how to make random ones.
struct Domain<Value, Point> {
  let identity: Value
  let merge: (Value, Value) -> Value?
  let contains: (Value, Point) -> Bool
  let random: (inout SplitMix) -> Value
  /// Points that tell the given values from each other.
  let points: ([Value], inout SplitMix) -> [Point]

  /// Which of the points are members; none is where a merge overflowed.
  func meaning(_ value: Value?, _ points: [Point]) -> [Bool] {
    points.map { point in value.map { contains($0, point) } ?? false }
  }
}

/// What random values did to the laws.
struct LawReport {
  var violations: [String] = []
  var commonMembers = 0
  var strangers = 0
  var overflows = 0

  init<Value, Point>(_ domain: Domain<Value, Point>, seed: UInt64, rounds: Int = 1500) {
    var random = SplitMix(seed: seed)
    for round in 0..<rounds {
      let (a, b, c) = (
        domain.random(&random), domain.random(&random), domain.random(&random)
      )
      let points = domain.points([a, b, c], &random)
      func check(_ law: String, _ left: Value?, _ right: Value?) {
        if domain.meaning(left, points) != domain.meaning(right, points)
          || (left == nil) != (right == nil)
        {
          violations.append("seed \(seed), round \(round): \(law) of \(a) | \(b) | \(c)")
        }
      }
      let ab = domain.merge(a, b)
      check("commutativity", ab, domain.merge(b, a))
      check(
        "associativity", ab.flatMap { domain.merge($0, c) },
        domain.merge(b, c).flatMap { domain.merge(a, $0) })
      check("idempotence", domain.merge(a, a), a)
      check("left identity", domain.merge(domain.identity, a), a)
      check("right identity", domain.merge(a, domain.identity), a)
      let (inA, inB) = (domain.meaning(a, points), domain.meaning(b, points))
      let both = zip(inA, inB).map { $0 && $1 }
      if domain.meaning(ab, points) != both {
        violations.append("seed \(seed), round \(round): meet of \(a) | \(b)")
      }
      commonMembers += both.count { $0 }
      strangers += both.count { !$0 }
      overflows += ab == nil ? 1 : 0
    }
  }
}

/// Every merge is a meet: associative, commutative, idempotent, with an identity, and its members
/// are exactly the members of both.
@Suite struct LawTests {
  private func expectMeet<Value, Point>(
    _ domain: Domain<Value, Point>, seed: UInt64, overflows: Bool = false,
    _ location: SourceLocation = #_sourceLocation
  ) {
    let report = LawReport(domain, seed: seed)
    #expect(report.violations.prefix(3) == [], sourceLocation: location)
    // The samples must be able to tell: members and strangers, and overflows where there are any.
    #expect(report.commonMembers > 100, sourceLocation: location)
    #expect(report.strangers > 100, sourceLocation: location)
    #expect((report.overflows > 10) == overflows, sourceLocation: location)
  }

  @Test(arguments: [11, 12] as [UInt64])
  func `Format tables meet by intersection`(seed: UInt64) {
    let formats: [PixelFormat] = [.nv12, .xrgb8888, .rgb565]
    let modifiers: [LayoutModifier] = [
      .linear, .xTiled, .implicit(on: Device("gpu")), .implicit(on: Device("camera")),
    ]
    func layouts(_ random: inout SplitMix) -> FormatTable.Layouts {
      random.chance(25) ? .any : .only(Set(random.subset(of: modifiers)))
    }
    let every = (formats + [.yuyv]).flatMap { format in
      modifiers.map { FormatModifier(format, $0) }
    }
    expectMeet(
      Domain(
        identity: FormatTable.any, merge: { $0.merged(with: $1) },
        contains: { $0.contains($1) },
        random: { random in
          var rows: [PixelFormat: FormatTable.Layouts] = [:]
          for format in random.subset(of: formats) { rows[format] = layouts(&random) }
          return FormatTable(rows, otherFormats: random.chance(60) ? layouts(&random) : nil)
        },
        points: { _, _ in every }), seed: seed)
  }

  @Test(arguments: [21, 22] as [UInt64])
  func `Image sizes meet by limits, steps and lists`(seed: UInt64) {
    func extent(_ random: inout SplitMix) -> Extent {
      Extent(max(1, random.boundary()), max(1, random.boundary()))
    }
    expectMeet(
      Domain(
        identity: SizeDomain.any, merge: { $0.merged(with: $1) },
        contains: { $0.contains($1) },
        random: { random in
          SizeDomain(
            minimum: random.chance(50) ? extent(&random) : Extent(1, 1),
            maximum: random.chance(30) ? extent(&random) : nil,
            step: random.chance(20)
              ? extent(&random) : Extent(random.pick([1, 2, 3, 4]), random.pick([1, 2, 3])),
            discrete: random.chance(20) ? [extent(&random), Extent(12, 12)] : nil)
        },
        points: { domains, random in
          var points = [Extent(12, 12), Extent(1200, 1200), Extent(.max, .max), extent(&random)]
          for domain in domains {
            points += [domain.minimum, domain.step, domain.maximum ?? Extent(.max, .max)]
            points += domain.discrete ?? []
          }
          return points
        }), seed: seed, overflows: true)
  }

  @Test(arguments: [31, 32] as [UInt64])
  func `Strides meet by multiples, limits and lists`(seed: UInt64) {
    expectMeet(
      Domain(
        identity: StrideDomain.any, merge: { $0.merged(with: $1) },
        contains: { $0.contains($1) },
        random: { random in
          let multiple = random.chance(70) ? random.pick([1, 2, 3, 64, 96]) : random.boundary()
          return StrideDomain(
            multipleOf: Bytes(max(1, multiple)),
            minimum: random.chance(50) ? Bytes(random.boundary()) : 0,
            maximum: random.chance(30) ? Bytes(random.boundary()) : nil,
            listed: random.chance(20) ? [Bytes(random.boundary()), 192, 384] : nil)
        },
        points: { domains, random in
          // A stride of zero is a multiple of everything, even of what no number holds.
          var points: [Bytes] = [1, 192, 384, 768, Bytes(.max), Bytes(max(1, random.boundary()))]
          for domain in domains {
            points += [max(1, domain.minimum), domain.multiple, max(1, domain.maximum ?? 1)]
            points += (domain.listed ?? []).filter { $0 > 0 }
          }
          return points
        }), seed: seed, overflows: true)
  }

  @Test(arguments: [41, 42] as [UInt64])
  func `Plane arrangements meet by multiples and conjunction`(seed: UInt64) {
    struct Placement {
      var offset: Bytes
      var isAdjacent: Bool
      var isProportional: Bool
    }
    expectMeet(
      Domain(
        identity: PlaneArrangement.any, merge: { $0.merged(with: $1) },
        contains: { arrangement, placement in
          placement.offset.isMultiple(of: arrangement.offsetMultiple)
            && (!arrangement.isAdjacent || placement.isAdjacent)
            && (!arrangement.isProportional || placement.isProportional)
        },
        random: { random in
          PlaneArrangement(
            offsetMultiple: Bytes(max(1, random.boundary())), isAdjacent: random.chance(30),
            isProportional: random.chance(30))
        },
        points: { arrangements, _ in
          var offsets: [Bytes] = [1, Bytes(.max)] + arrangements.map(\.offsetMultiple)
          if let product = offsets[2].multiplied(by: offsets[3].value) { offsets.append(product) }
          var points: [Placement] = []
          for offset in offsets {
            for adjacent in [false, true] {
              for proportional in [false, true] {
                points.append(
                  Placement(offset: offset, isAdjacent: adjacent, isProportional: proportional))
              }
            }
          }
          return points
        }), seed: seed, overflows: true)
  }

  @Test(arguments: [51, 52] as [UInt64])
  func `Sizes in memory meet by multiples and limits`(seed: UInt64) {
    struct Memory {
      var rows: Rows
      var tail: Bytes
      var total: Bytes
    }
    expectMeet(
      Domain(
        identity: SizeInMemory.any, merge: { $0.merged(with: $1) },
        contains: { size, memory in
          memory.rows.isMultiple(of: size.rowsMultiple) && memory.tail >= size.tail
            && memory.total >= size.minimum && size.maximum.map { memory.total <= $0 } != false
        },
        random: { random in
          SizeInMemory(
            rowsMultiple: Rows(max(1, random.boundary())),
            tail: random.chance(50) ? Bytes(random.boundary()) : 0,
            minimum: random.chance(50) ? Bytes(random.boundary()) : 0,
            maximum: random.chance(30) ? Bytes(random.boundary()) : nil)
        },
        points: { sizes, random in
          var multiples: [Rows] = sizes.map(\.rowsMultiple)
          if let product = multiples[0].multiplied(by: multiples[1].value) {
            multiples.append(product)
          }
          let end = Bytes(UInt64.max)
          var points: [Memory] = []
          for rows in multiples {
            for size in sizes {
              points.append(Memory(rows: rows, tail: size.tail, total: size.minimum))
              points.append(Memory(rows: rows, tail: end, total: size.maximum ?? end))
              points.append(Memory(rows: rows, tail: end, total: Bytes(random.boundary())))
            }
          }
          return points
        }), seed: seed, overflows: true)
  }

  @Test func `Import rules meet by what is permitted and what is refused`() {
    let names: [Name<Production>] = ["a", "b", "c", "d"]
    expectMeet(
      Domain(
        identity: ImportRule.any, merge: { $0.merged(with: $1) }, contains: { $0.takes($1) },
        random: { random in
          ImportRule(
            only: random.chance(50) ? Set(random.subset(of: names)) : nil,
            not: random.chance(50) ? Set(random.subset(of: names)) : [])
        },
        points: { _, _ in names + ["unheard of"] }), seed: 61)
  }

  @Test func `Topologies meet by intersection`() {
    let every = (0..<4).map { Topology(rawValue: $0) }
    for a in every {
      #expect(a.merged(with: a) == a)
      #expect(a.merged(with: .any) == a)
      #expect(Topology.any.merged(with: a) == a)
      for b in every {
        let ab = a.merged(with: b)
        #expect(ab == b.merged(with: a))
        for choice in [Topology.oneBuffer, .bufferPerPlane] {
          #expect(ab.contains(choice) == (a.contains(choice) && b.contains(choice)))
        }
        for c in every {
          #expect(ab.merged(with: c) == a.merged(with: b.merged(with: c)))
        }
      }
    }
  }

  @Test func `A multiple of zero has no member and no merge`() {
    let stride = StrideDomain(multipleOf: 0)
    #expect(![0, 1, 64].contains { stride.contains($0) })
    #expect(stride.merged(with: .any) == nil)
    #expect(StrideDomain.any.merged(with: stride) == nil)
    #expect(stride.least(from: 1) == nil)
    #expect(PlaneArrangement(offsetMultiple: 0).merged(with: .any) == nil)
    #expect(SizeInMemory(rowsMultiple: 0).merged(with: .any) == nil)
    #expect(SizeDomain(step: Extent(0, 1)).merged(with: .any) == nil)
  }
}
