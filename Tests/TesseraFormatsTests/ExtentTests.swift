import Testing
import TesseraFormats

@Suite struct ExtentTests {
  @Test func `A size reads back as it was written`() {
    #expect(Extent("1920x1080") == Extent(width: 1920, height: 1080))
    #expect(Extent(width: 1366, height: 768).description == "1366x768")
  }

  @Test(
    "What is not a size is refused",
    arguments: ["", "x", "1920", "1920x", "0x1080", "1920x1080x1", "-1x1", "4294967296x1"])
  func refused(text: String) {
    #expect(Extent(text) == nil)
  }
}
