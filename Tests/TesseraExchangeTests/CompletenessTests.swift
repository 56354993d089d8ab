import Testing
import TesseraFormats
import TesseraNegotiation

@testable import TesseraExchange

/// A field that the engine gains must be written too: these numbers are where to be reminded.
struct CompletenessTests {
  @Test("Every field of every value is known to be written")
  func fields() throws {
    var random = SplitMix(seed: 3)
    let agreement = try random.agreement()
    let conflict = random.conflict()
    let production = random.production()
    let recording = try random.recording()
    let device = recording.devices[0]
    let fields: [(Any, Int)] = [
      (recording, 4), (device, 4), (device.model, 4), (device.members[0], 7),
      (device.members[0].roles[0], 6), (device.members[0].roles[0].terms[0], 3),
      (device.makers[0], 2), (Recording.Absence(path: "", reason: ""), 3),
      (agreement, 12), (agreement.cost, 2), (conflict, 3), (conflict.refutations[0], 4),
      (production, 16), (production.sizes, 5), (production.strides, 4),
      (random.problem(), 3), (random.participant(), 3), (Offer("", []), 2),
      (random.constraint(), 3), (random.constraint().scope, 2), (random.evidence(), 2),
      (random.memorySize(), 7), (PlaneArrangement.any, 4), (BufferCount.any, 5),
      (ImportRule.any, 2), (Colour.any, 1), (AddressLimit.none, 1), (Reach.anywhere, 1),
      (RequiredSizes.none, 1), (PixelStride.any, 1), (StrideFormula.any, 1),
      (Refusal(by: "", of: agreement, because: "", lesson: .pair), 6),
      (AgreedPlane(buffer: 0, offset: 0, stride: 0, rows: 0, size: 0), 5),
    ]
    for (value, count) in fields {
      #expect(Mirror(reflecting: value).children.count == count, "\(type(of: value))")
    }
  }
}
