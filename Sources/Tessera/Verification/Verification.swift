/// A settlement whose buffers were tried further, and how far with whom.
public struct Verification: Sendable {
  /// What was agreed, and the buffers that everybody has taken.
  public var settlement: Settlement
  /// How far each participant was tried, in the order of the problem.
  public var proofs: [Proof]

  /// How far everybody was tried at least.
  public var level: ProofLevel { proofs.map(\.level).min() ?? .none }
}

extension Negotiation {
  /// Negotiates, allocates, imports and tries until everybody has stood every trial.
  ///
  /// All participants have imported all buffers before the first is tried further. A refusal at any
  /// level teaches the negotiation, and the next best agreement is tried; what cannot be tried here is
  /// no refusal, and the participant's proof says so.
  ///
  /// - Parameters:
  ///   - level: how far to go. A pattern means that cameras deliver a frame and converters convert one.
  ///   - allocators: who can make buffers; those that the problem names are asked.
  ///   - importers: the participants' devices. They keep the buffers until they are let go.
  ///   - name: the name set on the dma-bufs.
  ///   - tell: takes what happens meanwhile, one after the other.
  public mutating func verify(
    upTo level: ProofLevel, with allocators: [any Allocator], importers: [any Importer],
    name: String = "tessera", telling tell: (SettlementEvent) -> Void = { _ in }
  ) throws(SettlementError) -> Verification {
    let participants = problem.participants
    var proofs: [Name<Participant>: Proof] = [:]
    let settlement = try settle(with: allocators, name: name, telling: tell) {
      (buffers, agreement) throws(Refusal) in
      proofs = [:]
      guard level > .none else { return }
      try Self.take(buffers, agreement, importers)
      let trial = Trial(
        buffers, under: agreement, upTo: level,
        isTouchedByCPU: participants.contains { $0.isCPU(under: agreement) })
      do throws(Refusal) {
        for importer in importers {
          let proof = try importer.prove(trial)
          proofs[importer.name] = proof
          tell(.proved(proof))
        }
      } catch {
        for importer in importers { importer.release() }
        throw error
      }
    }
    return Verification(
      settlement: settlement,
      proofs: participants.map { participant in
        proofs[participant.name]
          ?? Proof(
            participant.name, .none, "",
            limit: level > .none ? "nothing here takes buffers in this role" : nil)
      })
  }
}

extension Participant {
  /// Whether the CPU touches images under the offer that was chosen.
  fileprivate func isCPU(under agreement: Agreement) -> Bool {
    offers.contains { offer in
      offer.label == agreement.offers[name]
        && offer.constraints.contains { constraint in
          if case .cpuAccess(let access) = constraint.term { access != .none } else { false }
        }
    }
  }
}

extension Settlement {
  /// What was learned on the way.
  public var experience: Experience { Experience(refusals, failures) }
}

extension SettlementError {
  /// What was learned on the way.
  public var experience: Experience { Experience(refusals, failures) }
}

extension Experience {
  fileprivate init(_ refusals: [Refusal], _ failures: [AllocationFailure]) {
    self.init(
      refusals: refusals,
      failures: failures.map {
        Failure($0.agreement.allocator, of: $0.agreement, because: "\($0.error)", device: $0.device)
      })
  }
}
