public import TesseraFormats

/// A device, as far as the engine cares: something that can be the same or not.
public struct Device: Hashable, Sendable {
  /// What tells this device from others, such as a bus position.
  public var identity: String
  /// Names a device.
  public init(_ identity: String) { self.identity = identity }
}

/// How pixels lie in memory: said by a modifier, or known to one device alone.
///
/// An implicit layout (`DRM_FORMAT_MOD_INVALID`) means something only on the device that chose it,
/// so the type carries that device: two implicit layouts are the same only on the same device, and
/// `LINEAR` is never implicit.
public enum LayoutModifier: Hashable, Sendable {
  /// A modifier that every device reads alike.
  case explicit(Modifier)
  /// Whatever `device` and its driver keep to themselves.
  case implicit(on: Device)

  /// Rows of pixels one after the other.
  ///
  /// The corresponding C constant is `DRM_FORMAT_MOD_LINEAR`.
  public static let linear = Self.explicit(.linear)

  /// The modifier that is passed to the kernel; `nil` for an implicit layout, which is passed by saying nothing.
  public var explicitModifier: Modifier? {
    guard case .explicit(let modifier) = self else { return nil }
    return modifier
  }
}

extension LayoutModifier: Comparable, CustomStringConvertible {
  /// `LINEAR`, a modifier's name, or `implicit (device)`.
  public var description: String {
    switch self {
    case .explicit(let modifier): modifier.name
    case .implicit(let device): "implicit (\(device.identity))"
    }
  }

  /// Explicit before implicit, then by value.
  public static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.explicit(let a), .explicit(let b)): a.rawValue < b.rawValue
    case (.explicit, .implicit): true
    case (.implicit, .explicit): false
    case (.implicit(let a), .implicit(let b)): a.identity < b.identity
    }
  }
}

/// A format and its layout, the pair that participants must share.
public struct FormatModifier: Hashable, Sendable {
  /// The pixel format.
  public var format: PixelFormat
  /// How its pixels lie.
  public var modifier: LayoutModifier

  /// Pairs a format with a layout.
  public init(_ format: PixelFormat, _ modifier: LayoutModifier) {
    self.format = format
    self.modifier = modifier
  }
}

extension FormatModifier: Comparable, CustomStringConvertible {
  /// Fourcc and layout, such as `NV12 LINEAR`.
  public var description: String { "\(format.fourcc) \(modifier)" }

  /// The order of the raw values.
  public static func < (left: Self, right: Self) -> Bool {
    (left.format.rawValue, left.modifier) < (right.format.rawValue, right.modifier)
  }
}
