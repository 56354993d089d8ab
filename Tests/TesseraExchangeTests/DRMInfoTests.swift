import Testing
import TesseraFormats
import TesseraNegotiation

@testable import TesseraExchange

/// What `drm_info -j` prints, read as devices.
struct DRMInfoTests {
  private static func property(_ value: String, data: String = "null") -> String {
    #"{"id":9,"raw_value":\#(value),"spec":{"min":0,"max":18446744073709551615},"data":\#(data)}"#
  }

  private static func plane(_ id: Int, type: Int, _ others: String = "") -> String {
    #"{"id":\#(id),"possible_crtcs":1,"formats":[875713112,875713089],"properties":{"#
      + #""type":\#(property("\(type)")),"IN_FENCE_FD":\#(property("18446744073709551615"))"#
      + others + "}}"
  }

  private static let layouts =
    #"[{"modifier":0,"formats":[875713112,875713089]},"#
    + #"{"modifier":72057594037927937,"formats":[875713112]}]"#

  private static let text =
    #"{"/dev/dri/card1":{"driver":{"name":"i915","kernel":{"release":"6.12.1-test"},"#
    + #""caps":{"ADDFB2_MODIFIERS":1,"PRIME":3,"CURSOR_WIDTH":256,"CURSOR_HEIGHT":128}},"#
    + #""device":{"bus_type":0,"device_data":{"vendor":32902,"device":22823},"#
    + #""bus_data":{"domain":0,"bus":0,"slot":2,"function":0}},"#
    + #""fb_size":{"min_width":0,"max_width":16384,"min_height":0,"max_height":16384},"#
    + #""connectors":[{"id":50,"type":11,"status":1,"encoders":[42],"modes":["#
    + #"{"hdisplay":800,"vdisplay":600,"type":64},{"hdisplay":1920,"vdisplay":1080,"type":72}],"#
    + #""properties":{}},{"id":51,"type":18,"status":3,"encoders":[42],"modes":[],"properties":{"#
    + #""WRITEBACK_PIXEL_FORMATS":\#(property("7", data: "[875713112]"))}}],"#
    + #""encoders":[{"id":42,"possible_crtcs":1}],"crtcs":[{"id":40}],"planes":["#
    + plane(31, type: 1, #","IN_FORMATS":\#(property("5", data: layouts))"#) + ","
    + plane(32, type: 2) + "]}}"

  private func card(_ text: String = text) throws -> Recording.Hardware {
    try #require(try Recording.reading(Array(text.utf8), called: "file").devices.first)
  }

  @Test("A card has its place, its make and a member by its node")
  func identity() throws {
    let card = try card()
    #expect(card.place == "pci-0000:00:02.0")
    #expect(
      card.model
        == DeviceModel(
          driver: "i915", pci: PCIModel(vendor: 0x8086, device: 0x5927),
          kernel: KernelVersion("6.12.1")))
    #expect(card.members.map(\.name) == ["card1"])
    #expect(card.members[0].abilities == ["modifiers", "import (claimed)"])
    #expect(card.makers.isEmpty)
  }

  @Test("Its screen, its planes and what writes back are roles, each told apart")
  func roles() throws {
    let roles = try card().members[0].roles
    #expect(roles.map(\.name) == ["scanout", "scanout", "scanout", "writeback"])
    #expect(roles.map { $0.traits["plane"] ?? [] }.map { $0.first } == ["31", "31", "32", nil])
    #expect(roles.map(\.use) == [.scanOut, .scanOut, .cursor, .writeback])
    #expect(roles[0].sizes.map(\.description) == ["1920x1080", "800x600"])
  }

  @Test("Layouts are those of IN_FORMATS, every bit of a modifier kept")
  func layoutsKept() throws {
    let tables = try card().members[0].roles[1].terms[0].offers[0].constraints.compactMap {
      if case .formats(let table) = $0.term { table } else { nil }
    }
    let tiled = FormatModifier(.xrgb8888, .explicit(Modifier(rawValue: 0x0100_0000_0000_0001)))
    #expect(
      tables.map { Set($0.pairs) } == [
        [
          FormatModifier(.xrgb8888, .linear), FormatModifier(.argb8888, .linear), tiled,
        ]
      ])
  }

  @Test("A pointer has the size that is certain")
  func pointer() throws {
    let terms = try card().members[0].roles[2].terms[0].offers[0].constraints.map(\.term)
    #expect(terms.contains(.size(SizeDomain(discrete: [Extent(width: 256, height: 128)]))))
  }

  @Test("Everything that a driver answered is told at second hand")
  func evidence() throws {
    let constraints = try card().members[0].roles.flatMap(\.terms).flatMap(\.offers)
      .flatMap(\.constraints).filter { $0.evidence.kind == .driverQuery }
    #expect(!constraints.isEmpty)
    #expect(constraints.allSatisfy { $0.evidence.source.contains("as drm_info printed it") })
  }

  @Test("Without modifiers a plane takes LINEAR and what its own device knows")
  func withoutModifiers() throws {
    let text = Self.text.replacing(#""ADDFB2_MODIFIERS":1"#, with: #""ADDFB2_MODIFIERS":0"#)
    let constraints = try card(text).members[0].roles[1].terms[0].offers[0].constraints
    guard case .formats(let table)? = constraints.first?.term else {
      Issue.record("there are no formats")
      return
    }
    #expect(
      Set(table.pairs.map(\.modifier)) == [.linear, .implicit(on: Device("pci-0000:00:02.0"))])
  }

  @Test("Numbers beyond 63 bits are read, in texts and after signs nothing is changed")
  func greatNumbers() {
    func quoted(_ text: String) -> String {
      String(decoding: DRMInfoText.quotingGreatNumbers(Array(text.utf8)), as: UTF8.self)
    }
    #expect(quoted("[18446744073709551615]") == #"["18446744073709551615"]"#)
    #expect(quoted("[9223372036854775808]") == #"["9223372036854775808"]"#)
    #expect(quoted("[9223372036854775807]") == "[9223372036854775807]")
    #expect(quoted("[-9223372036854775808]") == "[-9223372036854775808]")
    #expect(quoted("[10000000000000000000.5]") == "[10000000000000000000.5]")
    #expect(quoted(#"{"a\"18446744073709551615":1}"#) == #"{"a\"18446744073709551615":1}"#)
    #expect(quoted(#"["18446744073709551615"#) == #"["18446744073709551615"#)
  }
}
