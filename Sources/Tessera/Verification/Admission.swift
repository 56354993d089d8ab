/// What it takes to let somebody join whose turn comes when the buffers are in use already.
public enum Admission: Sendable {
  /// It has taken the buffers that there are; `more` of the same kind must be made beside them, which
  /// the agreement counts.
  case joined(Agreement, more: Int)
  /// All buffers must be made anew.
  case moved(Reallocation)
}

/// What changes when buffers are made anew under another agreement.
public struct Reallocation: Hashable, Sendable {
  /// One thing that changes.
  public struct Change: Hashable, Sendable {
    /// What, in one word: format, layout, stride, size, memory or buffers.
    public var topic: String
    /// What it was.
    public var before: String
    /// What it will be.
    public var after: String
  }

  /// What was agreed.
  public var before: Agreement
  /// What is agreed from now on.
  public var after: Agreement

  /// Takes the agreement that holds and the one that replaces it.
  public init(from before: Agreement, to after: Agreement) {
    self.before = before
    self.after = after
  }

  /// How many buffers must be made.
  public var bufferCount: Int { after.bufferCount }

  /// The bytes of all those buffers; `nil` where a driver decides.
  public var bytes: Bytes? { after.layout.size?.multiplied(by: UInt64(clamping: bufferCount)) }

  /// Everything that changes.
  public var changes: [Change] {
    func told(_ topic: String, _ read: (Agreement) -> String) -> Change? {
      let (old, new) = (read(before), read(after))
      return old == new ? nil : Change(topic: topic, before: old, after: new)
    }
    return [
      told("format") { $0.format.fourcc },
      told("layout") { "\($0.pair.modifier)" },
      told("stride") { agreement in
        agreement.layout.planes.map { $0.map(\.stride.description).joined(separator: "+") }
          ?? "the driver's"
      },
      told("size") { $0.layout.size.map { "\($0)" } ?? "the driver's" },
      told("memory") { "\($0.allocator)\($0.isContiguous ? ", contiguous" : "")" },
      told("buffers") { "\($0.bufferCount)" },
    ].compactMap(\.self)
  }
}

extension Negotiation {
  /// Lets somebody join who comes when the buffers of a settlement are in use.
  ///
  /// It is tried with the buffers that there are: where its terms and its device take them, nobody
  /// else notices. Where they do not, the best agreement for everybody is reported with what it costs;
  /// nothing of it is made.
  ///
  /// - Parameters:
  ///   - participant: who joins; it is part of the problem from now on.
  ///   - importer: its device, of the same name; `nil` where nothing here takes buffers for it.
  ///   - settlement: what is in use.
  /// - Throws: the conflict, where nothing suits everybody.
  public mutating func admit(
    _ participant: Participant, by importer: (any Importer)?, to settlement: Settlement
  ) throws(Conflict) -> Admission {
    add(participant)
    // A lesson need not rule out what it was learned from.
    var refused: Set<Agreement> = []
    while let same = survey().agreements.first(where: {
      $0.describesBuffers(of: settlement) && !refused.contains($0)
    }) {
      do {
        try importer?.take(settlement.buffers, under: same)
        return .joined(same, more: max(0, same.bufferCount - settlement.buffers.count))
      } catch {
        learn(error)
        refused.insert(same)
      }
    }
    var best = try next()
    while refused.contains(best) { best = try next() }
    return .moved(Reallocation(from: settlement.agreement, to: best))
  }
}

extension Agreement {
  /// Whether buffers that exist are what this agreement asks for, whatever their number.
  fileprivate func describesBuffers(of settlement: Settlement) -> Bool {
    let other = settlement.agreement
    return extent == other.extent && pair == other.pair && layout == other.layout
      && topology == other.topology && allocator == other.allocator
  }
}
