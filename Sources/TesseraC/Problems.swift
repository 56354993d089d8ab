// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import Synchronization
internal import SystemPackage
internal import Tessera

/// A problem that participants and allocators are added to.
final class ProblemHandle: Sendable {
  let problem: Mutex<Problem>
  init(_ problem: Problem) { self.problem = Mutex(problem) }
  var value: Problem { problem.withLock(\.self) }
}

@c @implementation
public func tessera_problem_create(
  _ width: UInt32, _ height: UInt32, _ problem: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: problem, error) {
    ProblemHandle(
      Problem(extent: try Extent(pixels: width, height), participants: [], allocators: []))
  }
}

@c @implementation
public func tessera_problem_read(
  _ json: UnsafePointer<CChar>?, _ length: Int, _ problem: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: problem, error) {
    ProblemHandle(try Problem(json: try bytes(json, length)))
  }
}

@c @implementation
public func tessera_problem_destroy(_ problem: OpaquePointer?) { end(problem, ProblemHandle.self) }

@c @implementation
public func tessera_problem_add_participant(
  _ problem: OpaquePointer?, _ participant: OpaquePointer?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let handle = try required(problem, ProblemHandle.self)
    let participant = try required(participant, ParticipantHandle.self).value
    try handle.problem.withLock { problem in
      guard !problem.participants.contains(where: { $0.name == participant.name }) else {
        throw Failure(
          .fileExists, "exists", "there is a participant '\(participant.name)' already")
      }
      problem.participants.append(participant)
    }
  }
}

@c @implementation
public func tessera_problem_add_allocator(
  _ problem: OpaquePointer?, _ allocator: OpaquePointer?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let handle = try required(problem, ProblemHandle.self)
    let production = try required(allocator, AllocatorHandle.self).allocator.production
    try handle.problem.withLock { problem in
      guard !problem.allocators.contains(where: { $0.name == production.name }) else {
        throw Failure(.fileExists, "exists", "there is an allocator '\(production.name)' already")
      }
      problem.allocators.append(production)
    }
  }
}

@c @implementation
public func tessera_problem_write(_ problem: OpaquePointer?) -> UnsafeMutablePointer<CChar>? {
  handedOut(object(problem, ProblemHandle.self).map { written($0.value.json()) })
}

/// A document as text.
func written(_ json: [UInt8]) -> String { String(decoding: json, as: UTF8.self) }
