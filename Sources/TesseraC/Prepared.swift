// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import Synchronization
internal import SystemPackage
internal import Tessera

/// A prepared problem, which works more out as it is asked.
final class PreparedHandle: Sendable {
  let prepared: Mutex<PreparedProblem>
  init(_ prepared: PreparedProblem) { self.prepared = Mutex(prepared) }
}

@c @implementation
public func tessera_problem_prepare(
  _ problem: OpaquePointer?, _ prepared: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: prepared, error) {
    PreparedHandle(PreparedProblem(try required(problem, ProblemHandle.self).value))
  }
}

@c @implementation
public func tessera_prepared_destroy(_ prepared: OpaquePointer?) {
  end(prepared, PreparedHandle.self)
}

@c @implementation
public func tessera_prepared_agreement(
  _ prepared: OpaquePointer?, _ width: UInt32, _ height: UInt32,
  _ agreement: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: agreement, error) {
    let handle = try required(prepared, PreparedHandle.self)
    let extent = try Extent(pixels: width, height)
    guard let found = handle.prepared.withLock({ $0.agreement(for: extent) }) else {
      throw Failure(
        .noSuchFileOrDirectory, "conflict", "there is no agreement about \(extent)",
        hint: "a negotiation about that size tells why")
    }
    return AgreementHandle(found)
  }
}

@c @implementation
public func tessera_prepared_negotiation(
  _ prepared: OpaquePointer?, _ width: UInt32, _ height: UInt32,
  _ negotiation: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: negotiation, error) {
    let handle = try required(prepared, PreparedHandle.self)
    let extent = try Extent(pixels: width, height)
    return NegotiationHandle(handle.prepared.withLock { $0.negotiation(for: extent) })
  }
}
