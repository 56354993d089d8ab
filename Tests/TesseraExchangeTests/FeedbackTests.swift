import Testing
import TesseraExchange
import TesseraFormats
import TesseraNegotiation

struct FeedbackTests {
  private static let render = DMABufFeedback.DeviceNumber(rawValue: 0xe280)
  private static let table: [UInt8] =
    [0x58, 0x52, 0x32, 0x34, 0xaa, 0xbb, 0xcc, 0xdd, 1, 0, 0, 0, 0, 0, 0, 1]
    + [0x4e, 0x56, 0x31, 0x32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    + [0x58, 0x52, 0x32, 0x34, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]

  private func feedback() throws -> DMABufFeedback {
    try DMABufFeedback(
      mainDevice: Self.render, table: try DMABufFeedback.table(bytes: Self.table),
      tranches: [
        try .init(targetDevice: [0, 0xe2, 0, 0, 0, 0, 0, 0], flags: 1, indices: [0, 0]),
        try .init(targetDevice: Self.render.bytes, flags: 0, indices: [0, 0, 1, 0, 2, 0]),
      ])
  }

  @Test("A row is a format, four bytes of nothing and a modifier")
  func rows() throws {
    let rows = try DMABufFeedback.table(bytes: Self.table)
    #expect(
      rows == [.init(.xrgb8888, .intelXTiled), .init(.nv12, .linear), .init(.xrgb8888, .invalid)])
  }

  @Test("A table written reads back the same, whatever is in it")
  func tables() throws {
    for seed in 0..<200 {
      var random = SplitMix(seed: UInt64(seed))
      let rows = random.some {
        DMABufFeedback.Entry(
          PixelFormat(rawValue: UInt32(truncatingIfNeeded: $0.next())),
          Modifier(rawValue: $0.next()))
      }
      let feedback = try DMABufFeedback(mainDevice: Self.render, table: rows, tranches: [])
      #expect(feedback.tableBytes.count == 16 * rows.count)
      #expect(try DMABufFeedback.table(bytes: feedback.tableBytes) == rows)
    }
  }

  @Test("Each tranche is an offer, ranked by its place")
  func offers() throws {
    let offers = try feedback().offers()
    #expect(offers.map(\.label) == ["tranche 0, scan-out", "tranche 1"])
    #expect(
      offers[0].constraints[0].term
        == .formats(FormatTable([FormatModifier(.xrgb8888, .explicit(.intelXTiled))])))
    #expect(offers[1].constraints[1].term == .preference(1))
    #expect(
      offers[1].constraints[0].evidence.source == "zwp_linux_dmabuf_feedback_v1, tranche 1, 226:128"
    )
  }

  @Test("INVALID is the layout that the tranche's device knows")
  func implicit() throws {
    let offers = try feedback().offers { Device("pci \($0.minor)") }
    guard case .formats(let table) = offers[1].constraints[0].term else {
      Issue.record("the first term is no table")
      return
    }
    #expect(table.contains(FormatModifier(.xrgb8888, .implicit(on: Device("pci 128")))))
  }

  @Test("Offers write back to the feedback that they came from")
  func back() throws {
    let feedback = try feedback()
    let offers = feedback.offers()
    let written = try DMABufFeedback(mainDevice: feedback.mainDevice, offers: offers) { offer in
      let tranche = feedback.tranches[offers.firstIndex(of: offer) ?? 0]
      return (Device("\(tranche.targetDevice)"), tranche.targetDevice, tranche.flags)
    }
    #expect(written.offers() == offers)
    #expect(written.table.count == 3)
    #expect(written.tranches.map(\.flags) == [.scanout, []])
  }

  @Test("A compositor's feedback and a camera agree on what both take")
  func negotiated() throws {
    let compositor = Participant("compositor", device: nil, offers: try feedback().offers())
    let camera = Participant(
      "camera", device: nil,
      offers: [
        Offer("o", [Constraint(.formats(FormatTable([FormatModifier(.nv12, .linear)])), .test)])
      ])
    var negotiation = Negotiation(
      Problem(
        extent: Extent(width: 64, height: 64), participants: [compositor, camera],
        allocators: [Production("heap", isContiguous: false, evidence: .test)]))
    let agreement = try negotiation.next()
    #expect(agreement.pair == FormatModifier(.nv12, .linear))
    #expect(agreement.offers["compositor"] == "tranche 1")
  }

  @Test("Bytes of another length are refused")
  func lengths() {
    #expect(throws: DMABufFeedback.Malformed.table(byteCount: 17)) {
      try DMABufFeedback.table(bytes: [UInt8](repeating: 0, count: 17))
    }
    #expect(throws: DMABufFeedback.Malformed.table(byteCount: 65537 * 16)) {
      try DMABufFeedback.table(bytes: [UInt8](repeating: 0, count: 65537 * 16))
    }
    #expect(throws: DMABufFeedback.Malformed.device(byteCount: 4)) {
      try DMABufFeedback.Tranche(targetDevice: [0, 0, 0, 0], flags: 0, indices: [])
    }
    #expect(throws: DMABufFeedback.Malformed.indices(byteCount: 3)) {
      try DMABufFeedback.Tranche(targetDevice: Self.render.bytes, flags: 0, indices: [0, 0, 0])
    }
  }

  @Test("An index behind the table is refused")
  func index() {
    #expect(throws: DMABufFeedback.Malformed.index(1, tableCount: 1)) {
      try DMABufFeedback(
        mainDevice: Self.render, table: [.init(.nv12, .linear)],
        tranches: [.init(targetDevice: Self.render, flags: [], indices: [0, 1])])
    }
  }

  @Test("A device number has both its parts, as the C library spreads them")
  func deviceNumber() {
    #expect("\(Self.render)" == "226:128")
    #expect(
      "\(DMABufFeedback.DeviceNumber(rawValue: 0x1234_5678_9abc_def0))" == "305421534:1737075696")
  }
}
