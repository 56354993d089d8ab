// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// What a negotiation came to whose buffers were tried, with its texts where C can read them.
final class VerificationHandle: Sendable {
  let verification: Verification
  let agreement: AgreementHandle
  let proofs: [(participant: Text, deed: Text, limit: Text?, level: ProofLevel)]

  init(_ verification: Verification) {
    self.verification = verification
    agreement = AgreementHandle(verification.settlement.agreement)
    proofs = verification.proofs.map {
      (Text($0.participant.rawValue), Text($0.deed), Text($0.limit), $0.level)
    }
  }
}

/// Where the caller wants to be told what happens.
struct Log: @unchecked Sendable {
  // Sendable by hand: that the function may be called from any thread that uses the negotiation is
  // what its header demands.
  let function: @convention(c) (UnsafeMutableRawPointer?, UInt32, UnsafePointer<CChar>?) -> Void
  let data: UnsafeMutableRawPointer?

  func tell(_ event: SettlementEvent) {
    let (topic, text) =
      switch event {
      case .tried(let agreement): (TESSERA_TOPIC_AGREEMENT, agreement.description)
      case .failed(let failure): (TESSERA_TOPIC_FAILURE, failure.error.description)
      case .refused(let refusal): (TESSERA_TOPIC_REFUSAL, refusal.description)
      case .proved(let proof): (TESSERA_TOPIC_PROOF, proof.description)
      }
    function(data, topic.rawValue, text)
  }
}

@c @implementation
public func tessera_negotiation_set_log(
  _ negotiation: OpaquePointer?,
  _ function:
    (@convention(c) (UnsafeMutableRawPointer?, UInt32, UnsafePointer<CChar>?) -> Void)?,
  _ data: UnsafeMutableRawPointer?
) -> CInt {
  report {
    try required(negotiation, NegotiationHandle.self).setLog(
      function.map { Log(function: $0, data: data) })
  }
}

@c @implementation
public func tessera_negotiation_verify(
  _ negotiation: OpaquePointer?, _ level: UInt32, _ allocators: UnsafePointer<OpaquePointer?>?,
  _ allocatorCount: Int, _ importers: UnsafePointer<OpaquePointer?>?, _ importerCount: Int,
  _ name: UnsafePointer<CChar>?, _ verification: UnsafeMutablePointer<OpaquePointer?>?,
  _ conflict: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: verification, error) {
    let handle = try required(negotiation, NegotiationHandle.self)
    let allocators = try objects(allocators, allocatorCount, AllocatorHandle.self, "allocators")
      .map(\.allocator)
    let importers = try objects(importers, importerCount, ImporterHandle.self, "importers")
      .map(\.importer)
    let name = if let name { try text(name, "the name") } else { "tessera" }
    guard level <= ProofLevel.pattern.rawValue else {
      throw Failure.invalid("\(level) is no level of proof")
    }
    return try handle.verify { (negotiation, log) in
      let names = negotiation.problem.participants.map(\.name)
      for importer in importers where !names.contains(importer.name) {
        throw Failure(
          .noSuchFileOrDirectory, "unknown participant",
          "there is no participant '\(importer.name)'")
      }
      do throws(SettlementError) {
        let verification = try negotiation.verify(
          upTo: ProofLevel(rawValue: Int(level)), with: allocators, importers: importers,
          name: name, telling: { log?.tell($0) })
        handle.remember(verification.settlement.experience)
        return VerificationHandle(verification)
      } catch {
        handle.remember(error.experience)
        if let conflict = conflict { conflict.pointee = handedOut(ConflictHandle(error.conflict)) }
        throw Failure(.noSuchFileOrDirectory, "conflict", error.description)
      }
    }
  }
}

@c @implementation
public func tessera_verification_destroy(_ verification: OpaquePointer?) {
  end(verification, VerificationHandle.self)
}

@c @implementation
public func tessera_verification_level(_ verification: OpaquePointer?) -> UInt32 {
  UInt32(object(verification, VerificationHandle.self)?.verification.level.rawValue ?? 0)
}

@c @implementation
public func tessera_verification_agreement(_ verification: OpaquePointer?) -> OpaquePointer? {
  object(verification, VerificationHandle.self).map { lent($0.agreement) }
}

@c @implementation
public func tessera_verification_buffer_count(_ verification: OpaquePointer?) -> Int {
  object(verification, VerificationHandle.self)?.verification.settlement.buffers.count ?? 0
}

@c @implementation
public func tessera_verification_buffer(
  _ verification: OpaquePointer?, _ index: Int
) -> OpaquePointer? {
  let settlement = object(verification, VerificationHandle.self)?.verification.settlement
  return element(index, of: settlement?.buffers).map { lent($0) }
}

@c @implementation
public func tessera_verification_proof_count(_ verification: OpaquePointer?) -> Int {
  object(verification, VerificationHandle.self)?.proofs.count ?? 0
}

@c @implementation
public func tessera_verification_proof(
  _ verification: OpaquePointer?, _ index: Int, _ proof: UnsafeMutablePointer<tessera_proof>?
) -> CInt {
  report {
    let known = try element(
      index, of: required(verification, VerificationHandle.self).proofs, "participants")
    var told = tessera_proof()
    told.participant = known.participant.pointer
    told.deed = known.deed.pointer
    told.limit = known.limit?.pointer
    told.level = UInt32(known.level.rawValue)
    try write(told, to: proof)
  }
}

@c @implementation
public func tessera_negotiation_admit(
  _ negotiation: OpaquePointer?, _ participant: OpaquePointer?, _ importer: OpaquePointer?,
  _ inUse: OpaquePointer?, _ admission: UnsafeMutablePointer<tessera_admission>?,
  _ agreement: UnsafeMutablePointer<OpaquePointer?>?,
  _ conflict: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: agreement, error) {
    let handle = try required(negotiation, NegotiationHandle.self)
    let participant = try required(participant, ParticipantHandle.self).value
    let settlement = try required(inUse, VerificationHandle.self).verification.settlement
    try requireWritable(admission)
    return try handle.verify { (negotiation, _) in
      let names = negotiation.problem.participants.map(\.name)
      guard !names.contains(participant.name) else {
        throw Failure(
          .fileExists, "known participant", "there is a participant '\(participant.name)' already")
      }
      let importer = object(importer, ImporterHandle.self)?.importer
      guard importer.map({ $0.name == participant.name }) ?? true else {
        throw Failure.invalid("the importer of '\(participant.name)' has another name")
      }
      do {
        let answer = try negotiation.admit(participant, by: importer, to: settlement)
        try write(told(of: answer), to: admission)
        return AgreementHandle(answer.agreement)
      } catch let error as Conflict {
        if let conflict = conflict { conflict.pointee = handedOut(ConflictHandle(error)) }
        throw Failure(.noSuchFileOrDirectory, "conflict", error.description)
      }
    }
  }
}

private func told(of answer: Admission) -> tessera_admission {
  var told = tessera_admission()
  switch answer {
  case .joined(let agreement, let more):
    told.buffer_count = UInt32(clamping: more)
    told.bytes = agreement.layout.size?.multiplied(by: UInt64(clamping: more))?.value ?? 0
  case .moved(let move):
    told.is_move = 1
    told.buffer_count = UInt32(clamping: move.bufferCount)
    told.bytes = move.bytes?.value ?? 0
  }
  return told
}

extension Admission {
  fileprivate var agreement: Agreement {
    switch self {
    case .joined(let agreement, _): agreement
    case .moved(let move): move.after
    }
  }
}
