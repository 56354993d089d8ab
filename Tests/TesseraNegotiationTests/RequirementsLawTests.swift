import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// Everything that offers say of one layout, merged as a whole.
@Suite struct RequirementsLawTests {
  /// What a random offer demands at NV12; `nil` where it cannot even be read.
  private func requirements(_ random: inout SplitMix) throws -> Requirements? {
    let info = try #require(PixelFormat.nv12.info)
    let extent = Extent(48, 12)
    var maker = RandomMaker(formats: [.nv12], modifiers: [.linear], extent: extent, random: random)
    let terms = (0..<Int.random(in: 0...4, using: &maker.random)).map { _ in maker.term() }
    random = maker.random
    return try? OfferAtPair(
      0, of: 0, terms.map { Constraint($0, .assumed) }, pair: FormatModifier(.nv12, .linear),
      info: info,
      extent: extent
    ).requirements
  }

  @Test func `Demands merge in any order and any grouping`() throws {
    let seed: UInt64 = 501
    var random = SplitMix(seed: seed)
    let none = Requirements(planeCount: 2)
    var (merged, failed) = (0, 0)
    for round in 0..<4000 {
      guard let a = try requirements(&random), let b = try requirements(&random),
        let c = try requirements(&random)
      else { continue }
      func both(_ left: Requirements?, _ right: Requirements?) -> Requirements? {
        guard let left, let right else { return nil }
        return try? left.merged(with: right)
      }
      #expect(both(a, b) == both(b, a), "seed \(seed), round \(round): \(a) | \(b)")
      #expect(
        both(both(a, b), c) == both(a, both(b, c)),
        "seed \(seed), round \(round): \(a) | \(b) | \(c)")
      #expect(both(a, none) == a, "seed \(seed), round \(round): \(a)")
      #expect(both(none, a) == a, "seed \(seed), round \(round): \(a)")
      if both(both(a, b), c) == nil { failed += 1 } else { merged += 1 }
    }
    #expect(merged > 500)
    #expect(failed > 100)
  }
}
