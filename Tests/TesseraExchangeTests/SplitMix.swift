/// A repeatable source of random numbers; its seed is told wherever a random check fails.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  /// True in so many percent of all cases.
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  /// One element of a list that is not empty.
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &self)]
  }

  /// A few elements, maybe none, maybe the same ones again.
  mutating func some<Element>(_ make: (inout Self) -> Element) -> [Element] {
    (0..<Int.random(in: 0...3, using: &self)).map { _ in make(&self) }
  }

  /// A value or none.
  mutating func maybe<Value>(_ make: (inout Self) -> Value) -> Value? {
    chance(50) ? make(&self) : nil
  }

  /// A number on or near a boundary, or any small one.
  mutating func number(from least: UInt64 = 0) -> UInt64 {
    let edges: [UInt64] = [
      0, 1, 1 << 32 - 1, 1 << 32, 1 << 53 - 1, 1 << 53, 1 << 53 + 1, 1 << 63 - 1, 1 << 63,
      .max - 1, .max,
    ]
    return max(least, chance(40) ? pick(edges) : UInt64.random(in: 0...300, using: &self))
  }

  /// A count on or near a boundary, or any small one.
  mutating func count() -> Int { pick([0, 1, 2, 7, 1 << 53, 1 << 53 + 1, .max]) }

  /// A number that may be negative.
  mutating func rank() -> Int { pick([0, 1, -1, 5, .min, .max, -(1 << 53) - 1]) }

  /// A text with what texts may have in them.
  mutating func text() -> String {
    pick(["", "camera", "a/b~c", "“Zeile\n2”\t\"\\", "\u{0}nul\u{1f}\u{7f}", "任意 🎞", "x-none"])
      + pick(["", "1", "2", "3"])
  }
}
