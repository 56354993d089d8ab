import Testing

/// A text that is refused, and what is told.
struct Hostile: Sendable, CustomTestStringConvertible {
  var name: String
  var text: [UInt8]
  var path: String
  var problem: String

  init(_ name: String, _ text: String, at path: String, _ problem: String) {
    self.init(name, Array(text.utf8), at: path, problem)
  }

  init(_ name: String, _ text: [UInt8], at path: String, _ problem: String) {
    (self.name, self.text, self.path, self.problem) = (name, text, path, problem)
  }

  var testDescription: String { name }
}

// The texts.
extension Hostile {
  static func problem(width: String = "8", _ constraints: String = "") -> String {
    #"{"tessera":"problem","version":1,"extent":{"width":\#(width),"height":8},"participants":["#
      + #"{"name":"p","offers":[{"label":"o","constraints":[\#(constraints)]}]}],"allocators":[]}"#
  }

  private static func term(_ fields: String) -> String {
    problem(#"{\#(fields),"evidence":{"kind":"user","source":"test"}}"#)
  }

  private static let constraint = "/participants/0/offers/0/constraints/0"
  private static let width = "/extent/width"

  static let numbers: [Hostile] = [
    Hostile("1e308", problem(width: "1e308"), at: width, "write a whole number"),
    Hostile("1e999", problem(width: "1e999"), at: width, "real number overflow"),
    Hostile("1.5", problem(width: "1.5"), at: width, "a fraction or an exponent"),
    Hostile("8.0", problem(width: "8.0"), at: width, "a fraction or an exponent"),
    Hostile("-0", problem(width: "-0"), at: width, "zero with a sign"),
    Hostile("-0.0", problem(width: "-0.0"), at: width, "a fraction or an exponent"),
    Hostile("-8", problem(width: "-8"), at: width, "negative"),
    Hostile("NaN", problem(width: "NaN"), at: width, "not valid JSON"),
    Hostile("Infinity", problem(width: "-Infinity"), at: width, "not valid JSON"),
    Hostile("0x10", problem(width: "0x10"), at: width, "not valid JSON"),
    Hostile("+8", problem(width: "+8"), at: width, "not valid JSON"),
    Hostile("08", problem(width: "08"), at: width, "not valid JSON"),
    Hostile(
      "2^63 as a number", problem(width: "9223372036854775808"), at: width, "as texts of digits"),
    Hostile(
      "2^64 as a number", problem(width: "18446744073709551616"), at: width, "as texts of digits"),
    Hostile("2^64 as a text", problem(width: #""18446744073709551616""#), at: width, "64 bits"),
    Hostile(
      "a text of 10000 digits", problem(width: "\"" + String(repeating: "9", count: 10000) + "\""),
      at: width, "64 bits"),
    Hostile("08 as a text", problem(width: #""08""#), at: width, "write digits only"),
    Hostile("-8 as a text", problem(width: #""-8""#), at: width, "write digits only"),
    Hostile("Arabic digits", problem(width: #""٨""#), at: width, "write digits only"),
    Hostile("an empty text", problem(width: #""""#), at: width, "write digits only"),
    Hostile("no pixels", problem(width: "0"), at: width, "at least 1"),
    Hostile("null", problem(width: "null"), at: width, "is null"),
    Hostile("true", problem(width: "true"), at: width, "is true or false"),
    Hostile("a list", problem(width: "[8]"), at: width, "is a list"),
    Hostile(
      "a stride of zero", term(#""term":"stride","multipleOf":0"#), at: constraint + "/multipleOf",
      "at least 1"),
    Hostile(
      "65 address bits", term(#""term":"addresses","bits":65"#), at: constraint + "/bits",
      "out of range"),
    Hostile(
      "a rank below 64 bits", term(#""term":"preference","rank":"-9223372036854775809""#),
      at: constraint + "/rank", "write digits only"),
    Hostile(
      "2^63 buffers", term(#""term":"count","held":"9223372036854775808""#),
      at: constraint + "/held", "out of range"),
    Hostile(
      "plane 4", term(#""term":"stride","plane":4"#), at: constraint + "/plane", "out of range"),
  ]

  static let shapes: [Hostile] = [
    Hostile("nothing", "", at: "", "not valid JSON"),
    Hostile("a bare number", "1", at: "", "not valid JSON"),
    Hostile("a list", "[]", at: "", "is a list"),
    Hostile("no kind", "{}", at: "", "lacks the field \"tessera\""),
    Hostile(
      "another kind", #"{"tessera":"agreement","version":1}"#, at: "/tessera", "is not \"problem\""),
    Hostile(
      "version 2", #"{"tessera":"problem","version":2}"#, at: "/version", "use a newer program"),
    Hostile("version 0", #"{"tessera":"problem","version":0}"#, at: "/version", "at least 1"),
    Hostile(
      "no extent", #"{"tessera":"problem","version":1}"#, at: "", "lacks the field \"extent\""),
    Hostile(
      "a field twice", #"{"tessera":"problem","tessera":"problem"}"#, at: "/tessera", "duplicate"),
    Hostile(
      "an unknown field", problem(width: #"8,"depth":1"#), at: "/extent/depth", "unknown field"),
    Hostile(
      "a field with a slash", problem(width: #"8,"a/b~":1"#), at: "/extent/a~1b~0", "unknown field"),
    Hostile(
      "a term that is not known", term(#""term":"magic""#), at: constraint + "/term", "no term"),
    Hostile(
      "a field of another term", term(#""term":"contiguous","rank":1"#), at: constraint + "/rank",
      "unknown field"),
    Hostile(
      "no format", term(#""term":"formats","rows":[{"formats":["NV123"],"layouts":"any"}]"#),
      at: constraint + "/rows/0/formats/0", "no pixel format"),
    Hostile(
      "a format twice",
      term(#""term":"formats","rows":[{"formats":["NV12","NV12"],"layouts":"any"}]"#),
      at: constraint + "/rows/0/formats/1", "has a row already"),
    Hostile(
      "no modifier", term(#""term":"formats","rows":[{"formats":"any","layouts":["ROUND"]}]"#),
      at: constraint + "/rows/0/layouts/0", "no modifier"),
    Hostile(
      "INVALID as a layout",
      term(#""term":"formats","rows":[{"formats":"any","layouts":["INVALID"]}]"#),
      at: constraint + "/rows/0/layouts/0", "implicit"),
    Hostile(
      "a modifier of 17 digits",
      term(#""term":"formats","rows":[{"formats":"any","layouts":["0x10000000000000000"]}]"#),
      at: constraint + "/rows/0/layouts/0", "no modifier"),
    Hostile("text behind the end", problem() + "x", at: "", "not valid JSON"),
    Hostile(
      "a NUL in a name of a field", #"{"tessera\u0000":1}"#, at: #"/tessera\u0000"#,
      "not valid JSON"),
    Hostile("a lone surrogate", #"{"tessera":"\ud800"}"#, at: "/tessera", "not valid JSON"),
    Hostile(
      "a surrogate pair the wrong way round", #"{"tessera":"\udc00\ud800"}"#, at: "/tessera",
      "not valid JSON"),
    Hostile(
      "bytes that are no UTF-8", Array(#"{"tessera":""#.utf8) + [0xff, 0xfe] + Array(#""}"#.utf8),
      at: "/tessera", "not valid JSON"),
    Hostile(
      "an overlong slash", Array(#"{"tessera":""#.utf8) + [0xc0, 0xaf] + Array(#""}"#.utf8),
      at: "/tessera", "not valid JSON"),
    Hostile(
      "a byte order mark", [0xef, 0xbb, 0xbf] + Array(problem().utf8), at: "", "not valid JSON"),
  ]

  static let floods: [Hostile] = [
    Hostile(
      "a depth of 100000 lists", String(repeating: "[", count: 100_000),
      at: String(repeating: "/0", count: 64), "deeper than 64"),
    Hostile(
      "a depth of 100000 objects", String(repeating: #"{"a":"#, count: 100_000),
      at: String(repeating: "/a", count: 64), "deeper than 64"),
    Hostile(
      "a million numbers", #"{"tessera":["# + String(repeating: "1,", count: 1_000_000) + "1]}",
      at: "/tessera/262141", "one value too many"),
    Hostile(
      "a million empty lists",
      #"{"tessera":["# + String(repeating: "[],", count: 1_000_000) + "1]}", at: "/tessera/131070",
      "one value too many"),
    Hostile(
      "16 MiB and a byte", [UInt8](repeating: 0x20, count: 16 << 20 + 1), at: "",
      "send a smaller one"),
    Hostile(
      "16 MiB of quotation marks", [UInt8](repeating: 0x22, count: 16 << 20), at: "",
      "not valid JSON"),
    Hostile(
      "16 MiB in one text", #"{"tessera":""# + String(repeating: "a", count: 16 << 20 - 14) + "\"}",
      at: "/tessera", "is not \"problem\""),
    Hostile(
      "100000 fields",
      "{" + (0..<100_000).map { "\"f\($0)\":1," }.joined() + #""tessera":"problem","version":1}"#,
      at: "", "lacks the field"),
  ]
}
