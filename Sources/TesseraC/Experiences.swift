// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

@c @implementation
public func tessera_negotiation_write_experience(
  _ negotiation: OpaquePointer?
) -> UnsafeMutablePointer<CChar>? {
  handedOut(object(negotiation, NegotiationHandle.self).map { written($0.experience.json()) })
}

@c @implementation
public func tessera_negotiation_learn(
  _ negotiation: OpaquePointer?, _ json: UnsafePointer<CChar>?, _ length: Int,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let handle = try required(negotiation, NegotiationHandle.self)
    let experience = try Experience(json: try bytes(json, length))
    try handle.change { $0.learn(experience) }
    handle.remember(experience)
  }
}
