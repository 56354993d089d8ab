/// How far a participant was tried, and why not further.
public struct Proof: Hashable, Sendable {
  /// Who was tried.
  public var participant: Name<Participant>
  /// How far.
  public var level: ProofLevel
  /// What was done, as the rest of a sentence that starts with the participant; empty where nothing was.
  public var deed: String
  /// Why it was not tried further, in words; `nil` where it was as far as asked.
  public var limit: String?

  /// Takes what was done and what was not.
  public init(
    _ participant: Name<Participant>, _ level: ProofLevel, _ deed: String, limit: String? = nil
  ) {
    self.participant = participant
    self.level = level
    self.deed = deed
    self.limit = limit
  }
}

extension Proof: CustomStringConvertible {
  /// One sentence, such as `card0: test commit accepted: took 4 framebuffers, …`.
  public var description: String {
    "\(participant): \(level.outcome)" + (deed.isEmpty ? "" : ": \(deed)")
      + (limit.map { "; not further: \($0)" } ?? "")
  }
}

/// Buffers that everybody has imported, to be tried further.
public struct Trial: Sendable {
  /// The buffers.
  public var buffers: [Buffer]
  /// What was agreed.
  public var agreement: Agreement
  /// How far to go.
  public var level: ProofLevel
  /// Whether the CPU takes part: only then does it matter that a device reads what the CPU wrote.
  public var isTouchedByCPU: Bool

  /// Takes buffers and how far to go.
  public init(
    _ buffers: [Buffer], under agreement: Agreement, upTo level: ProofLevel, isTouchedByCPU: Bool
  ) {
    self.buffers = buffers
    self.agreement = agreement
    self.level = level
    self.isTouchedByCPU = isTouchedByCPU
  }

  /// What an import alone proves; `limit` tells why there is no more, where more is asked for.
  public func imported(by name: Name<Participant>, as deed: String, limit: String) -> Proof {
    Proof(name, .imported, deed, limit: level > .imported ? limit : nil)
  }
}
