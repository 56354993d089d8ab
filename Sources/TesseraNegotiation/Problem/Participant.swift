/// One use of the buffer by one device: a plane scanning out, a queue capturing, a CPU reading.
public struct Participant: Hashable, Sendable {
  /// What it is called in answers; unique in a problem.
  public var name: Name<Participant>
  /// The device behind it; `nil` for the CPU.
  public var device: Device?
  /// Its terms, best first; exactly one offer is chosen.
  public var offers: [Offer]

  /// Takes a name, a device and offers.
  public init(_ name: Name<Participant>, device: Device?, offers: [Offer]) {
    self.name = name
    self.device = device
    self.offers = offers
  }
}

/// One complete set of terms under which a participant takes a buffer.
public struct Offer: Hashable, Sendable {
  /// What tells this offer from the participant's others, such as `multi-planar`.
  public var label: String
  /// Everything that it demands.
  public var constraints: [Constraint]

  /// Takes a label and constraints.
  public init(_ label: String, _ constraints: [Constraint]) {
    self.label = label
    self.constraints = constraints
  }
}
