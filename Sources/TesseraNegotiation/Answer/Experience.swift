/// What was learned by trying agreements on devices, to be known from the start the next time.
public struct Experience: Hashable, Sendable {
  /// An allocator that could not make what it said it could.
  public struct Failure: Hashable, Sendable {
    /// Who was to make it.
    public var allocator: Name<Production>
    /// What was to be made.
    public var agreement: Agreement
    /// The call and its errno, in words.
    public var reason: String
    /// The device behind its name, where it is known: another one may have the name the next time.
    public var device: Device?

    /// Takes an allocator, what it was to make, and why it did not.
    public init(
      _ allocator: Name<Production>, of agreement: Agreement, because reason: String,
      device: Device? = nil
    ) {
      self.allocator = allocator
      self.agreement = agreement
      self.reason = reason
      self.device = device
    }
  }

  /// What participants refused.
  public var refusals: [Refusal]
  /// What allocators could not make.
  public var failures: [Failure]

  /// Takes what was learned.
  public init(refusals: [Refusal] = [], failures: [Failure] = []) {
    self.refusals = refusals
    self.failures = failures
  }

  /// Whether nothing was learned.
  public var isEmpty: Bool { refusals.isEmpty && failures.isEmpty }

  /// This and more; what is known already is not repeated, and keeps what more is known of it.
  public func joined(with other: Self) -> Self {
    Self(
      refusals: refusals.joined(with: other.refusals, anonymous: \.anonymous),
      failures: failures.joined(with: other.failures, anonymous: \.anonymous))
  }
}

extension Refusal {
  fileprivate var anonymous: Self {
    Self(by: participant, of: agreement, because: reason, lesson: lesson)
  }
}

extension Experience.Failure {
  fileprivate var anonymous: Self { Self(allocator, of: agreement, because: reason) }
}

extension Array where Element: Hashable {
  /// Both, each once: of those that differ in their devices alone, the ones that name them.
  fileprivate func joined(with other: Self, anonymous: (Element) -> Element) -> Self {
    var all = self
    for element in other where !all.contains(element) {
      if let place = all.firstIndex(of: anonymous(element)) {
        all[place] = element
      } else if element != anonymous(element) || !all.map(anonymous).contains(element) {
        all.append(element)
      }
    }
    return all
  }
}

extension Negotiation {
  /// Takes what was learned before, by name and device.
  ///
  /// The lessons hold for everything that is given from now on; what is about somebody who does not take part teaches
  /// nothing. Names of nodes go by the order in which a machine finds its devices: a name that another device has now is
  /// not the one that was meant. An allocator is known by its device under another name, and so is a card or a render
  /// node, of which a device has one each. A node of V4L2 is not: devices have several, and their names alone tell them
  /// apart.
  public mutating func learn(_ experience: Experience) {
    for refusal in experience.refusals {
      if let known = recognised(refusal) { learn(known) } else { keep(refusal) }
    }
    for failure in experience.failures {
      if let name = currentName(of: failure.allocator, failure.device) { withdraw(name) }
    }
  }

  /// A refusal with the names that its devices have now; `nil` where it is about another's.
  private func recognised(_ refusal: Refusal) -> Refusal? {
    guard let participant = currentName(of: refusal.participant, refusal.device) else {
      return nil
    }
    var refusal = refusal
    refusal.participant = participant
    if let name = currentName(of: refusal.agreement.allocator, refusal.allocatorDevice) {
      refusal.agreement.allocator = name
    } else if refusal.lesson == .allocator {
      return nil
    }
    return refusal
  }

  /// What a participant is called now: as before if that is still its device's, else as the card or the render node of
  /// that device is in the same use.
  private func currentName(
    of name: Name<Participant>, _ device: Device?
  ) -> Name<Participant>? {
    if problem.participants.contains(where: {
      $0.name == name && (device == nil || $0.device == device)
    }) {
      return name
    }
    guard let device, let use = name.useOfDRMNode else { return nil }
    return problem.participants.first { $0.device == device && $0.name.useOfDRMNode == use }?.name
  }

  /// What an allocator is called now: as before if that is still its device's, else as the only one of its kind on that
  /// device is.
  private func currentName(
    of name: Name<Production>, _ device: Device?
  ) -> Name<Production>? {
    guard let device else { return name }
    let own = problem.allocators.filter { $0.device == device }.map(\.name)
    if own.contains(name) { return name }
    let alike = own.filter { $0.kind == name.kind }
    return alike.count == 1 ? alike[0] : nil
  }
}

extension Name where Thing == Participant {
  /// The name without the number of its node, such as `card:plane=primary` of `card1:plane=primary`; `nil` for what is
  /// called after no node of DRM.
  fileprivate var useOfDRMNode: String? {
    guard let kind = ["card", "renderD"].first(where: rawValue.hasPrefix) else { return nil }
    let rest = rawValue.dropFirst(kind.count)
    let use = rest.drop(while: \.isNumber)
    guard use.startIndex > rest.startIndex, use.first ?? ":" == ":" else { return nil }
    return kind + use
  }
}

extension Name where Thing == Production {
  /// What kind of allocator it is, such as `dumb` of `dumb:card0`.
  fileprivate var kind: Substring { rawValue.prefix { $0 != ":" } }
}
