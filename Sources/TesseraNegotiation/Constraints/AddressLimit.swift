/// The highest address that a device's DMA reaches, as a number of bits.
///
/// Law: minimum. The identity is `none`.
public struct AddressLimit: Hashable, Sendable {
  /// Addresses are below 2 to this power.
  public var bits: Int

  /// Takes the number of bits.
  public init(bits: Int) { self.bits = bits }

  /// Every 64-bit address is reached: the identity.
  public static let none = Self(bits: 64)

  /// Law: minimum.
  public func merged(with other: Self) -> Self { Self(bits: min(bits, other.bits)) }
}

extension AddressLimit: CustomStringConvertible {
  /// The limit in words.
  public var description: String {
    bits >= 64 ? "any address" : "addresses below 2^\(bits)"
  }
}
