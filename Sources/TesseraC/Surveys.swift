// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// What is possible and what is not, with what C reads of it.
private final class SurveyHandle: Sendable {
  let agreements: [AgreementHandle]
  let refutations: [RefutationTexts]

  init(_ survey: Survey) {
    agreements = survey.agreements.map(AgreementHandle.init)
    refutations = survey.refutations.map(RefutationTexts.init)
  }
}

private final class RefutationTexts: Sendable {
  let pair: FormatModifier
  let allocator: Text
  let reason: Text
  let participant: Text?

  init(_ refutation: Refutation) {
    pair = refutation.pair
    allocator = Text(refutation.allocator.rawValue)
    reason = Text(refutation.obstacle.description)
    participant = Text(refutation.participant?.rawValue)
  }
}

@c @implementation
public func tessera_negotiation_survey(
  _ negotiation: OpaquePointer?, _ survey: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: survey, error) {
    SurveyHandle(try required(negotiation, NegotiationHandle.self).value.survey())
  }
}

@c @implementation
public func tessera_survey_destroy(_ survey: OpaquePointer?) { end(survey, SurveyHandle.self) }

@c @implementation
public func tessera_survey_agreement_count(_ survey: OpaquePointer?) -> Int {
  object(survey, SurveyHandle.self)?.agreements.count ?? 0
}

@c @implementation
public func tessera_survey_agreement(_ survey: OpaquePointer?, _ index: Int) -> OpaquePointer? {
  element(index, of: object(survey, SurveyHandle.self)?.agreements).map { lent($0) }
}

@c @implementation
public func tessera_survey_refutation_count(_ survey: OpaquePointer?) -> Int {
  object(survey, SurveyHandle.self)?.refutations.count ?? 0
}

@c @implementation
public func tessera_survey_refutation(
  _ survey: OpaquePointer?, _ index: Int, _ refutation: UnsafeMutablePointer<tessera_refutation>?
) -> CInt {
  report {
    let known = try element(
      index, of: required(survey, SurveyHandle.self).refutations, "refutations")
    var told = tessera_refutation()
    told.modifier = known.pair.modifier.number
    told.fourcc = known.pair.format.rawValue
    told.allocator = known.allocator.pointer
    told.reason = known.reason.pointer
    told.participant = known.participant?.pointer
    try write(told, to: refutation)
  }
}
