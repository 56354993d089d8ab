import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// The laws of strides that are told otherwise than in bytes.
@Suite struct StrideLawTests {
  @Test(arguments: [401, 402] as [UInt64])
  func `Strides in pixels meet at their least common multiple`(seed: UInt64) {
    expectMeet(
      Domain(
        identity: PixelStride.any, merge: { $0.merged(with: $1) },
        contains: { stride, pixels in stride.multiple.map { pixels % $0.value == 0 } ?? true },
        random: { random in
          PixelStride(
            multipleOf: random.chance(20) ? nil : Pixels(max(1, random.boundary())))
        },
        points: { strides, random in
          var points: [UInt64] = [1, 60, 3600, .max, max(1, random.boundary())]
          points += strides.compactMap(\.multiple?.value)
          return points
        }), seed: seed, overflows: true)
    #expect(PixelStride(multipleOf: 0).merged(with: PixelStride(multipleOf: 3)) == nil)
  }

  @Test func `Whole pixels of a plane are whole numbers of its bytes`() throws {
    let seed: UInt64 = 403
    var random = SplitMix(seed: seed)
    for round in 0..<300 {
      let format = random.pick([PixelFormat.rgb888, .xrgb8888, .nv12, .yuv420, .r8])
      let info = try #require(format.info)
      let plane = info.plane(random.pick(Array(0..<info.planeCount)))
      let (a, b) = (Pixels(UInt64.random(in: 1...40, using: &random)), Pixels(random.pick([1, 6])))
      let (left, right) = (PixelStride(multipleOf: a), PixelStride(multipleOf: b))
      let met = try #require(left.merged(with: right)?.domain(for: plane))
      let wrong = (0...2000).filter { stride in
        let pixel = Int(plane.bytesPerBlock.value)
        let isWhole =
          stride % pixel == 0 && stride / pixel % Int(a.value) == 0
          && stride / pixel % Int(b.value) == 0
        return met.contains(Bytes(UInt64(stride))) != isWhole
      }
      #expect(wrong == [], "seed \(seed), round \(round): \(a) and \(b) of \(format.fourcc)")
    }
  }

  @Test func `Pixels beyond 64 bits of bytes have no stride`() throws {
    let plane = try #require(PixelFormat.xrgb8888.info).plane(0)
    #expect(PixelStride(multipleOf: Pixels(1 << 62)).domain(for: plane) == nil)
    #expect(
      PixelStride(multipleOf: Pixels(1 << 61)).domain(for: plane)
        == StrideDomain(multipleOf: Bytes(1 << 63)))
    #expect(PixelStride(multipleOf: 0).domain(for: plane) == nil)
    #expect(PixelStride.any.domain(for: plane) == .any)
  }

  @Test func `Formulas meet by conjunction`() {
    struct Row {
      var tight: UInt64
      var stride: UInt64
    }
    let granules: [Bytes] = [1, 2, 32, 48, 64, 256]
    expectMeet(
      Domain(
        identity: StrideFormula.any, merge: { $0.merged(with: $1) },
        contains: { formula, row in
          formula.tightRoundedUpTo.allSatisfy { granule in
            (row.tight..<row.tight + granule.value).first { $0 % granule.value == 0 } == row.stride
          }
        },
        random: { StrideFormula(tightRoundedUpTo: Set($0.some(2, of: granules))) },
        points: { _, random in
          (0..<6).map { _ in
            let tight = UInt64.random(in: 1...600, using: &random)
            let granule = random.pick(granules).value
            return Row(tight: tight, stride: (tight + granule - 1) / granule * granule)
          }
        }), seed: 404)
  }

  @Test func `Formulas agree at some widths and not at others`() {
    let formula = StrideFormula(tightRoundedUpTo: [32, 256])
    #expect(formula.domain(tight: 7680) == .exactly(7680))
    #expect(formula.domain(tight: 7584)?.isEmpty == true)
    #expect(formula.domain(tight: 7649) == .exactly(7680))
    #expect(StrideFormula.any.domain(tight: 7) == .any)
    #expect(StrideFormula(tightRoundedUpTo: [0]).domain(tight: 7) == nil)
    let half = Bytes(1 << 63)
    let great = StrideFormula(tightRoundedUpTo: [half])
    #expect(great.domain(tight: 1) == .exactly(half))
    #expect(great.domain(tight: Bytes(1 << 63 + 1)) == nil)
    let end = Bytes(UInt64.max)
    #expect(StrideFormula(tightRoundedUpTo: [1]).domain(tight: end) == .exactly(end))
  }
}
