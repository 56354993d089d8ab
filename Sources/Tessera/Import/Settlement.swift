/// An agreement that was proved: its buffers exist, and every participant has taken them.
public struct Settlement: Sendable {
  /// What was agreed.
  public var agreement: Agreement
  /// The buffers, as many as agreed; every importer knows them by these indices.
  public var buffers: [Buffer]
  /// What was tried before and who refused it.
  public var refusals: [Refusal]
  /// What was tried before and could not be allocated.
  public var failures: [AllocationFailure]
  /// All candidates as they stood at the end, for who asks why.
  public var survey: Survey
}

/// An allocator that could not make what it said it could.
public struct AllocationFailure: Error, Hashable, Sendable {
  /// What was to be made.
  public var agreement: Agreement
  /// Why it was not.
  public var error: AllocationError
  /// The device whose memory the allocator gives; `nil` for the system's.
  public var device: Device?
}

/// What happens on the way to a settlement, in the order in which it does.
public enum SettlementEvent: Sendable {
  /// The best agreement that is left is tried.
  case tried(Agreement)
  /// It could not be allocated.
  case failed(AllocationFailure)
  /// A participant refused it.
  case refused(Refusal)
  /// A participant was tried, and how far.
  case proved(Proof)
}

/// Why there is no settlement.
public struct SettlementError: Error, Sendable {
  /// The conflict at the end.
  public var conflict: Conflict
  /// What was tried before and who refused it.
  public var refusals: [Refusal]
  /// What was tried before and could not be allocated.
  public var failures: [AllocationFailure]
}

extension SettlementError: CustomStringConvertible {
  /// The conflict in one line, and what was tried on the way.
  public var description: String {
    ([conflict.description] + refusals.map { "\($0)." } + failures.map { "\($0.error)." })
      .joined(separator: "\n")
  }
}

extension Negotiation {
  /// Negotiates, allocates and imports until everybody has really taken the buffers.
  ///
  /// A refusal or a failed allocation teaches the negotiation, and the next best agreement is
  /// tried. Every importer has taken every buffer before this returns, that is: before first use.
  ///
  /// - Parameters:
  ///   - allocators: who can make buffers; those that the problem names are asked.
  ///   - importers: the participants' devices.
  ///   - name: the name set on the dma-bufs.
  public mutating func settle(
    with allocators: [any Allocator], importers: [any Importer], name: String = "tessera"
  ) throws(SettlementError) -> Settlement {
    try settle(with: allocators, name: name) { (buffers, agreement) throws(Refusal) in
      try Self.take(buffers, agreement, importers)
    }
  }

  /// Has everybody take the buffers, or nobody.
  static func take(
    _ buffers: [Buffer], _ agreement: Agreement, _ importers: [any Importer]
  ) throws(Refusal) {
    do {
      for importer in importers { try importer.take(buffers, under: agreement) }
    } catch {
      for importer in importers { importer.release() }
      throw error
    }
  }

  /// Negotiates and allocates until what is proved of the buffers holds.
  mutating func settle(
    with allocators: [any Allocator], name: String,
    telling tell: (SettlementEvent) -> Void = { _ in },
    proving prove: (_ buffers: [Buffer], _ agreement: Agreement) throws(Refusal) -> Void
  ) throws(SettlementError) -> Settlement {
    var failures: [AllocationFailure] = []
    while true {
      let agreement: Agreement
      do {
        agreement = try next()
      } catch {
        throw SettlementError(conflict: error, refusals: refusals, failures: failures)
      }
      tell(.tried(agreement))
      let buffers: [Buffer]
      do {
        buffers = try Self.allocate(agreement, from: allocators, name: name)
      } catch {
        let failure = AllocationFailure(
          agreement: agreement, error: error, device: device(of: agreement.allocator))
        failures.append(failure)
        tell(.failed(failure))
        withdraw(agreement.allocator)
        continue
      }
      do {
        try prove(buffers, agreement)
      } catch {
        tell(.refused(error))
        learn(error)
        continue
      }
      return Settlement(
        agreement: agreement, buffers: buffers, refusals: refusals, failures: failures,
        survey: survey())
    }
  }

  private static func allocate(
    _ agreement: Agreement, from allocators: [any Allocator], name: String
  ) throws(AllocationError) -> [Buffer] {
    guard let allocator = allocators.first(where: { $0.production.name == agreement.allocator })
    else {
      throw AllocationError(
        .unsupportedLayout, "\(agreement.allocator) was not handed in", step: .plan)
    }
    var buffers: [Buffer] = []
    for index in 0..<agreement.bufferCount {
      buffers.append(
        try allocator.allocate(BufferPlan(agreement, name: "\(name)#\(index)")))
    }
    return buffers
  }
}
