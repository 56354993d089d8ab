/// A unit of measure, so that bytes, pixels, rows and bits never mix by accident.
public protocol Unit: Sendable {
  /// What is printed behind a number of this unit.
  static var symbol: String { get }
}

/// The unit of memory: one byte.
public enum ByteUnit: Unit {
  /// What is printed behind a number.
  public static var symbol: String { "B" }
}

/// The unit of image width and height: one pixel.
public enum PixelUnit: Unit {
  /// What is printed behind a number.
  public static var symbol: String { "px" }
}

/// The unit of plane height in memory: one line of `stride` bytes.
public enum RowUnit: Unit {
  /// What is printed behind a number.
  public static var symbol: String { "rows" }
}

/// A whole, non-negative number of one unit; arithmetic is checked and answers `nil` on overflow.
@frozen public struct Quantity<U: Unit>: Hashable, Comparable, Sendable {
  /// The bare number.
  public let value: UInt64

  /// Gives a bare number its unit.
  @inlinable public init(_ value: UInt64) { self.value = value }

  /// Gives a bare number its unit, or `nil` when it is negative or too large.
  @inlinable public init?(exactly value: some BinaryInteger) {
    guard let value = UInt64(exactly: value) else { return nil }
    self.value = value
  }

  /// None of the unit.
  @inlinable public static var zero: Self { Self(0) }

  /// The order of the raw values.
  @inlinable public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// A number of bytes.
public typealias Bytes = Quantity<ByteUnit>
/// A number of pixels along one axis.
public typealias Pixels = Quantity<PixelUnit>
/// A number of rows of a plane.
public typealias Rows = Quantity<RowUnit>

extension Quantity: ExpressibleByIntegerLiteral {
  /// Takes a literal.
  @inlinable public init(integerLiteral value: UInt64) { self.init(value) }
}

extension Quantity: CustomStringConvertible {
  /// The number and its unit, such as `7680 B`.
  public var description: String { "\(value) \(U.symbol)" }
}

extension Quantity {
  /// The sum, or `nil` on overflow.
  @inlinable public func adding(_ other: Self) -> Self? {
    let (sum, overflow) = value.addingReportingOverflow(other.value)
    return overflow ? nil : Self(sum)
  }

  /// The difference, or `nil` below zero.
  @inlinable public func subtracting(_ other: Self) -> Self? {
    other > self ? nil : Self(value - other.value)
  }

  /// The product with a bare number, or `nil` on overflow.
  @inlinable public func multiplied(by factor: UInt64) -> Self? {
    let (product, overflow) = value.multipliedReportingOverflow(by: factor)
    return overflow ? nil : Self(product)
  }

  /// The least multiple of `step` that is not below this, or `nil` on overflow or a zero step.
  @inlinable public func roundedUp(toMultipleOf step: Self) -> Self? {
    guard step.value > 1 else { return step.value == 1 ? self : nil }
    let remainder = value % step.value
    return remainder == 0 ? self : adding(Self(step.value - remainder))
  }

  /// The greatest multiple of `step` that is not above this; zero for a zero step.
  @inlinable public func roundedDown(toMultipleOf step: Self) -> Self {
    step.value == 0 ? .zero : Self(value - value % step.value)
  }

  /// Whether this is a whole number of `step`; nothing is a multiple of zero.
  @inlinable public func isMultiple(of step: Self) -> Bool {
    step.value == 1 || (step.value != 0 && value % step.value == 0)
  }

  /// The least common multiple, or `nil` on overflow or when either is zero.
  @inlinable public func leastCommonMultiple(with other: Self) -> Self? {
    guard value > 0, other.value > 0 else { return nil }
    if value == other.value || other.value == 1 { return self }
    var (a, b) = (value, other.value)
    while b != 0 { (a, b) = (b, a % b) }
    return Self(value / a).multiplied(by: other.value)
  }
}
