// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// Conflicts that were handed out together.
final class ConflictsHandle: Sendable {
  let conflicts: [ConflictHandle]
  init(_ conflicts: [ConflictHandle]) { self.conflicts = conflicts }
}

@c @implementation
public func tessera_negotiation_conflicts(
  _ negotiation: OpaquePointer?, _ limit: UInt32,
  _ conflicts: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: conflicts, error) {
    let negotiation = try required(negotiation, NegotiationHandle.self).value
    guard limit > 0 else { throw Failure.invalid("no conflict is to be looked for") }
    return ConflictsHandle(
      negotiation.conflicts(limit: Int(limit)).map { members in
        ConflictHandle(
          Conflict(
            members: members, refutations: [], allocators: negotiation.problem.allocators))
      })
  }
}

@c @implementation
public func tessera_conflicts_destroy(_ conflicts: OpaquePointer?) {
  end(conflicts, ConflictsHandle.self)
}

@c @implementation
public func tessera_conflicts_count(_ conflicts: OpaquePointer?) -> Int {
  object(conflicts, ConflictsHandle.self)?.conflicts.count ?? 0
}

@c @implementation
public func tessera_conflicts_conflict(
  _ conflicts: OpaquePointer?, _ index: Int
) -> OpaquePointer? {
  element(index, of: object(conflicts, ConflictsHandle.self)?.conflicts).map { lent($0) }
}

/// A way out, with what C reads of it.
private final class WayHandle: Sendable {
  let kind: UInt32
  let sentence: Text
  let participant: Text?
  let agreement: AgreementHandle
  let own: AgreementHandle?
  let demands: [(participant: Text, demand: Text)]

  init(_ way: WayOut) {
    sentence = Text(way.description)
    switch way {
    case .relaxation(let relaxation):
      kind = TESSERA_WAY_RELAXATION.rawValue
      participant = nil
      agreement = AgreementHandle(relaxation.agreement)
      own = nil
      demands = relaxation.givenUp.map {
        (Text($0.participant.rawValue), Text($0.constraint.description))
      }
    case .without(let name, let others):
      kind = TESSERA_WAY_WITHOUT.rawValue
      participant = Text(name.rawValue)
      agreement = AgreementHandle(others)
      own = nil
      demands = []
    case .conversion(let name, let own, let others):
      kind = TESSERA_WAY_CONVERSION.rawValue
      participant = Text(name.rawValue)
      agreement = AgreementHandle(others)
      self.own = AgreementHandle(own)
      demands = []
    }
  }
}

/// Ways out that were handed out together.
private final class WaysOutHandle: Sendable {
  let ways: [WayHandle]
  init(_ ways: [WayOut]) { self.ways = ways.map(WayHandle.init) }
}

@c @implementation
public func tessera_negotiation_ways_out(
  _ negotiation: OpaquePointer?, _ limit: UInt32, _ ways: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: ways, error) {
    let negotiation = try required(negotiation, NegotiationHandle.self).value
    return WaysOutHandle(negotiation.waysOut(limit: Int(limit)))
  }
}

@c @implementation
public func tessera_ways_out_destroy(_ ways: OpaquePointer?) { end(ways, WaysOutHandle.self) }

@c @implementation
public func tessera_ways_out_count(_ ways: OpaquePointer?) -> Int {
  object(ways, WaysOutHandle.self)?.ways.count ?? 0
}

@c @implementation
public func tessera_ways_out_way(
  _ ways: OpaquePointer?, _ index: Int, _ way: UnsafeMutablePointer<tessera_way_out>?
) -> CInt {
  report {
    let known = try element(index, of: required(ways, WaysOutHandle.self).ways, "ways out")
    var told = tessera_way_out()
    told.sentence = known.sentence.pointer
    told.participant = known.participant?.pointer
    told.agreement = lent(known.agreement)
    told.own = known.own.map { lent($0) }
    told.kind = known.kind
    told.demand_count = UInt32(clamping: known.demands.count)
    try write(told, to: way)
  }
}

@c @implementation
public func tessera_ways_out_participant(
  _ ways: OpaquePointer?, _ way: Int, _ index: Int
) -> UnsafePointer<CChar>? {
  givenUp(ways, way, index)?.participant.pointer
}

@c @implementation
public func tessera_ways_out_demand(
  _ ways: OpaquePointer?, _ way: Int, _ index: Int
) -> UnsafePointer<CChar>? {
  givenUp(ways, way, index)?.demand.pointer
}

private func givenUp(
  _ ways: OpaquePointer?, _ way: Int, _ index: Int
) -> (participant: Text, demand: Text)? {
  element(index, of: element(way, of: object(ways, WaysOutHandle.self)?.ways)?.demands)
}
