import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// The laws of what is said about memory: reach, addresses, caches, protection.
@Suite struct MemoryLawTests {
  @Test func `Address limits meet at the nearest`() {
    expectMeet(
      Domain(
        identity: AddressLimit.none, merge: { $0.merged(with: $1) },
        contains: { $1 <= $0.bits },
        random: { AddressLimit(bits: $0.pick([0, 1, 30, 31, 32, 33, 63, 64])) },
        points: { _, _ in [0, 1, 29, 30, 31, 32, 33, 62, 63, 64] }), seed: 301)
  }

  @Test func `Places meet by intersection`() {
    let places: [Placement] = [
      .system, .local(Device("a")), .local(Device("b")), .region("a"), .region(""),
    ]
    expectMeet(
      Domain(
        identity: Reach.anywhere, merge: { $0.merged(with: $1) }, contains: { $0.contains($1) },
        random: { Reach(only: $0.chance(25) ? nil : Set($0.subset(of: places))) },
        points: { _, _ in places + [.region("unheard of")] }), seed: 302)
  }

  @Test func `The CPU's access is the strongest`() {
    expectMeet(
      Domain(
        identity: CPUAccess.none, merge: { $0.merged(with: $1) },
        // Memory that serves one demand serves the weaker ones.
        contains: { demand, served in served >= demand },
        random: { $0.pick(CPUAccess.allCases) }, points: { _, _ in CPUAccess.allCases }), seed: 303)
    #expect(CPUAccess.allCases.sorted() == [.none, .rarely, .often])
  }

  @Test func `Cache modes meet by intersection`() {
    expectMeet(
      Domain(
        identity: CacheModes.any, merge: { $0.merged(with: $1) }, contains: { $0.contains($1) },
        random: { CacheModes(rawValue: UInt8.random(in: 0..<8, using: &$0)) },
        points: { _, _ in [.cached, .writeCombined, .uncached] as [CacheModes] }), seed: 304)
  }

  @Test func `Protection that is required and forbidden permits nothing`() {
    expectMeet(
      Domain(
        identity: Protection.any, merge: { $0.merged(with: $1) },
        contains: { $0.permits(isProtected: $1) },
        random: { Protection(rawValue: UInt8.random(in: 0..<4, using: &$0)) },
        points: { _, _ in [false, true] }), seed: 305)
    let both = Protection.required.merged(with: .forbidden)
    #expect(!both.permits(isProtected: true))
    #expect(!both.permits(isProtected: false))
  }

  @Test func `Required sizes meet by union`() {
    let sizes = [Extent(1, 1), Extent(2, 1), Extent(.max, .max), Extent(1 << 32, 1)]
    expectMeet(
      Domain(
        identity: RequiredSizes.none, merge: { $0.merged(with: $1) },
        // A buffer is a set of sizes that it holds.
        contains: { $0.extents.isSubset(of: $1) },
        random: { RequiredSizes(Set($0.subset(of: sizes))) },
        points: { values, random in
          values.map(\.extents) + [Set(sizes), [], Set(random.subset(of: sizes))]
        }), seed: 306)
  }

  @Test func `Colours meet property by property, and unset is neutral`() {
    let values = ["a", "b", "c"]
    expectMeet(
      Domain(
        identity: Colour.any, merge: { $0.merged(with: $1) },
        contains: { (colour: Colour, picked: [Colour.Property: Colour.Value]) in
          colour.values.allSatisfy { property, taken in
            picked[property].map { taken.contains($0) } ?? false
          }
        },
        random: { random in
          var sets: [Colour.Property: Set<Colour.Value>] = [:]
          for property in random.subset(of: [Colour.Property.alpha, .field]) {
            sets[property] = Set(random.subset(of: values))
          }
          return Colour(sets)
        },
        points: { _, _ in
          values.flatMap { alpha in values.map { [.alpha: alpha, .field: $0] } }
        }), seed: 307)
  }

  @Test func `Everybody picks the first colour by name, of what is cared about`() {
    let colour = Colour([.range: ["limited", "full"], .alpha: ["straight"]])
    #expect(colour.choice == [.range: "full", .alpha: "straight"])
    #expect(Colour.any.choice == [:])
    #expect(!colour.isEmpty)
    #expect(colour.merged(with: Colour([.range: ["none"]])).isEmpty)
    #expect(colour.description == "alpha straight, range full or limited")
  }
}
