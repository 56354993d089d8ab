import Testing
import TesseraFormats
import TesseraNegotiation

@testable import TesseraExchange

struct InFormatsTests {
  @Test("A table written as IN_FORMATS reads back the same")
  func roundTrip() throws {
    for seed in 0..<300 {
      var random = SplitMix(seed: UInt64(seed))
      // More formats than one window of 64 holds.
      let pairs = (0..<Int.random(in: 0...400, using: &random)).map { _ in
        FormatModifier(
          random.pick(PixelFormat.allKnown),
          .explicit(
            Modifier(
              rawValue: random.pick([0, 1, 1 << 56 | 1, 1 << 56 | 2, 0x0200_0000_1046_3b04]))))
      }
      let table = FormatTable(pairs)
      let blob = try FormatModifierBlob(bytes: try table.inFormatsBlob())
      #expect(FormatTable(blob) == table, "seed \(seed)")
    }
  }

  @Test("What drivers of real hardware said reads as the table in the corpus, and writes back")
  func dumps() throws {
    let json = try JSON(try Corpus.bytes("in-formats.json"), limits: .standard)
    let dumps = try JSONNode(value: json, path: JSONPath()).list { node throws(ExchangeError) in
      try node.object { fields throws(ExchangeError) in
        (
          profile: try fields.required("profile").text(),
          participant: try fields.required("participant").text(),
          bytes: Self.bytes(try fields.required("bytes").text())
        )
      }
    }
    #expect(dumps.count == 5)
    for dump in dumps {
      let table = FormatTable(try FormatModifierBlob(bytes: dump.bytes))
      let profile = try Corpus.profiles[dump.profile]?.get()
      let terms = profile?.participants.first { $0.name.rawValue == dump.participant }?
        .offers.flatMap(\.constraints).map(\.term)
      #expect(terms?.contains(.formats(table)) == true, "\(dump.profile)")
      let written = try FormatModifierBlob(bytes: try table.inFormatsBlob())
      #expect(FormatTable(written) == table, "\(dump.profile)")
    }
  }

  @Test(
    "What the property cannot say is refused",
    arguments: [
      FormatTable.any, FormatTable([.nv12: .any]),
      FormatTable([FormatModifier(.nv12, .implicit(on: Device("gpu")))]),
    ])
  func unsayable(_ table: FormatTable) {
    #expect(throws: ExchangeError.self) { try table.inFormatsBlob() }
  }

  private static func bytes(_ text: String) -> [UInt8] {
    let digits = Array(text)
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0..<$0 + 2]), radix: 16)
    }
  }
}
