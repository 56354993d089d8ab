/// How much larger or smaller than in memory a plane can show an image, found by trying.
///
/// The kernel has no question for it: limits depend on the mode, on the size that is shown and on the
/// format, and a test commit is all that tells. So these are what was measured in one such case, with
/// whole buffers of linear layout as sources; ``DRMDevice/probeScaling(of:shownAs:in:)`` measures.
public struct PlaneScaling: Hashable, Sendable {
  /// The factors along one axis, while the other axis is unscaled.
  public struct Limits: Hashable, Sendable {
    /// The smallest that was accepted; at most one.
    public var smallest: ScalingFactor
    /// The largest that was accepted; at least one.
    public var largest: ScalingFactor
    /// Whether the next smaller one was refused; else nothing smaller could be tried.
    public var endsBelow: Bool
    /// Whether the next larger one was refused; else nothing larger could be tried.
    public var endsAbove: Bool

    /// Takes limits.
    public init(
      _ smallest: ScalingFactor, _ largest: ScalingFactor, endsBelow: Bool = true,
      endsAbove: Bool = true
    ) {
      self.smallest = smallest
      self.largest = largest
      self.endsBelow = endsBelow
      self.endsAbove = endsAbove
    }

    /// Whether the axis is shown pixel for pixel only.
    public var isFixed: Bool { smallest == largest && endsBelow && endsAbove }
  }

  /// The size on the screen, in pixels.
  public var shown: Extent
  /// The format of the buffers that were tried.
  public var format: PixelFormat
  /// The factors of the width.
  public var horizontal: Limits
  /// The factors of the height.
  public var vertical: Limits
  /// Whether everything within the limits that was tried was accepted.
  ///
  /// Tried are the least change of each axis and, together, the limits of both. Where one was refused,
  /// the limits are outer bounds, and a size within them is to be tested before it is used.
  public var isGapless: Bool
  /// Which commits told it.
  public var evidence: Evidence

  /// Takes what was measured.
  public init(
    shown: Extent, format: PixelFormat, horizontal: Limits, vertical: Limits,
    isGapless: Bool = true, evidence: Evidence
  ) {
    self.shown = shown
    self.format = format
    self.horizontal = horizontal
    self.vertical = vertical
    self.isGapless = isGapless
    self.evidence = evidence
  }

  /// Whether it scales nothing: a buffer is shown in its own size.
  public var isFixed: Bool { horizontal.isFixed && vertical.isFixed }

  /// The sizes of buffers that the limits leave, shown as ``shown``.
  ///
  /// Outside them the plane refuses buffers; within them it takes them, unless there are gaps
  /// (``isGapless``). Where trying ended before a limit was met, there is none on that side.
  public var sizes: SizeDomain {
    if isFixed { return SizeDomain(discrete: [shown]) }
    let (across, down) = (horizontal.sources(of: shown.width), vertical.sources(of: shown.height))
    return SizeDomain(
      minimum: Extent(width: across.lowerBound, height: down.lowerBound),
      maximum: Extent(width: across.upperBound, height: down.upperBound))
  }

  /// What it says of a buffer: a constraint on its size, in the format that was tried alone.
  public var constraint: Constraint {
    Constraint(.size(sizes), for: Constraint.Scope(format: format), evidence)
  }
}

extension PlaneScaling.Limits {
  /// The lengths in memory that become `length`: the largest factor has the least.
  fileprivate func sources(of length: Pixels) -> ClosedRange<Pixels> {
    let least = endsAbove ? largest.source(shownAs: length) : nil
    let greatest = endsBelow ? smallest.source(shownAs: length) : nil
    return (least ?? 1)...(greatest ?? Pixels(UInt64(UInt32.max)))
  }
}

extension PlaneScaling.Limits: CustomStringConvertible {
  /// The factors, such as `1/2 to 4`; where trying ended first, `1/16 or less to 4`.
  public var description: String {
    if isFixed { return "\(smallest)" }
    return "\(smallest)\(endsBelow ? "" : " or less") to \(largest)\(endsAbove ? "" : " or more")"
  }
}

extension PlaneScaling: CustomStringConvertible {
  /// What it scales by, such as `scales by 1/2 to 4`.
  public var description: String {
    if isFixed { return "does not scale" }
    let factors =
      horizontal == vertical ? "\(horizontal)" : "\(horizontal) across and \(vertical) down"
    return "scales by \(factors)" + (isGapless ? "" : ", with gaps")
  }
}
