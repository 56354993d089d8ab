/// How much larger an image is shown than it is in memory, along one axis: an exact ratio of pixels
/// on the screen to pixels of the buffer, in lowest terms.
public struct ScalingFactor: Hashable, Sendable {
  /// Pixels on the screen.
  public let shown: UInt64
  /// Pixels of the buffer that they are made of; never zero.
  public let source: UInt64

  /// Takes two lengths, each at least one pixel; `nil` where one is none.
  public init?(shown: Pixels, source: Pixels) {
    guard shown > .zero, source > .zero else { return nil }
    self.init(positive: shown.value, source.value)
  }

  private init(positive shown: UInt64, _ source: UInt64) {
    var (divisor, rest) = (shown, source)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    self.shown = shown / divisor
    self.source = source / divisor
  }

  /// Pixel for pixel.
  public static let one = Self(positive: 1, 1)

  /// How much of a buffer is shown as `length`; `nil` where that is no whole number of pixels, or
  /// more than 64 bits.
  public func source(shownAs length: Pixels) -> Pixels? {
    guard let product = length.multiplied(by: source), product.value.isMultiple(of: shown) else {
      return nil
    }
    return Pixels(product.value / shown)
  }
}

extension ScalingFactor: Comparable {
  /// The order of the ratios, without rounding.
  public static func < (left: Self, right: Self) -> Bool {
    let (first, second) = (
      left.shown.multipliedFullWidth(by: right.source),
      right.shown.multipliedFullWidth(by: left.source)
    )
    return first < second
  }
}

extension ScalingFactor: CustomStringConvertible {
  /// The ratio, such as `4` or `1/2`.
  public var description: String { source == 1 ? "\(shown)" : "\(shown)/\(source)" }
}
