import Testing
import TesseraFormats

@Suite struct QuantityTests {
  @Test(
    "The least common multiple of two alignments",
    arguments: [
      (2 << 20, 4096, 2 << 20), (65536, 65536, 65536), (64, 96, 192), (1, 7, 7), (5, 4, 20),
    ] as [(UInt64, UInt64, UInt64)])
  func leastCommonMultiple(left: UInt64, right: UInt64, expected: UInt64) {
    #expect(Bytes(left).leastCommonMultiple(with: Bytes(right)) == Bytes(expected))
    #expect(Bytes(right).leastCommonMultiple(with: Bytes(left)) == Bytes(expected))
  }

  @Test func `Arithmetic that overflows answers nil`() {
    let greatest = Bytes(.max)
    #expect(greatest.adding(1) == nil)
    #expect(greatest.multiplied(by: 2) == nil)
    #expect(greatest.roundedUp(toMultipleOf: 4096) == nil)
    #expect(greatest.leastCommonMultiple(with: Bytes(.max - 1)) == nil)
    #expect(Bytes(3).subtracting(4) == nil)
    #expect(Bytes(exactly: -1) == nil)
  }

  @Test func `A zero alignment is no alignment`() {
    #expect(Bytes(8).leastCommonMultiple(with: 0) == nil)
    #expect(Bytes(8).roundedUp(toMultipleOf: 0) == nil)
    #expect(Bytes(8).roundedDown(toMultipleOf: 0) == 0)
    #expect(!Bytes(8).isMultiple(of: 0))
  }

  @Test func `The least common multiple is associative and a multiple of both`() {
    var random = Generator(state: 1)
    for _ in 0..<10_000 {
      let values = (0..<3).map { _ in Bytes(UInt64.random(in: 1...100_000, using: &random)) }
      let (a, b, c) = (values[0], values[1], values[2])
      let left = a.leastCommonMultiple(with: b)?.leastCommonMultiple(with: c)
      let right = b.leastCommonMultiple(with: c).flatMap { a.leastCommonMultiple(with: $0) }
      #expect(left == right)
      #expect(values.allSatisfy { left?.isMultiple(of: $0) == true })
    }
  }

  @Test func `Rounding up is the first multiple that is not below`() {
    var random = Generator(state: 2)
    for _ in 0..<10_000 {
      let value = Bytes(UInt64.random(in: 0...1 << 40, using: &random))
      let step = Bytes(UInt64.random(in: 1...1 << 20, using: &random))
      let up = value.roundedUp(toMultipleOf: step)
      #expect(up.map { $0 >= value && $0.value - value.value < step.value } == true)
      #expect(up?.isMultiple(of: step) == true)
      #expect(value.roundedDown(toMultipleOf: step) <= value)
    }
  }
}

/// A repeatable source of random numbers.
struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}
