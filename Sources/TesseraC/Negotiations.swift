// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import Synchronization
internal import SystemPackage
internal import Tessera

/// A negotiation in progress.
///
/// While it is being verified, which calls functions of the caller's, it answers that it is busy.
final class NegotiationHandle: Sendable {
  private struct State {
    var negotiation: Negotiation
    var log: Log?
    var isVerifying = false
    /// What was learned of allocators, which the negotiation does not keep.
    var learned = Experience()
  }
  private let state: Mutex<State>

  init(_ negotiation: Negotiation) { state = Mutex(State(negotiation: negotiation)) }

  /// The negotiation as it is, or was when it began to be verified.
  var value: Negotiation { state.withLock { $0.negotiation } }

  /// What was learned so far.
  var experience: Experience {
    state.withLock { state in
      state.learned.joined(with: Experience(refusals: state.negotiation.refusals))
    }
  }

  /// Keeps what was learned, to be written.
  func remember(_ experience: Experience) {
    state.withLock { $0.learned = $0.learned.joined(with: experience) }
  }

  func setLog(_ log: Log?) { state.withLock { $0.log = log } }

  func change<R>(_ body: (inout Negotiation) throws -> R) throws -> R {
    try state.withLock { state in
      if state.isVerifying { throw Failure.isVerifying }
      return try body(&state.negotiation)
    }
  }

  /// The same without the lock; nobody else changes it meanwhile.
  func verify<R>(_ body: (inout Negotiation, Log?) throws -> R) throws -> R {
    var (negotiation, log) = try state.withLock { state in
      if state.isVerifying { throw Failure.isVerifying }
      state.isVerifying = true
      return (state.negotiation, state.log)
    }
    defer {
      state.withLock { state in
        state.negotiation = negotiation
        state.isVerifying = false
      }
    }
    return try body(&negotiation, log)
  }
}

extension Failure {
  fileprivate static let isVerifying = Self(
    .resourceBusy, "busy", "the negotiation is being verified; wait until that has returned")
}

/// What is learned, by the numbers of `enum tessera_lesson`.
private let lessons: [Refusal.Lesson] = [
  .pair, .contiguousOnly, .foreign, .allocator, .unavailable,
]

/// The lesson of a number; `nil` for none.
func lesson(_ number: UInt32) -> Refusal.Lesson? {
  number < lessons.count ? lessons[Int(number)] : nil
}

/// The number of a lesson.
func number(of lesson: Refusal.Lesson) -> UInt32 {
  UInt32(lessons.firstIndex(of: lesson) ?? 0)
}

@c @implementation
public func tessera_negotiation_create(
  _ problem: OpaquePointer?, _ negotiation: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: negotiation, error) {
    NegotiationHandle(Negotiation(try required(problem, ProblemHandle.self).value))
  }
}

@c @implementation
public func tessera_negotiation_destroy(_ negotiation: OpaquePointer?) {
  end(negotiation, NegotiationHandle.self)
}

@c @implementation
public func tessera_negotiation_set_choice_limit(
  _ negotiation: OpaquePointer?, _ limit: UInt64
) -> CInt {
  report {
    try required(negotiation, NegotiationHandle.self).change {
      $0.choiceLimit = limit == 0 ? nil : Int(clamping: limit)
    }
  }
}

@c @implementation
public func tessera_negotiation_next(
  _ negotiation: OpaquePointer?, _ agreement: UnsafeMutablePointer<OpaquePointer?>?,
  _ conflict: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: agreement, error) {
    let handle = try required(negotiation, NegotiationHandle.self)
    do {
      return AgreementHandle(try handle.change { try $0.next() })
    } catch let error as Conflict {
      if let conflict = conflict {
        conflict.pointee = handedOut(ConflictHandle(error))
      }
      throw Failure(.noSuchFileOrDirectory, "conflict", error.description)
    }
  }
}

@c @implementation
public func tessera_negotiation_refuse(
  _ negotiation: OpaquePointer?, _ agreement: OpaquePointer?, _ participant: UnsafePointer<CChar>?,
  _ lesson: UInt32, _ reason: UnsafePointer<CChar>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let handle = try required(negotiation, NegotiationHandle.self)
    let agreement = try required(agreement, AgreementHandle.self).agreement
    let name = Name<Participant>(try TesseraC.name(participant))
    guard let lesson = TesseraC.lesson(lesson) else {
      throw Failure.invalid("\(lesson) is no lesson")
    }
    let reason = try text(reason, "the reason")
    try handle.change { negotiation in
      guard negotiation.problem.participants.contains(where: { $0.name == name }) else {
        throw Failure(
          .noSuchFileOrDirectory, "unknown participant", "there is no participant '\(name)'")
      }
      negotiation.learn(
        Refusal(by: name, of: agreement, because: reason, lesson: lesson))
    }
  }
}
