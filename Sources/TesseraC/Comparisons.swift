// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// What would be, with its agreements where C can have them.
private final class ComparisonHandle: Sendable {
  let now: AgreementHandle?
  let then: AgreementHandle?
  let extraCost: Int64?

  init(_ counterfactual: Counterfactual) {
    now = counterfactual.now.map(AgreementHandle.init)
    then = counterfactual.then.map(AgreementHandle.init)
    extraCost = counterfactual.extraCost
  }
}

extension Negotiation {
  fileprivate func has(_ name: Name<Participant>) -> Bool {
    problem.participants.contains { $0.name == name }
  }
}

@c @implementation
public func tessera_negotiation_compare_without(
  _ negotiation: OpaquePointer?, _ participant: UnsafePointer<CChar>?,
  _ comparison: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: comparison, error) {
    let negotiation = try required(negotiation, NegotiationHandle.self).value
    let name = Name<Participant>(try TesseraC.name(participant))
    guard negotiation.has(name) else {
      throw Failure(
        .noSuchFileOrDirectory, "unknown participant", "there is no participant '\(name)'")
    }
    return ComparisonHandle(negotiation.without(name))
  }
}

@c @implementation
public func tessera_negotiation_compare_with(
  _ negotiation: OpaquePointer?, _ participant: OpaquePointer?,
  _ comparison: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: comparison, error) {
    let negotiation = try required(negotiation, NegotiationHandle.self).value
    let participant = try required(participant, ParticipantHandle.self).value
    guard !negotiation.has(participant.name) else {
      throw Failure(
        .fileExists, "exists", "there is a participant '\(participant.name)' already")
    }
    return ComparisonHandle(negotiation.with(participant))
  }
}

@c @implementation
public func tessera_negotiation_compare_without_demand(
  _ negotiation: OpaquePointer?, _ conflict: OpaquePointer?, _ index: Int,
  _ comparison: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: comparison, error) {
    let negotiation = try required(negotiation, NegotiationHandle.self).value
    let members = try required(conflict, ConflictHandle.self).conflict.members
    return ComparisonHandle(
      negotiation.replacing(try element(index, of: members, "demands"), with: nil))
  }
}

@c @implementation
public func tessera_negotiation_compare_with_demand(
  _ negotiation: OpaquePointer?, _ conflict: OpaquePointer?, _ index: Int,
  _ terms: UnsafePointer<tessera_terms>?, _ comparison: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: comparison, error) {
    let negotiation = try required(negotiation, NegotiationHandle.self).value
    let members = try required(conflict, ConflictHandle.self).conflict.members
    let member = try element(index, of: members, "demands")
    let owner = negotiation.problem.participants.first { $0.name == member.participant }
    let told = try demands(of: try read(terms, tessera_terms()), on: owner?.device)
    guard told.count == 1 else {
      throw Failure.invalid("the terms say \(told.count) demands, and one is replaced by one")
    }
    return ComparisonHandle(negotiation.replacing(member, with: told[0]))
  }
}

@c @implementation
public func tessera_comparison_destroy(_ comparison: OpaquePointer?) {
  end(comparison, ComparisonHandle.self)
}

@c @implementation
public func tessera_comparison_now(_ comparison: OpaquePointer?) -> OpaquePointer? {
  object(comparison, ComparisonHandle.self)?.now.map { lent($0) }
}

@c @implementation
public func tessera_comparison_then(_ comparison: OpaquePointer?) -> OpaquePointer? {
  object(comparison, ComparisonHandle.self)?.then.map { lent($0) }
}

@c @implementation
public func tessera_comparison_extra_cost(
  _ comparison: OpaquePointer?, _ cost: UnsafeMutablePointer<Int64>?
) -> CInt {
  report {
    let handle = try required(comparison, ComparisonHandle.self)
    guard let cost = cost else { throw Failure.invalid("there is no place for the cost") }
    guard let extra = handle.extraCost else {
      throw Failure(.noData, "no agreement", "one of the two agreements is missing")
    }
    cost.pointee = extra
  }
}
