extension FakeCard {
  /// How planes scale: pixels of the buffer for one on the screen, in 16.16 fixed point, as drivers
  /// count.
  package struct Scaling: Sendable {
    /// For the width.
    package var horizontal: ClosedRange<UInt64>
    /// For the height.
    package var vertical: ClosedRange<UInt64>
    /// Whether both axes may be scaled at once.
    package var scalesBoth = true

    /// Takes the limits of drivers; without any, pixel for pixel.
    package init(
      _ horizontal: ClosedRange<UInt64> = 0x1_0000...0x1_0000,
      _ vertical: ClosedRange<UInt64>? = nil, scalesBoth: Bool = true
    ) {
      self.horizontal = horizontal
      self.vertical = vertical ?? horizontal
      self.scalesBoth = scalesBoth
    }

    func takes(width: (UInt64, UInt64), height: (UInt64, UInt64)) -> Bool {
      guard let across = Self.factor(width), let down = Self.factor(height) else { return false }
      return horizontal.contains(across) && vertical.contains(down)
        && (scalesBoth || across == 0x1_0000 || down == 0x1_0000)
    }

    /// Rounded away from one, as `drm_calc_scale` does.
    private static func factor(_ lengths: (source: UInt64, shown: UInt64)) -> UInt64? {
      guard lengths.shown > 0 else { return nil }
      let (quotient, remainder) = lengths.source.quotientAndRemainder(dividingBy: lengths.shown)
      return quotient + (remainder > 0 && quotient >= 0x1_0000 ? 1 : 0)
    }
  }

  func scales(_ plane: [UInt32: UInt64]) -> Bool {
    guard let scaling = traits.scaling else { return true }
    return scaling.takes(
      width: (plane[Property.sourceWidth] ?? 0, plane[Property.width] ?? 0),
      height: (plane[Property.sourceHeight] ?? 0, plane[Property.height] ?? 0))
  }
}
