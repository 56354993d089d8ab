/// How many dma-bufs carry the planes of one image.
///
/// Law: intersection. The identity is `any`.
public struct Topology: OptionSet, Hashable, Sendable {
  /// One bit for each possibility.
  public let rawValue: UInt8
  /// Takes the bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// All planes in one dma-buf, each at its offset.
  public static let oneBuffer = Self(rawValue: 1)
  /// Each plane in a dma-buf of its own, at offset zero.
  public static let bufferPerPlane = Self(rawValue: 2)
  /// Both are taken: the identity.
  public static let any: Self = [.oneBuffer, .bufferPerPlane]

  /// Law: intersection.
  public func merged(with other: Self) -> Self { intersection(other) }
}

extension Topology: CustomStringConvertible {
  /// The possibilities in words.
  public var description: String {
    switch self {
    case .oneBuffer: "all planes in one buffer"
    case .bufferPerPlane: "each plane in a buffer of its own"
    case .any: "any number of buffers"
    default: "no number of buffers"
    }
  }
}
