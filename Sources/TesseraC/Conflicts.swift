// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

/// A conflict that was handed out, with its members' texts where C can read them.
final class ConflictHandle: Sendable {
  let conflict: Conflict
  let members: [(participant: Text, demand: Text)]

  init(_ conflict: Conflict) {
    self.conflict = conflict
    members = conflict.members.map {
      (Text($0.participant.rawValue), Text($0.constraint.description))
    }
  }
}

@c @implementation
public func tessera_conflict_destroy(_ conflict: OpaquePointer?) {
  end(conflict, ConflictHandle.self)
}

@c @implementation
public func tessera_conflict_explain(_ conflict: OpaquePointer?) -> UnsafeMutablePointer<CChar>? {
  handedOut(object(conflict, ConflictHandle.self)?.conflict.explanation)
}

@c @implementation
public func tessera_conflict_write(_ conflict: OpaquePointer?) -> UnsafeMutablePointer<CChar>? {
  handedOut(object(conflict, ConflictHandle.self).map { written($0.conflict.json()) })
}

@c @implementation
public func tessera_conflict_is_proven(_ conflict: OpaquePointer?) -> CInt {
  guard let conflict = object(conflict, ConflictHandle.self)?.conflict else {
    return -Failure.invalid("").number
  }
  return conflict.isProven ? 1 : 0
}

@c @implementation
public func tessera_conflict_count(_ conflict: OpaquePointer?) -> Int {
  object(conflict, ConflictHandle.self)?.members.count ?? 0
}

@c @implementation
public func tessera_conflict_participant(
  _ conflict: OpaquePointer?, _ index: Int
) -> UnsafePointer<CChar>? {
  member(conflict, index)?.participant.pointer
}

@c @implementation
public func tessera_conflict_demand(
  _ conflict: OpaquePointer?, _ index: Int
) -> UnsafePointer<CChar>? {
  member(conflict, index)?.demand.pointer
}

private func member(
  _ conflict: OpaquePointer?, _ index: Int
) -> (participant: Text, demand: Text)? {
  element(index, of: object(conflict, ConflictHandle.self)?.members)
}
