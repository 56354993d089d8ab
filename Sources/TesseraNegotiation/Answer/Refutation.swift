/// A candidate that is no agreement, and why.
public struct Refutation: Hashable, Sendable {
  /// The format and layout that were tried.
  public var pair: FormatModifier
  /// The allocator that was tried.
  public var allocator: Name<Production>
  /// What stood in the way.
  public var obstacle: Obstacle
}
