import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct StrideDomainTests {
  private func domain(_ random: inout SplitMix) -> StrideDomain {
    func small(_ random: inout SplitMix, _ range: ClosedRange<UInt64>) -> Bytes {
      Bytes(UInt64.random(in: range, using: &random))
    }
    let multiple = random.chance(40) ? 1 : small(&random, 1...40)
    let listed = (0..<6).map { _ in small(&random, 0...300) }
    return StrideDomain(
      multipleOf: multiple,
      minimum: random.chance(50) ? 0 : small(&random, 1...200),
      maximum: random.chance(50) ? nil : small(&random, 1...400),
      listed: random.chance(60) ? nil : Set(listed))
  }

  @Test func `The least stride is the first one that counting up finds`() {
    let seed: UInt64 = 101
    var random = SplitMix(seed: seed)
    var empty = 0
    for round in 0..<1000 {
      let domain = domain(&random)
      let bound = Bytes(UInt64.random(in: 0...300, using: &random))
      let counted = (bound.value...1000).first { value in
        value >= domain.minimum.value && value % domain.multiple.value == 0
          && domain.maximum.map { value <= $0.value } != false
          && domain.listed.map { $0.contains(Bytes(value)) } != false
      }
      #expect(
        domain.least(from: bound) == counted.map { Bytes($0) },
        "seed \(seed), round \(round): \(domain) from \(bound)")
      empty += counted == nil ? 1 : 0
    }
    #expect((1..<1000).contains(empty))
  }

  @Test func `A preimage has exactly the strides whose image is in the domain`() {
    let seed: UInt64 = 102
    var random = SplitMix(seed: seed)
    for round in 0..<150 {
      let domain = domain(&random)
      let (numerator, denominator) = (random.pick([1, 2, 3, 4, 5]), random.pick([1, 2, 3, 4, 6]))
      let preimage = domain.preimage(
        numerator: UInt64(numerator), denominator: UInt64(denominator))
      let wrong = (0...500).filter { stride in
        let image = stride * numerator
        let belongs =
          image % denominator == 0 && domain.contains(Bytes(UInt64(image / denominator)))
        return preimage?.contains(Bytes(UInt64(stride))) != belongs
      }
      #expect(
        wrong == [],
        "seed \(seed), round \(round): \(domain) under \(numerator)/\(denominator)")
    }
  }

  @Test func `A preimage under nothing does not exist`() {
    #expect(StrideDomain.any.preimage(numerator: 0, denominator: 1) == nil)
  }

  @Test func `A ladder has every doubling of its base up to its end`() {
    #expect(
      StrideDomain.powerOfTwoLadder(base: 512, maximum: 8192).listed
        == [512, 1024, 2048, 4096, 8192])
    #expect(StrideDomain.powerOfTwoLadder(base: 512, maximum: 8191).listed?.max() == 4096)
    #expect(StrideDomain.powerOfTwoLadder(base: 3, maximum: 13).listed == [3, 6, 12])
    #expect(StrideDomain.powerOfTwoLadder(base: 512, maximum: 511).listed == [])
    #expect(StrideDomain.powerOfTwoLadder(base: 0, maximum: 8).listed == [])
    #expect(StrideDomain.powerOfTwoLadder(base: 1, maximum: Bytes(.max)).listed?.count == 64)
  }

  @Test func `Strides end where 64 bits end`() {
    let domain = StrideDomain(multipleOf: 4096)
    let last = Bytes(.max - 4095)
    #expect(domain.least(from: last) == last)
    #expect(domain.least(from: Bytes(.max - 4094)) == nil)
    #expect(StrideDomain.any.least(from: Bytes(.max)) == Bytes(.max))
    #expect(StrideDomain(multipleOf: Bytes(1 << 63)).least(from: Bytes(1 << 63 + 1)) == nil)
  }

  @Test func `Limits that cross leave no stride`() throws {
    let merged = try #require(
      StrideDomain(minimum: 4096).merged(with: StrideDomain(maximum: 4095)))
    #expect(merged.least(from: 0) == nil)
    let listed = try #require(
      StrideDomain.exactly(7584).merged(with: StrideDomain(multipleOf: 256)))
    #expect(listed.least(from: 0) == nil)
  }

  @Test func `A domain tells its terms`() {
    #expect(StrideDomain.any.description == "any stride")
    #expect(
      StrideDomain(multipleOf: 256, minimum: 512, maximum: 32768).description
        == "a multiple of 256 B, at least 512 B, at most 32768 B")
    #expect(StrideDomain(listed: [1024, 512]).description == "512 B or 1024 B")
    #expect(StrideDomain(listed: []).description == "no stride")
  }
}
