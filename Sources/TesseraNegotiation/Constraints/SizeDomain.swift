public import TesseraFormats

/// The image sizes that are taken.
///
/// Law: greatest minimum, least maximum, least maximal area, least common multiple of the steps,
/// intersection of the discrete sizes. The identity is `any`.
public struct SizeDomain: Hashable, Sendable {
  /// The least width and height.
  public var minimum: Extent
  /// The greatest width and height; `nil` for no limit.
  public var maximum: Extent?
  /// The greatest number of pixels; `nil` for no limit.
  public var maximumArea: UInt64?
  /// Width and height are whole multiples of these.
  public var step: Extent
  /// The only sizes, where they are listed one by one.
  public var discrete: Set<Extent>?

  /// Takes limits in pixels.
  public init(
    minimum: Extent = Extent(width: 1, height: 1), maximum: Extent? = nil,
    maximumArea: UInt64? = nil, step: Extent = Extent(width: 1, height: 1),
    discrete: Set<Extent>? = nil
  ) {
    self.minimum = minimum
    self.maximum = maximum
    self.maximumArea = maximumArea
    self.step = step
    self.discrete = discrete
  }

  /// Every size: the identity.
  public static let any = Self()

  /// Whether the size is taken.
  public func contains(_ extent: Extent) -> Bool {
    guard extent.width >= minimum.width, extent.height >= minimum.height,
      extent.width.isMultiple(of: step.width), extent.height.isMultiple(of: step.height)
    else { return false }
    if let maximum, extent.width > maximum.width || extent.height > maximum.height { return false }
    if let maximumArea {
      let area = extent.width.value.multipliedReportingOverflow(by: extent.height.value)
      if area.overflow || area.partialValue > maximumArea { return false }
    }
    return discrete?.contains(extent) ?? true
  }

  /// Law: max, min, lcm, intersection; `nil` when a step overflows 64 bits.
  public func merged(with other: Self) -> Self? {
    guard let across = step.width.leastCommonMultiple(with: other.step.width),
      let down = step.height.leastCommonMultiple(with: other.step.height)
    else { return nil }
    let maximum: Extent? =
      switch (maximum, other.maximum) {
      case (let known, nil), (nil, let known): known
      case (let a?, let b?):
        Extent(width: min(a.width, b.width), height: min(a.height, b.height))
      }
    let area: UInt64? =
      switch (maximumArea, other.maximumArea) {
      case (let known, nil), (nil, let known): known
      case (let a?, let b?): min(a, b)
      }
    let discrete: Set<Extent>? =
      switch (discrete, other.discrete) {
      case (let known, nil), (nil, let known): known
      case (let a?, let b?): a.intersection(b)
      }
    return Self(
      minimum: Extent(
        width: max(minimum.width, other.minimum.width),
        height: max(minimum.height, other.minimum.height)),
      maximum: maximum, maximumArea: area, step: Extent(width: across, height: down),
      discrete: discrete)
  }
}

extension SizeDomain: CustomStringConvertible {
  /// The sizes in words, such as `16x16 to 4096x2160 in steps of 2x2`.
  public var description: String {
    // Of those listed, the ones that the other terms leave.
    if let discrete {
      let sizes = discrete.filter(contains).sorted {
        ($0.width.value, $0.height.value) < ($1.width.value, $1.height.value)
      }
      return sizes.isEmpty ? "no size" : sizes.map(\.description).joined(separator: ", ")
    }
    var range = maximum.map { "\(minimum) to \($0)" } ?? "at least \(minimum)"
    if let maximumArea { range += " and at most \(maximumArea) pixels" }
    let one = Extent(width: 1, height: 1)
    return step == one ? range : "\(range) in steps of \(step)"
  }
}
