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

/// Checks that a kind is a meet, and that the samples were able to tell.
func expectMeet<Value, Point>(
  _ domain: Domain<Value, Point>, seed: UInt64, overflows: Bool = false,
  _ location: SourceLocation = #_sourceLocation
) {
  let report = LawReport(domain, seed: seed)
  #expect(report.violations.prefix(3) == [], sourceLocation: location)
  // Members and strangers, and overflows where there are any.
  #expect(report.commonMembers > 100, sourceLocation: location)
  #expect(report.strangers > 100, sourceLocation: location)
  #expect((report.overflows > 10) == overflows, sourceLocation: location)
}
