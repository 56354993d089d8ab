/// A KMS plane: one layer of a picture.
public struct DisplayPlane: Hashable, Sendable {
  /// What a plane is for.
  ///
  /// The corresponding C constants are `DRM_PLANE_TYPE_*`.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: UInt64
    /// Takes the kernel's number.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Lies over others.
    ///
    /// The corresponding C constant is `DRM_PLANE_TYPE_OVERLAY`.
    public static let overlay = Self(rawValue: 0)
    /// The picture itself.
    ///
    /// The corresponding C constant is `DRM_PLANE_TYPE_PRIMARY`.
    public static let primary = Self(rawValue: 1)
    /// The pointer.
    ///
    /// The corresponding C constant is `DRM_PLANE_TYPE_CURSOR`.
    public static let cursor = Self(rawValue: 2)
  }

  /// The kernel's number for it.
  public var identifier: UInt32
  /// What it is for.
  public var kind: Kind
  /// Bit `n` set: works on the card's CRTC number `n`.
  public var possibleCRTCs: UInt32
  /// The formats and layouts it scans out.
  public var formats: FormatTable
  /// How that is known.
  public var evidence: Evidence
  /// Those that it can change to without waiting for the screen (`IN_FORMATS_ASYNC`, Linux 6.16);
  /// `nil` where the driver does not tell them apart.
  public var asyncFormats: FormatTable?
  /// The sizes that its driver recommends for a pointer, best first (`SIZE_HINTS`, Linux 6.10);
  /// empty where it recommends none.
  public var sizeHints: [Extent]
  /// How it can turn and mirror what it scans out.
  public var rotations: Rotations
}

extension DisplayPlane.Kind: CustomStringConvertible {
  /// The word for it.
  public var description: String {
    switch self {
    case .overlay: "overlay"
    case .primary: "primary"
    case .cursor: "cursor"
    default: "kind \(rawValue)"
    }
  }
}

extension DisplayPlane {
  /// Turns and reflections that a plane can do; a reflection comes before the turn.
  ///
  /// The corresponding C constants are `DRM_MODE_ROTATE_*` and `DRM_MODE_REFLECT_*`.
  public struct Rotations: OptionSet, Hashable, Sendable {
    /// The kernel's bits; unknown ones survive.
    public let rawValue: UInt32
    /// Takes the kernel's bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Upright, which every plane can.
    ///
    /// The corresponding C constant is `DRM_MODE_ROTATE_0`.
    public static let upright = Self(rawValue: 1)
    /// A quarter turn to the left.
    ///
    /// The corresponding C constant is `DRM_MODE_ROTATE_90`.
    public static let quarter = Self(rawValue: 2)
    /// Upside down.
    ///
    /// The corresponding C constant is `DRM_MODE_ROTATE_180`.
    public static let half = Self(rawValue: 4)
    /// Three quarter turns to the left, which is one to the right.
    ///
    /// The corresponding C constant is `DRM_MODE_ROTATE_270`.
    public static let threeQuarters = Self(rawValue: 8)
    /// Left for right.
    ///
    /// The corresponding C constant is `DRM_MODE_REFLECT_X`.
    public static let mirroredAcross = Self(rawValue: 16)
    /// Top for bottom.
    ///
    /// The corresponding C constant is `DRM_MODE_REFLECT_Y`.
    public static let mirroredDown = Self(rawValue: 32)
  }
}
