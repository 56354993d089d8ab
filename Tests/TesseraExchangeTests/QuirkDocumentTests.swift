import TesseraNegotiation
import Testing

@testable import TesseraExchange

struct QuirkDocumentTests {
  @Test(
    "Every row that is shipped says whom it is about, what they demand, and where that is written")
  func standard() throws {
    let quirks = QuirkTable.standard.quirks
    #expect(quirks.count >= 30)
    let levels: Set<Quirk.Level> = [.driverSource, .documentation, .measured, .report]
    let roles: Set<BufferRole> = [
      .scanOut, .cursor, .writeback, .capture, .output, .sample, .render,
    ]
    for quirk in quirks {
      #expect(!quirk.constraints.isEmpty, "\(quirk.name)")
      #expect(quirk.source.hasPrefix("https://"), "\(quirk.name)")
      #expect(levels.contains(quirk.level), "\(quirk.name)")
      #expect(!quirk.match.roles.isEmpty, "\(quirk.name)")
      #expect(quirk.match.roles.isSubset(of: roles), "\(quirk.name)")
      for constraint in quirk.constraints {
        #expect(constraint.evidence.kind == .table)
        #expect(constraint.evidence.source.contains(quirk.name))
        #expect(constraint.evidence.source.contains(quirk.source))
      }
    }
    #expect(quirks.map(\.name) == quirks.map(\.name).sorted())
  }

  @Test("What is written reads back the same")
  func roundTrip() throws {
    #expect(try QuirkTable(json: QuirkTable.standard.json()) == .standard)
    for seed in 0..<500 {
      var random = SplitMix(seed: UInt64(seed))
      let constraints = (0..<3).map { _ in random.constraint() }
      let table = QuirkTable([
        Quirk(
          "a",
          of: DeviceMatch(
            drivers: [random.text()], compatible: random.maybe { [$0.text()] } ?? [],
            pci: random.maybe { _ in [.init(vendor: 0x10de), .init(vendor: 1, device: 2)] } ?? [],
            roles: random.maybe { _ in [.sample] } ?? [],
            since: random.maybe { _ in KernelVersion("6.1") } ?? nil,
            before: random.maybe { _ in KernelVersion("7.0.1") } ?? nil),
          constraints.map { ($0.term, $0.scope) }, source: random.text(), level: .measured,
          note: random.maybe { $0.text() })
      ])
      #expect(try QuirkTable(json: table.json(.compact)) == table, "seed \(seed)")
    }
  }

  @Test(
    "A row that would mean something else than it seems to is refused where it stands",
    arguments: [
      (#""name":"q","match":{}"#, "/quirks/0/match", "every device"),
      (#""name":"q","match":{"drivers":[]}"#, "/quirks/0/match/drivers", "is empty"),
      (#""name":"q","match":{"driver":["a"]}"#, "/quirks/0/match/driver", "unknown field"),
      (#""name":"q","match":{"pci":["80860:1"]}"#, "/quirks/0/match/pci/0", "hexadecimal"),
      (#""name":"q","match":{"drivers":["a","a"]}"#, "/quirks/0/match/drivers/1", "twice"),
      (#""name":"q","match":{"since":"six"}"#, "/quirks/0/match/since", "no version"),
      (#""match":{"drivers":["a"]}"#, "/quirks/0", "lacks the field \"name\""),
    ])
  func hostile(_ fields: String, _ path: String, _ problem: String) {
    let text =
      #"{"tessera":"quirks","version":1,"quirks":[{\#(fields),"constraints":[{"term":"contiguous"}],"#
      + #""source":"s","level":"report"}]}"#
    let error = refusal { () throws(ExchangeError) in try QuirkTable(json: Array(text.utf8)) }
    #expect(error?.path == path, "\(String(describing: error))")
    #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
  }

  @Test("Evidence of a row's own is refused, for the row is the evidence")
  func evidence() {
    let text =
      #"{"tessera":"quirks","version":1,"quirks":[{"name":"q","match":{"drivers":["a"]},"#
      + #""constraints":[{"term":"contiguous","evidence":{"kind":"user","source":"me"}}],"#
      + #""source":"s","level":"report"}]}"#
    let error = refusal { () throws(ExchangeError) in try QuirkTable(json: Array(text.utf8)) }
    #expect(error?.path == "/quirks/0/constraints/0/evidence")
  }
}
