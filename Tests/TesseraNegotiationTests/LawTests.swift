import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// Every merge is a meet: associative, commutative, idempotent, with an identity, and its members
/// are exactly the members of both.
@Suite struct LawTests {
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
            maximumArea: random.chance(25) ? random.pick([random.boundary(), 144, 90_000]) : nil,
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
      var hasEqualStrides: Bool
    }
    expectMeet(
      Domain(
        identity: PlaneArrangement.any, merge: { $0.merged(with: $1) },
        contains: { arrangement, placement in
          placement.offset.isMultiple(of: arrangement.offsetMultiple)
            && (placement.isAdjacent || !arrangement.isAdjacent)
            && (placement.isProportional || !arrangement.isProportional)
            && (placement.hasEqualStrides || !arrangement.hasEqualStrides)
        },
        random: { random in
          PlaneArrangement(
            offsetMultiple: Bytes(max(1, random.boundary())), isAdjacent: random.chance(30),
            isProportional: random.chance(30), hasEqualStrides: random.chance(30))
        },
        points: { arrangements, _ in
          var offsets: [Bytes] = [1, Bytes(.max)] + arrangements.map(\.offsetMultiple)
          if let product = offsets[2].multiplied(by: offsets[3].value) { offsets.append(product) }
          var points: [Placement] = []
          for offset in offsets {
            for adjacent in [false, true] {
              for proportional in [false, true] {
                for equal in [false, true] {
                  points.append(
                    Placement(
                      offset: offset, isAdjacent: adjacent, isProportional: proportional,
                      hasEqualStrides: equal))
                }
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
      var padding: Rows
      var tailRows: Rows
      var tail: Bytes
      var total: Bytes
    }
    expectMeet(
      Domain(
        identity: SizeInMemory.any, merge: { $0.merged(with: $1) },
        contains: { (size: SizeInMemory, memory: Memory) in
          guard memory.rows.isMultiple(of: size.rowsMultiple),
            memory.total.isMultiple(of: size.sizeMultiple), memory.padding >= size.rowPadding,
            memory.tailRows >= size.tailRows, memory.tail >= size.tail,
            memory.total >= size.minimum
          else { return false }
          return size.maximum.map { memory.total <= $0 } ?? true
        },
        random: { random in
          SizeInMemory(
            rowsMultiple: Rows(max(1, random.boundary())),
            rowPadding: random.chance(30) ? Rows(random.boundary()) : 0,
            tailRows: random.chance(30) ? Rows(random.boundary()) : 0,
            tail: random.chance(50) ? Bytes(random.boundary()) : 0,
            sizeMultiple: random.chance(30) ? Bytes(max(1, random.boundary())) : 1,
            minimum: random.chance(50) ? Bytes(random.boundary()) : 0,
            maximum: random.chance(30) ? Bytes(random.boundary()) : nil)
        },
        points: { sizes, random in
          var multiples: [Rows] = sizes.map(\.rowsMultiple)
          if let product = multiples[0].multiplied(by: multiples[1].value) {
            multiples.append(product)
          }
          let (end, last) = (Bytes(UInt64.max), Rows(UInt64.max))
          var points: [Memory] = []
          func add(_ rows: Rows, _ size: SizeInMemory, _ total: Bytes) {
            points.append(
              Memory(
                rows: rows, padding: size.rowPadding, tailRows: size.tailRows, tail: size.tail,
                total: total))
            points.append(
              Memory(rows: rows, padding: last, tailRows: last, tail: end, total: total))
          }
          for rows in multiples {
            for size in sizes {
              for total in [size.minimum, size.maximum ?? end, size.sizeMultiple] {
                // Zero is a multiple of everything, even of what no number holds.
                add(rows, size, max(1, total))
              }
              add(rows, size, Bytes(max(1, random.boundary())))
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
