/// A participant's real answer to an agreement: it does not take such buffers after all.
public struct Refusal: Error, Hashable, Sendable {
  /// Who refused.
  public var participant: Name<Participant>
  /// What was offered.
  public var agreement: Agreement
  /// The call and its errno, in words.
  public var reason: String
  /// What is learned from it.
  public var lesson: Lesson
  /// The device behind the participant's name, where it is known: another one may have the name the next time.
  public var device: Device?
  /// The same for the allocator's name.
  public var allocatorDevice: Device?

  /// How far a refusal reaches.
  public enum Lesson: Hashable, Sendable {
    /// The participant takes no buffers of this allocator.
    case allocator
    /// The participant takes buffers of its own device only.
    case foreign
    /// The participant needs contiguous memory, whoever makes it.
    case contiguousOnly
    /// The participant does not take this format in this layout.
    case pair
    /// The participant takes nothing now, whatever it is offered.
    case unavailable
  }

  /// Takes a refusal and what follows from it.
  public init(
    by participant: Name<Participant>, of agreement: Agreement, because reason: String,
    lesson: Lesson, device: Device? = nil, allocatorDevice: Device? = nil
  ) {
    self.participant = participant
    self.agreement = agreement
    self.reason = reason
    self.lesson = lesson
    self.device = device
    self.allocatorDevice = allocatorDevice
  }

  /// The constraint that the participant should have had from the start.
  ///
  /// - Parameter own: the allocators of the participant's device.
  public func constraint(own: Set<Name<Production>>) -> Constraint {
    let evidence = Evidence(.refusal, reason)
    return switch lesson {
    case .allocator: Constraint(.imports(ImportRule(not: [agreement.allocator])), evidence)
    case .foreign: Constraint(.imports(ImportRule(only: own)), evidence)
    case .contiguousOnly: Constraint(.contiguous, evidence)
    case .unavailable: Constraint(.impossible("takes nothing now"), evidence)
    case .pair:
      Constraint(
        .impossible("does not take \(agreement.pair)"),
        for: .init(format: agreement.pair.format, modifier: agreement.pair.modifier), evidence)
    }
  }
}

extension Refusal: CustomStringConvertible {
  /// One sentence.
  public var description: String {
    "\(participant) refused \(agreement.pair) from \(agreement.allocator): \(reason)"
  }
}
