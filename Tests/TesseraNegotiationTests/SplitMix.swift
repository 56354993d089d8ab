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
}

extension SplitMix {
  /// True in so many percent of all cases.
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  /// One element of a list that is not empty.
  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &self)]
  }

  /// Each element with an even chance.
  mutating func subset<Element>(of elements: [Element]) -> [Element] {
    elements.filter { _ in chance(50) }
  }

  /// A few different elements, at least one.
  mutating func some<Element>(_ greatest: Int, of elements: [Element]) -> [Element] {
    Array(elements.shuffled(using: &self).prefix(Int.random(in: 1...greatest, using: &self)))
  }

  /// A number on or near a boundary, or any small one.
  mutating func boundary() -> UInt64 {
    let edges: [UInt64] = [
      0, 1, 2, 1 << 32 - 1, 1 << 32, 1 << 32 + 1, 1 << 63 - 1, 1 << 63, .max - 1, .max,
    ]
    return chance(40) ? pick(edges) : UInt64.random(in: 1...300, using: &self)
  }
}
