// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import Synchronization
internal import SystemPackage
internal import Tessera

/// A negotiation in progress.
final class NegotiationHandle: Sendable {
  let negotiation: Mutex<Negotiation>
  init(_ negotiation: Negotiation) { self.negotiation = Mutex(negotiation) }
}

/// What is learned, by the numbers of `enum tessera_lesson`.
private let lessons: [Refusal.Lesson] = [
  .pair, .contiguousOnly, .foreign, .allocator, .unavailable,
]

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
    try required(negotiation, NegotiationHandle.self).negotiation.withLock {
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
    do throws(Conflict) {
      return AgreementHandle(
        try handle.negotiation.withLock { (state) throws(Conflict) in try state.next() })
    } catch {
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
    guard lesson < lessons.count else { throw Failure.invalid("\(lesson) is no lesson") }
    let reason = try text(reason, "the reason")
    try handle.negotiation.withLock { negotiation in
      guard negotiation.problem.participants.contains(where: { $0.name == name }) else {
        throw Failure(
          .noSuchFileOrDirectory, "unknown participant", "there is no participant '\(name)'")
      }
      negotiation.learn(
        Refusal(by: name, of: agreement, because: reason, lesson: lessons[Int(lesson)]))
    }
  }
}

@c @implementation
public func tessera_negotiation_explain(
  _ negotiation: OpaquePointer?, _ agreement: OpaquePointer?
) -> UnsafeMutablePointer<CChar>? {
  guard let handle = object(negotiation, NegotiationHandle.self),
    let agreement = object(agreement, AgreementHandle.self)?.agreement
  else { return nil }
  let negotiation = handle.negotiation.withLock(\.self)
  let explanation = negotiation.survey().explanation(of: agreement, in: negotiation.problem)
  let lines = explanation.reasons.flatMap { reason in
    reason.sentences.map { "\(reason.topic): \($0)" }
  }
  return handedOut(lines.joined(separator: "\n"))
}
