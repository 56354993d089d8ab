public import TesseraFormats

/// Strides counted in whole pixels: what a format's pixel size makes of it is a number of bytes.
///
/// Law: least common multiple. The identity is `any`.
public struct PixelStride: Hashable, Sendable {
  /// Strides are whole multiples of this many pixels; `nil` for no demand.
  public var multiple: Pixels?

  /// Takes the multiple.
  public init(multipleOf multiple: Pixels?) { self.multiple = multiple }

  /// Not counted in pixels: the identity.
  public static let any = Self(multipleOf: nil)

  /// Law: lcm; `nil` when it overflows 64 bits or a multiple is zero.
  public func merged(with other: Self) -> Self? {
    switch (multiple, other.multiple) {
    case (let known, nil), (nil, let known): return Self(multipleOf: known)
    case (let a?, let b?):
      guard let common = a.leastCommonMultiple(with: b) else { return nil }
      return Self(multipleOf: common)
    }
  }

  /// The strides in bytes for a plane; `nil` on overflow.
  ///
  /// A block of several pixels cannot be divided: the multiple covers whole blocks.
  public func domain(for plane: PlaneGeometry) -> StrideDomain? {
    guard let multiple else { return .any }
    guard let whole = multiple.leastCommonMultiple(with: plane.blockWidth),
      let bytes = plane.bytesPerBlock.multiplied(by: whole.value / plane.blockWidth.value)
    else { return nil }
    return StrideDomain(multipleOf: bytes)
  }
}

extension PixelStride: CustomStringConvertible {
  /// The demand in words.
  public var description: String {
    multiple.map { "a multiple of \($0)" } ?? "any number of pixels"
  }
}
