/// A repeatable source of random numbers.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: elements.indices, using: &self)]
  }

  /// A number of any magnitude up to a limit: small ones are as likely as large ones.
  mutating func magnitude(upTo limit: UInt64) -> UInt64 {
    let bits = UInt64.random(in: 0...UInt64(64 - limit.leadingZeroBitCount), using: &self)
    return min(limit, UInt64.random(in: 1...max(1, (1 << bits)), using: &self))
  }

  /// A stride as programs ask for them: the least, rounded to something, or anything near.
  mutating func stride(from tight: UInt64) -> UInt64 {
    let granule = UInt64(1) << UInt64.random(in: 0...8, using: &self)
    return switch Int.random(in: 0..<8, using: &self) {
    case 0: max(1, tight - min(tight, UInt64.random(in: 1...16, using: &self)))
    case 1, 2: tight
    case 3: tight * 2
    case 4: tight + UInt64.random(in: 1...64, using: &self)
    default: (tight + granule - 1) / granule * granule
    }
  }
}
