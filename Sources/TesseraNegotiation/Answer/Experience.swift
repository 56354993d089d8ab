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

    /// Takes an allocator, what it was to make, and why it did not.
    public init(_ allocator: Name<Production>, of agreement: Agreement, because reason: String) {
      self.allocator = allocator
      self.agreement = agreement
      self.reason = reason
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

  /// This and more; what is known already is not repeated.
  public func joined(with other: Self) -> Self {
    Self(
      refusals: refusals + other.refusals.filter { !refusals.contains($0) },
      failures: failures + other.failures.filter { !failures.contains($0) })
  }
}

extension Negotiation {
  /// Takes what was learned before, by name.
  ///
  /// The lessons hold for everything that is given from now on; what is about somebody who does not
  /// take part teaches nothing.
  public mutating func learn(_ experience: Experience) {
    for refusal in experience.refusals { learn(refusal) }
    for failure in experience.failures { withdraw(failure.allocator) }
  }
}
