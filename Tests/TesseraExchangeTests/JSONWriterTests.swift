import Testing

@testable import TesseraExchange

struct JSONWriterTests {
  private func text(_ value: JSON, _ style: JSONStyle = .compact) -> String {
    String(decoding: value.bytes(style), as: UTF8.self)
  }

  @Test("What may not stand in a text is escaped, and nothing else")
  func escapes() {
    let value = JSON.array([.string("\"\\/\u{8}\u{c}\n\r\t\0\u{1f}\u{7f}é\u{2028}🂡")])
    #expect(text(value) == #"["\"\\/\b\f\n\r\t\u0000\u001F\#u{7f}é\#u{2028}🂡"]"#)
  }

  @Test("Every character of one byte reads back the same")
  func characters() throws {
    let all = String(String.UnicodeScalarView((0..<0x80).map { Unicode.Scalar($0) }))
    let value = JSON.object([.init(key: "all", value: .string(all))])
    for style in [JSONStyle.compact, .readable] {
      #expect(try JSON(value.bytes(style), limits: .standard) == value)
    }
  }

  @Test("Readable text has one value a line, and nothing between the signs of what is empty")
  func layout() {
    let value = JSON.object([
      .init(key: "a", value: .array([.integer(.min), .bool(true), .array([]), .object([])])),
      .init(key: "b", value: .object([.init(key: "c", value: .null)])),
      .init(key: "", value: .real(1.5)),
    ])
    #expect(
      text(value, .readable) == """
        {
          "a": [
            -9223372036854775808,
            true,
            [],
            {}
          ],
          "b": {
            "c": null
          },
          "": 1.5
        }

        """)
    #expect(
      text(value) == #"{"a":[-9223372036854775808,true,[],{}],"b":{"c":null},"":1.5}"#)
  }
}
