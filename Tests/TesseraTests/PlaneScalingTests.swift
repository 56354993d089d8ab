import Testing

@testable import Tessera

/// What is known of a plane's scaling, and what follows for buffers.
@Suite struct PlaneScalingTests {
  private func factor(_ shown: Pixels, _ source: Pixels) throws -> ScalingFactor {
    try #require(ScalingFactor(shown: shown, source: source))
  }

  private func scaling(
    _ horizontal: PlaneScaling.Limits, _ vertical: PlaneScaling.Limits, isGapless: Bool = true
  ) -> PlaneScaling {
    PlaneScaling(
      shown: Extent(width: 640, height: 480), format: .xrgb8888, horizontal: horizontal,
      vertical: vertical, isGapless: isGapless, evidence: Evidence(.probe, "test"))
  }

  @Test func `Factors are exact, in lowest terms and in order`() throws {
    #expect(try factor(640, 1280) == factor(1, 2))
    #expect(try factor(1920, 480).description == "4")
    #expect(try factor(640, 1366).description == "320/683")
    #expect(try factor(640, 1281) < factor(1, 2))
    let large = Pixels(UInt64.max)
    #expect(try factor(large, Pixels(UInt64.max - 1)) > .one)
    #expect(ScalingFactor(shown: 0, source: 1) == nil)
    #expect(ScalingFactor(shown: 1, source: 0) == nil)
  }

  @Test func `The part of a buffer that a length shows is whole or not told`() throws {
    #expect(try factor(1, 2).source(shownAs: 640) == 1280)
    #expect(try factor(3, 2).source(shownAs: 640) == nil)
    #expect(try factor(1, 3).source(shownAs: Pixels(UInt64.max)) == nil)
  }

  @Test func `A plane that does not scale shows buffers of one size`() {
    let fixed = PlaneScaling.Limits(.one, .one)
    #expect(scaling(fixed, fixed).sizes == SizeDomain(discrete: [Extent(width: 640, height: 480)]))
    #expect("\(scaling(fixed, fixed))" == "does not scale")
  }

  @Test func `Limits leave a range of sizes, and an end that was not met leaves none`() throws {
    let met = PlaneScaling.Limits(try factor(1, 2), try factor(4, 1))
    let open = PlaneScaling.Limits(
      try factor(1, 2), try factor(4, 1), endsBelow: false, endsAbove: false)
    #expect(
      scaling(met, met).sizes
        == SizeDomain(
          minimum: Extent(width: 160, height: 120), maximum: Extent(width: 1280, height: 960)))
    #expect("\(scaling(met, met))" == "scales by 1/2 to 4")
    let sizes = scaling(met, open).sizes
    #expect(sizes.contains(Extent(width: 1280, height: 1)))
    #expect(sizes.contains(Extent(width: 1280, height: 100_000)))
    #expect(!sizes.contains(Extent(width: 1281, height: 480)))
    #expect(
      "\(scaling(met, open, isGapless: false))"
        == "scales by 1/2 to 4 across and 1/2 or less to 4 or more down, with gaps")
  }

  @Test func `What was tried in one format binds no other`() throws {
    let fixed = PlaneScaling.Limits(.one, .one)
    let constraint = scaling(fixed, fixed).constraint
    #expect(constraint.scope == Constraint.Scope(format: .xrgb8888))
    #expect(constraint.evidence.kind == .probe)
  }
}
