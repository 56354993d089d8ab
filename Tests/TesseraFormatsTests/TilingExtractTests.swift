import Foundation
import Testing
import TesseraFormats

/// Whether the records here are those of the drivers' full answers, where these are at hand.
@Suite(.enabled(if: TilingRecord.fullAnswers != nil, "TESSERA_LAYOUTS names no folder"))
struct TilingExtractTests {
  private struct Answers: Decodable {
    let device: String
    let layouts: [Answer]?
    let preferred: [Answer]?
    let implicit: [Answer]?
  }

  private struct Answer: Decodable {
    struct Plane: Decodable {
      let stride: UInt64
      let offset: UInt64
    }

    let fourcc: String
    let width: UInt64
    let height: UInt64
    let modifier: String?
    let planes: [Plane]?
    let size: UInt64?
  }

  @Test func `Every answer of the drivers is a record`() throws {
    let folder = URL(filePath: try #require(TilingRecord.fullAnswers))
    var seen = 0
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path())
    where file.hasSuffix(".json") {
      let data = try Data(contentsOf: folder.appending(path: file))
      let answers = try JSONDecoder().decode(Answers.self, from: data)
      let given = [answers.layouts, answers.preferred, answers.implicit].flatMap { $0 ?? [] }
      let wanted = Set(given.compactMap(Self.key))
      guard !wanted.isEmpty else { continue }
      let family = String(answers.device.prefix { $0 != "-" })
      let records = try TilingRecord.read(family: family).filter { $0.device == answers.device }
      #expect(Set(records.map(Self.key)) == wanted, "\(answers.device)")
      seen += wanted.count
    }
    #expect(seen > 5000)
  }

  private static func key(_ answer: Answer) -> [String]? {
    guard let modifier = answer.modifier.flatMap({ Modifier($0) }), modifier.isExplicit,
      let planes = answer.planes, let size = answer.size
    else { return nil }
    return [answer.fourcc.trimmingCharacters(in: .whitespaces), modifier.hexadecimal]
      + [answer.width, answer.height, size].map(String.init)
      + planes.map { "\($0.stride)@\($0.offset)" }
  }

  private static func key(_ record: TilingRecord) -> [String] {
    [record.format.fourcc, record.modifier.hexadecimal]
      + [record.extent.width.value, record.extent.height.value, record.size].map(String.init)
      + record.planes.map { "\($0.stride)@\($0.offset)" }
  }
}
