internal import TesseraFormats
public import TesseraNegotiation

extension DMABufFeedback {
  /// The compositor's side of a negotiation: one offer a tranche, best first.
  ///
  /// - Parameter device: what tells the device of a number from others, such as its place on the bus;
  ///   it names the device of layouts that are not spelled out.
  public func offers(
    device: (DeviceNumber) -> Device = { Device("\($0)") }
  ) -> [Offer] {
    tranches.enumerated().map { rank, tranche in
      let target = device(tranche.targetDevice)
      let use = tranche.flags.contains(.scanout) ? ", scan-out" : ""
      let evidence = Evidence(
        .driverQuery, "zwp_linux_dmabuf_feedback_v1, tranche \(rank)\(use), \(tranche.targetDevice)"
      )
      let pairs = tranche.indices.map { index in
        let entry = table[Int(index)]
        return FormatModifier(
          entry.format,
          entry.modifier.isExplicit ? .explicit(entry.modifier) : .implicit(on: target))
      }
      return Offer(
        "tranche \(rank)\(use)",
        [
          Constraint(.formats(FormatTable(pairs)), evidence),
          Constraint(.preference(rank), evidence),
        ])
    }
  }

  /// Writes offers as feedback, one tranche an offer, in their order; the table holds each pair once.
  ///
  /// - Parameters:
  ///   - mainDevice: the device that buffers should be made on, where nothing else is known.
  ///   - offers: the offers, best first.
  ///   - target: the device and use of an offer's buffers.
  /// - Throws: `table` when there are more pairs than a table holds. Formats or layouts that are
  ///   "any" have no row and are left out, as are layouts that another device than the target knows.
  public init(
    mainDevice: DeviceNumber, offers: [Offer],
    target: (Offer) -> (device: Device, number: DeviceNumber, flags: Tranche.Flags)
  ) throws(Malformed) {
    try self.init(mainDevice: mainDevice, table: [], tranches: [])
    for offer in offers {
      let (device, number, flags) = target(offer)
      try add(offer.entries(on: device), targetDevice: number, flags: flags)
    }
  }

  /// Adds a tranche behind those that are there, and to the table what it has not.
  ///
  /// A pair that comes twice is named once.
  ///
  /// - Throws: `table` when there are more pairs than a table holds; then nothing is added.
  public mutating func add(
    _ entries: [Entry], targetDevice: DeviceNumber, flags: Tranche.Flags = []
  ) throws(Malformed) {
    var table = table
    var rows = Dictionary(
      table.enumerated().map { ($1, UInt16(truncatingIfNeeded: $0)) },
      uniquingKeysWith: { first, _ in first })
    var named: Set<Entry> = []
    var indices: [UInt16] = []
    for entry in entries where named.insert(entry).inserted {
      if let row = rows[entry] {
        indices.append(row)
        continue
      }
      guard let row = UInt16(exactly: table.count) else {
        throw .table(byteCount: (table.count + 1) * 16)
      }
      rows[entry] = row
      table.append(entry)
      indices.append(row)
    }
    self.table = table
    tranches.append(Tranche(targetDevice: targetDevice, flags: flags, indices: indices))
  }
}

extension Offer {
  /// The rows that an offer's formats and layouts have in feedback for a device.
  ///
  /// Formats or layouts that are "any" have no row, nor have layouts that another device keeps to
  /// itself.
  public func entries(on device: Device?) -> [DMABufFeedback.Entry] {
    formats.pairs.compactMap { pair in
      pair.modifier.modifier(on: device).map { DMABufFeedback.Entry(pair.format, $0) }
    }
  }

  /// What the offer's tables say together, whatever else it demands.
  fileprivate var formats: FormatTable {
    constraints.reduce(.any) { table, constraint in
      guard case .formats(let other) = constraint.term, constraint.scope == .everything else {
        return table
      }
      return table.merged(with: other)
    }
  }
}

extension LayoutModifier {
  /// The number for it in front of a device; `nil` for what another device keeps to itself.
  fileprivate func modifier(on device: Device?) -> Modifier? {
    switch self {
    case .explicit(let modifier): modifier
    case .implicit(let other): other == device ? .invalid : nil
    }
  }
}
