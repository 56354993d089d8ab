/// What a card's picture leaves it by: a socket for a screen, or memory that it is written back to.
public struct DisplayConnector: Hashable, Sendable {
  /// What a connector is.
  ///
  /// The corresponding C constants are `DRM_MODE_CONNECTOR_*`.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: UInt32
    /// Takes the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Memory: the picture is written into a framebuffer.
    ///
    /// The corresponding C constant is `DRM_MODE_CONNECTOR_WRITEBACK`.
    public static let writeback = Self(rawValue: 18)
  }

  /// Whether something hangs on a connector.
  ///
  /// The corresponding C type is `enum drm_connector_status`.
  public struct Status: RawRepresentable, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: UInt32
    /// Takes the kernel's number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The corresponding C constant is `connector_status_connected`.
    public static let connected = Self(rawValue: 1)
    /// The corresponding C constant is `connector_status_disconnected`.
    public static let disconnected = Self(rawValue: 2)
    /// The corresponding C constant is `connector_status_unknown`.
    public static let unknown = Self(rawValue: 3)
  }

  /// The kernel's number for it.
  public var identifier: UInt32
  /// What it is.
  public var kind: Kind
  /// What people call it, such as `HDMI-A-1`.
  public var name: String
  /// Whether a screen hangs on it.
  public var status: Status
  /// Bit `n` set: the card's CRTC number `n` can feed it.
  public var possibleCRTCs: UInt32
  /// The sizes of its modes; the screen's preferred one first.
  public var sizes: [Extent]
  /// The formats that pictures are written back in; `nil` for a connector of screens.
  public var writeback: FormatTable?
}

extension DisplayConnector.Kind: CustomStringConvertible {
  /// The first part of a connector's name.
  public var description: String {
    let names = [
      "Unknown", "VGA", "DVI-I", "DVI-D", "DVI-A", "Composite", "SVIDEO", "LVDS", "Component",
      "DIN", "DP", "HDMI-A", "HDMI-B", "TV", "eDP", "Virtual", "DSI", "DPI", "Writeback", "SPI",
      "USB",
    ]
    return Int(rawValue) < names.count ? names[Int(rawValue)] : "Connector\(rawValue)"
  }
}
