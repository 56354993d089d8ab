/// A candidate that is no agreement, and why.
public struct Refutation: Hashable, Sendable {
  /// The format and layout that were tried.
  public var pair: FormatModifier
  /// The allocator that was tried.
  public var allocator: Name<Production>
  /// What stood in the way.
  public var obstacle: Obstacle
  /// Who stood in the way, where it was one participant alone.
  public var participant: Name<Participant>?

  /// Tells what stood in the way of a candidate.
  public init(
    pair: FormatModifier, allocator: Name<Production>, obstacle: Obstacle,
    participant: Name<Participant>? = nil
  ) {
    self.pair = pair
    self.allocator = allocator
    self.obstacle = obstacle
    self.participant = participant
  }
}
