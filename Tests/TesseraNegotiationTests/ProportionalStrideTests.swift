import Testing
import TesseraFormats

@testable import TesseraNegotiation

/// Strides that follow from the first, or are all the same.
@Suite struct ProportionalStrideTests {
  private let follow = Term.arrangement(PlaneArrangement(isProportional: true))
  private let equal = Term.arrangement(PlaneArrangement(hasEqualStrides: true))

  private func strides(_ width: UInt64, _ height: UInt64, _ terms: Term...) -> [UInt64] {
    let participant = Participant("a", device: nil, offers: [Offer("only", terms: terms)])
    return Problem(width, height, participant).survey().agreements.first?.strides ?? []
  }

  @Test func `At odd widths they follow by the subsampling, not by the rounded widths`() {
    #expect(strides(719, 480, .takes(.yuv420), .strideMultiple(32), follow) == [768, 384, 384])
    #expect(strides(5, 3, .takes(.yuv420), follow) == [6, 3, 3])
    #expect(strides(5, 3, .takes(.nv12), follow) == [6, 6])
    #expect(strides(1, 1, .takes(.nv12), follow) == [2, 2])
  }

  @Test func `Great widths do not overflow on the way`() {
    #expect(strides(1 << 32, 2, .takes(.nv12), follow) == [1 << 32, 1 << 32])
    #expect(
      strides(1 << 32 + 1, 1, .takes(.yuv420), follow) == [1 << 32 + 2, 1 << 31 + 1, 1 << 31 + 1])
    let unlimited = Term.stride(StrideDomain(maximum: Bytes(.max)), plane: nil)
    #expect(strides(64, 64, .takes(.yuv420), unlimited, follow) == [64, 32, 32])
  }

  @Test func `Equal strides are those of the widest plane`() {
    #expect(strides(64, 64, .takes(.yuv420), equal) == [64, 64, 64])
    #expect(strides(5, 4, .takes(.nv12), equal) == [6, 6])
    let chroma = Term.stride(StrideDomain(multipleOf: 48), plane: 1)
    #expect(strides(64, 64, .takes(.yuv420), chroma, equal) == [96, 96, 96])
  }

  @Test func `Both at once hold where the planes are equally wide`() {
    #expect(strides(64, 4, .takes(.nv12), follow, equal) == [64, 64])
    #expect(strides(64, 4, .takes(.yuv420), follow, equal) == [])
    #expect(strides(64, 4, .takes(.yuv444), follow, equal) == [64, 64, 64])
  }
}
