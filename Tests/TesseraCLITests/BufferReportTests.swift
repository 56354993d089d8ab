import Foundation
import Tessera
import Testing

@testable import TesseraCLI

/// What `tessera buffers` prints.
@Suite struct BufferReportTests {
  private func report(_ age: Duration?) -> BufferReport {
    BufferReport(
      LiveBuffers(buffers: [
        LiveBuffer(inode: 91, name: "frame", size: 8192, exporter: "system", age: age)
      ]))
  }

  @Test(
    "An age is told in two units at most",
    arguments: [
      (0.9, "0 s"), (59, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (7500, "2 h 5 min"),
      (90_000, "1 d 1 h"),
    ])
  func text(seconds: Double, words: String) throws {
    let line = try #require(report(.seconds(seconds)).text.split(separator: "\n").first)
    #expect(line == "91  8192 B  system  frame  \(words) old")
  }

  @Test func `An age that is not known is left out`() throws {
    #expect(report(nil).text.hasPrefix("91  8192 B  system  frame\n"))
    let json = String(decoding: try JSONEncoder().encode(report(nil)), as: UTF8.self)
    #expect(!json.contains("age"))
  }

  /// Names of dma-bufs, of processes and of devices are of anybody's choice.
  @Test func `No command prints past what keeps strangers from commanding a terminal`() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/TesseraCLI")
    let names = try FileManager.default.contentsOfDirectory(atPath: sources.path)
    #expect(names.contains("BuffersCommand.swift"))
    for name in names where name.hasSuffix(".swift") && name != "Printing.swift" {
      let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
      #expect(text.firstMatch(of: /\bprint\(/) == nil, "\(name)")
    }
    #expect(printable("a\u{1b}]0;b\u{9b}\u{202e}c\nd") == "a\u{fffd}]0;b\u{fffd}\u{fffd}c\nd")
  }

  @Test func `JSON has it in seconds`() throws {
    let json = String(decoding: try JSONEncoder().encode(report(.seconds(1.5))), as: UTF8.self)
    #expect(json.contains("\"age\":1.5"))
  }
}
