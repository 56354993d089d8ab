import TesseraFormats
import TesseraNegotiation
import Testing

struct QuirkTableTests {
  private static func quirk(
    _ name: String, _ match: DeviceMatch = DeviceMatch(drivers: ["vc4"]),
    _ terms: [Term] = [.contiguous]
  ) -> Quirk {
    Quirk(
      name, of: match, terms.map { ($0, .everything) }, source: "https://example.org/\(name)",
      level: .report)
  }

  private static let display = Participant(
    "display", device: Device("card0"),
    offers: [
      Offer("plane", [Constraint(.formats(.any), Evidence(.driverQuery, "IN_FORMATS"))]),
      Offer("empty", []),
    ])

  private static let model = DeviceModel(
    driver: "vc4", compatible: ["brcm,bcm2711-vc5", "simple-bus"],
    pci: PCIModel(vendor: 0x8086, device: 0x5927), kernel: KernelVersion("6.12.117-1"))

  @Test("Every offer gets what is known, with the row and its source as evidence")
  func applied() throws {
    let known = QuirkTable([Self.quirk("q")]).applied(
      to: Self.display, of: Self.model, as: .scanOut)
    for (offer, before) in zip(known.offers, Self.display.offers) {
      #expect(offer.constraints.dropLast() == before.constraints[...])
      let last = try #require(offer.constraints.last)
      #expect(
        last.description
          == "needs physically contiguous memory [table: quirk q, report, https://example.org/q]")
    }
  }

  @Test("Applying twice is applying once")
  func idempotent() {
    let table = QuirkTable([Self.quirk("a"), Self.quirk("b", .init(roles: [.scanOut]))])
    let once = table.applied(to: Self.display, of: Self.model, as: .scanOut)
    #expect(table.applied(to: once, of: Self.model, as: .scanOut) == once)
    #expect(once != Self.display)
  }

  private static let heap = Production(
    "dumb", device: Device("card0"), isContiguous: false, evidence: Evidence(.user, "test"))

  @Test("Memory is what its device demands of all memory, once, and the row is told beside it")
  func memory() {
    let table = QuirkTable([
      Self.quirk("whole"),
      Self.quirk("low", .init(drivers: ["vc4"]), [.addresses(AddressLimit(bits: 30))]),
      Self.quirk("high", .init(drivers: ["vc4"]), [.addresses(AddressLimit(bits: 36))]),
      Self.quirk("other", .init(drivers: ["meson"]), [.addresses(AddressLimit(bits: 20))]),
      Self.quirk("pointer", .init(roles: [.cursor]), [.addresses(AddressLimit(bits: 20))]),
    ])
    let once = table.applied(to: Self.heap, of: Self.model, as: .scanOut)
    #expect(once.isContiguous && once.addressBits == 30)
    #expect(
      once.known.map(\.term) == [
        .contiguous, .addresses(AddressLimit(bits: 30)), .addresses(AddressLimit(bits: 36)),
      ])
    #expect(table.applied(to: once, of: Self.model, as: .scanOut) == once)
    #expect(table.applied(to: Self.heap, of: DeviceModel(driver: "x"), as: .scanOut) == Self.heap)
  }

  @Test("Memory that is known without the table has no row")
  func knownMemory() {
    var made = Self.heap
    made.isContiguous = true
    made.addressBits = 24
    let table = QuirkTable([
      Self.quirk("q", .init(drivers: ["vc4"]), [.contiguous, .addresses(AddressLimit(bits: 30))])
    ])
    #expect(table.applied(to: made, of: Self.model, as: .scanOut) == made)
  }

  @Test("Of memory behind an IOMMU nothing is known: one range to its device is several to others")
  func translated() {
    let table = QuirkTable([
      Self.quirk("whole"), Self.quirk("iommu", .init(drivers: ["vc4"]), [.behindIOMMU]),
    ])
    #expect(table.applied(to: Self.heap, of: Self.model, as: .scanOut) == Self.heap)
  }

  @Test("What a table knows of memory is told where the answer is explained")
  func explained() throws {
    let low = Self.quirk("low", .init(drivers: ["vc4"]), [.addresses(AddressLimit(bits: 30))])
    let pair = Participant(
      "display", device: Device("card0"),
      offers: [
        Offer(
          "plane",
          [
            Constraint(
              .formats(FormatTable([FormatModifier(.xrgb8888, .linear)])), Evidence(.user, "test")),
            Constraint(.contiguous, Evidence(.user, "test")),
          ])
      ])
    func memory(_ table: QuirkTable) throws -> [String] {
      let problem = Problem(
        extent: Extent(width: 64, height: 64), participants: [pair],
        allocators: [table.applied(to: Self.heap, of: Self.model, as: .scanOut)])
      var negotiation = Negotiation(problem)
      let agreement = try negotiation.next()
      let reasons = negotiation.survey().explanation(of: agreement, in: problem).reasons
      return reasons.first { $0.topic == "memory" }?.sentences ?? []
    }
    #expect(throws: Conflict.self) { try memory(QuirkTable([low])) }
    let sentences = try memory(QuirkTable([Self.quirk("q"), low]))
    #expect(
      sentences.first?.hasPrefix(
        "dumb (contiguous by quirk q, report, https://example.org/q, addresses below 2^30 by "
          + "quirk low, report, https://example.org/low): chosen, for display") == true,
      "\(sentences)")
  }

  @Test("A conflict that a quirk causes names the quirk")
  func conflict() throws {
    let table = QuirkTable([Self.quirk("q")])
    var display = table.applied(to: Self.display, of: Self.model, as: .scanOut)
    let pair = FormatTable([FormatModifier(.xrgb8888, .linear)])
    display.offers[0].constraints[0].term = .formats(pair)
    display.offers.removeLast()
    let heap = Production("heap", isContiguous: false, evidence: Evidence(.user, "test"))
    var negotiation = Negotiation(
      Problem(
        extent: Extent(width: 64, height: 64), participants: [display], allocators: [heap]))
    let conflict = #expect(throws: Conflict.self) { try negotiation.next() }
    #expect(conflict?.explanation.contains("quirk q, report, https://example.org/q") == true)
  }

  @Test(
    "Everything that a match tells must hold",
    arguments: [
      (DeviceMatch(drivers: ["meson", "vc4"]), true),
      (DeviceMatch(drivers: ["meson"]), false),
      (DeviceMatch(compatible: ["brcm,bcm2711-vc5"]), true),
      (DeviceMatch(compatible: ["brcm,bcm2835-vc4"]), false),
      (DeviceMatch(pci: [.init(vendor: 0x8086)]), true),
      (DeviceMatch(pci: [.init(vendor: 0x8086, device: 0x5927)]), true),
      (DeviceMatch(pci: [.init(vendor: 0x8086, device: 0x5926)]), false),
      (DeviceMatch(roles: [.cursor, .scanOut]), true),
      (DeviceMatch(roles: [.cursor]), false),
      (DeviceMatch(drivers: ["vc4"], roles: [.cursor]), false),
      (DeviceMatch(since: KernelVersion("6.12.117")), true),
      (DeviceMatch(since: KernelVersion("6.13")), false),
      (DeviceMatch(before: KernelVersion("6.12.118")), true),
      (DeviceMatch(before: KernelVersion("6.12.117")), false),
      (DeviceMatch(since: KernelVersion("6.9"), before: KernelVersion("7")), true),
    ])
  func match(_ match: DeviceMatch, _ covers: Bool) {
    #expect(match.covers(Self.model, as: .scanOut) == covers)
  }

  @Test("What is not known of a device matches no row that asks for it, but for its kernel")
  func unknown() {
    let bare = DeviceModel(driver: "vc4")
    #expect(!DeviceMatch(pci: [.init(vendor: 0x8086)]).covers(bare, as: .scanOut))
    #expect(!DeviceMatch(compatible: ["brcm,bcm2711-vc5"]).covers(bare, as: .scanOut))
    #expect(!DeviceMatch(roles: [.scanOut]).covers(bare, as: nil))
    #expect(DeviceMatch(before: KernelVersion("5.0")).covers(bare, as: .scanOut))
  }

  @Test("A user's row replaces the row of its name; without constraints it takes it out")
  func overridden() {
    let table = QuirkTable([
      Self.quirk("a"), Self.quirk("b", .init(drivers: ["vc4"]), [.behindIOMMU]),
    ])
    let without = table.overridden(by: QuirkTable([Self.quirk("a", .init(drivers: ["vc4"]), [])]))
    #expect(without.constraints(on: Self.model, as: nil).map(\.term) == [.behindIOMMU])
    let other = QuirkTable([Self.quirk("a", .init(drivers: ["meson"])), Self.quirk("c")])
    #expect(table.overridden(by: other).quirks.map(\.name) == ["a", "b", "c"])
    #expect(
      table.overridden(by: other).constraints(on: Self.model, as: nil).map(\.term)
        == [.behindIOMMU, .contiguous])
  }

  @Test("Versions are read from what kernels call themselves, and compared by their numbers")
  func versions() throws {
    func version(_ text: String) throws -> KernelVersion { try #require(KernelVersion(text)) }
    #expect(try version("6.12.117-1~deb12u1").description == "6.12.117")
    #expect(try version("7.3-rc4").description == "7.3")
    #expect(try version("6.0.0") == version("6"))
    #expect(try version("6.9") < version("6.12"))
    #expect(try version("6") < version("6.0.1"))
    for text in ["", "v6", ".6", "-6", "99999999999", "٦.١"] { #expect(KernelVersion(text) == nil) }
  }

  @Test("PCI numbers read as lspci writes them")
  func pci() {
    #expect(PCIModel("8086:5927")?.description == "8086:5927")
    #expect(PCIModel("1002:00aB")?.description == "1002:00ab")
    #expect(DeviceMatch.PCI("1002") == .init(vendor: 0x1002))
    for text in ["", ":", "8086:", "8086:59277", "-1:2", "+8:1", "8086:5927:1", "x"] {
      #expect(DeviceMatch.PCI(text) == nil, "\(text)")
    }
  }
}
