import Testing
import TesseraFormats

@testable import TesseraNegotiation

@Suite struct BufferCountTests {
  private func count(_ random: inout SplitMix) -> BufferCount {
    let edges = [0, 1, 2, 3, 7, 1 << 32, .max - 1, .max]
    return BufferCount(
      held: random.pick(edges), dedicatedSlack: random.chance(30) ? random.pick(edges) : 0,
      sharedSlack: random.chance(30) ? random.pick(edges) : 0, minimum: random.pick(edges),
      maximum: random.chance(50) ? random.pick(edges) : nil)
  }

  @Test func `Numbers of buffers merge in any order`() {
    let seed: UInt64 = 71
    var random = SplitMix(seed: seed)
    var overflows = 0
    for round in 0..<2000 {
      let (a, b, c) = (count(&random), count(&random), count(&random))
      let left = a.merged(with: b).flatMap { $0.merged(with: c) }
      let right = b.merged(with: c).flatMap { a.merged(with: $0) }
      #expect(left == right, "seed \(seed), round \(round): \(a) | \(b) | \(c)")
      #expect(a.merged(with: b) == b.merged(with: a), "seed \(seed), round \(round)")
      #expect(a.merged(with: .any) == a, "seed \(seed), round \(round)")
      #expect(BufferCount.any.merged(with: a) == a, "seed \(seed), round \(round)")
      overflows += left == nil ? 1 : 0
    }
    #expect(overflows > 0)
  }

  @Test func `Held buffers add, so the law is not idempotent`() {
    let two = BufferCount(held: 2, minimum: 3, maximum: 8)
    #expect(two.merged(with: two) == BufferCount(held: 4, minimum: 3, maximum: 8))
  }

  @Test func `The least number serves everybody`() {
    #expect(BufferCount.any.least == 1)
    #expect(BufferCount(held: 3, minimum: 2).least == 3)
    #expect(BufferCount(held: 3, minimum: 5, maximum: 5).least == 5)
    #expect(BufferCount(held: 3, maximum: 2).least == nil)
    #expect(BufferCount(maximum: 0).least == nil)
    #expect(BufferCount(held: .max).least == .max)
  }

  @Test func `Slack of one's own adds and shared slack is the greatest`() throws {
    let a = BufferCount(held: 1, dedicatedSlack: 2, sharedSlack: 3)
    let b = BufferCount(held: 1, dedicatedSlack: 1, sharedSlack: 1)
    #expect(a.merged(with: b) == BufferCount(held: 2, dedicatedSlack: 3, sharedSlack: 3))
    #expect(a.merged(with: b)?.least == 8)
    #expect(BufferCount(held: .max, dedicatedSlack: 1).least == nil)
    #expect(BufferCount(held: .max - 1, sharedSlack: 2).least == nil)
    let agreement = try Problem(
      64, 64, Participant("camera", .takes(.nv12), .count(a)),
      Participant("display", .takes(.nv12), .count(b))
    ).best()
    #expect(agreement.bufferCount == 8)
  }

  @Test func `What participants hold adds up over a problem`() throws {
    let agreement = try Problem(
      64, 64,
      Participant("camera", .takes(.nv12), .count(BufferCount(held: 2, minimum: 3))),
      Participant("display", .takes(.nv12), .count(BufferCount(held: 2))),
      Participant("encoder", .takes(.nv12), .count(BufferCount(held: 1, maximum: 5)))
    ).best()
    #expect(agreement.bufferCount == 5)
  }

  @Test func `More buffers held than somebody permits is a conflict of both`() {
    let conflict = Problem(
      64, 64,
      Participant("camera", .takes(.nv12), .count(BufferCount(held: 4))),
      Participant("display", .takes(.nv12), .count(BufferCount(maximum: 3)))
    ).conflict()
    #expect(conflict?.names == ["camera", "display"])
    #expect(
      conflict?.terms == [.count(BufferCount(held: 4)), .count(BufferCount(maximum: 3))])
  }
}
