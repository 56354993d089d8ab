// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

/// A profile that was read.
final class ProfileHandle: Sendable {
  let profile: Profile
  init(_ profile: Profile) { self.profile = profile }
}

@c @implementation
public func tessera_profile_read(
  _ json: UnsafePointer<CChar>?, _ length: Int, _ profile: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: profile, error) {
    ProfileHandle(try Profile(json: try bytes(json, length)))
  }
}

@c @implementation
public func tessera_profile_destroy(_ profile: OpaquePointer?) { end(profile, ProfileHandle.self) }

@c @implementation
public func tessera_profile_participant_count(_ profile: OpaquePointer?) -> Int {
  object(profile, ProfileHandle.self)?.profile.participants.count ?? 0
}

@c @implementation
public func tessera_profile_participant(
  _ profile: OpaquePointer?, _ index: Int, _ participant: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: participant, nil) {
    let participants = try required(profile, ProfileHandle.self).profile.participants
    return ParticipantHandle(try element(index, of: participants, "participants"))
  }
}
