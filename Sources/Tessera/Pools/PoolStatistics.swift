/// How a pool fares.
public struct PoolStatistics: Hashable, Sendable {
  /// Buffers that it has.
  public var buffers = 0
  /// Buffers that are lent now.
  public var lent = 0
  /// Callers that wait for one now.
  public var waiting = 0
  /// How often a buffer was lent.
  public var acquired: UInt64 = 0
  /// How often a caller had to wait for one.
  public var waited: UInt64 = 0
  /// How many buffers were made because none was free.
  public var grown = 0
  /// The most that were lent at once.
  public var mostLent = 0

  /// A pool that nobody has asked yet.
  public init() {}
}

/// How many buffers a pool has.
public enum PoolSize: Hashable, Sendable {
  /// As many as were agreed.
  case asAgreed
  /// So many, made at once.
  case fixed(Int)
  /// None at first, and one more whenever none is free, up to so many.
  case growing(upTo: Int)
}
