// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

/// Why an agreement is the one, with its texts where C can read them.
final class ExplanationHandle: Sendable {
  let sentences: [(topic: Text, sentence: Text)]

  init(_ explanation: Explanation) {
    sentences = explanation.reasons.flatMap { reason in
      reason.sentences.map { (Text(reason.topic), Text($0)) }
    }
  }
}

extension NegotiationHandle {
  fileprivate func explanation(of agreement: Agreement) -> Explanation {
    let negotiation = value
    return negotiation.survey().explanation(of: agreement, in: negotiation.problem)
  }
}

@c @implementation
public func tessera_negotiation_explain(
  _ negotiation: OpaquePointer?, _ agreement: OpaquePointer?
) -> UnsafeMutablePointer<CChar>? {
  guard let handle = object(negotiation, NegotiationHandle.self),
    let agreement = object(agreement, AgreementHandle.self)?.agreement
  else { return nil }
  let lines = handle.explanation(of: agreement).reasons.flatMap { reason in
    reason.sentences.map { "\(reason.topic): \($0)" }
  }
  return handedOut(lines.joined(separator: "\n"))
}

@c @implementation
public func tessera_explanation_create(
  _ negotiation: OpaquePointer?, _ agreement: OpaquePointer?,
  _ explanation: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: explanation, error) {
    let negotiation = try required(negotiation, NegotiationHandle.self)
    let agreement = try required(agreement, AgreementHandle.self).agreement
    return ExplanationHandle(negotiation.explanation(of: agreement))
  }
}

@c @implementation
public func tessera_explanation_destroy(_ explanation: OpaquePointer?) {
  end(explanation, ExplanationHandle.self)
}

@c @implementation
public func tessera_explanation_count(_ explanation: OpaquePointer?) -> Int {
  object(explanation, ExplanationHandle.self)?.sentences.count ?? 0
}

@c @implementation
public func tessera_explanation_topic(
  _ explanation: OpaquePointer?, _ index: Int
) -> UnsafePointer<CChar>? {
  sentence(explanation, index)?.topic.pointer
}

@c @implementation
public func tessera_explanation_sentence(
  _ explanation: OpaquePointer?, _ index: Int
) -> UnsafePointer<CChar>? {
  sentence(explanation, index)?.sentence.pointer
}

private func sentence(
  _ explanation: OpaquePointer?, _ index: Int
) -> (topic: Text, sentence: Text)? {
  element(index, of: object(explanation, ExplanationHandle.self)?.sentences)
}
