import Foundation
import Testing

/// The host's half of the bochs test: what the screen showed, photographed from outside the guest.
@Suite("The screen seen from outside")
struct ScreenshotTests {
  static let path = ProcessInfo.processInfo.environment["TESSERA_LAB_SCREENSHOT"]

  @Test(
    "the photograph shows the camera's eight bars",
    .enabled(if: path != nil, "needs a photograph of the lab: Scripts/test takes one"))
  func bars() throws {
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: try #require(Self.path))))
    // P6, width, height, 255, then three bytes a pixel.
    var words: [String] = []
    var at = 0
    while words.count < 4, at < bytes.count {
      let word = bytes[at...].prefix { $0 != 10 && $0 != 32 }
      words.append(String(decoding: word, as: UTF8.self))
      at += word.count + 1
    }
    let width = try #require(Int(words[1]))
    let height = try #require(Int(words[2]))
    try #require(words[0] == "P6" && bytes.count - at == width * height * 3)
    #expect(width == 640 && height == 480)
    let row = height * 7 / 8
    for (x, expected) in zip(ColourBars.centres(width: width), ColourBars.rgb) {
      let pixel = at + 3 * (row * width + x)
      let found = Array(bytes[pixel..<pixel + 3])
      #expect(ColourBars.isClose(found, expected), "\(found) instead of \(expected)")
    }
  }
}
