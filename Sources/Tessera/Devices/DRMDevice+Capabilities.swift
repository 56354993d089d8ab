internal import TesseraKernel

extension DRMDevice {
  /// A question that a card answers with a number.
  ///
  /// The corresponding C constants are `DRM_CAP_*`.
  public struct Capability: RawRepresentable, Hashable, Sendable {
    /// The kernel's number.
    public let rawValue: UInt64
    /// Takes the kernel's number.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Whether it makes linear buffers.
    ///
    /// The corresponding C constant is `DRM_CAP_DUMB_BUFFER`.
    public static let dumbBuffer = Self(rawValue: 0x1)
    /// The bits per pixel that suit it best for linear buffers, or zero.
    ///
    /// The corresponding C constant is `DRM_CAP_DUMB_PREFERRED_DEPTH`.
    public static let preferredDepth = Self(rawValue: 0x3)
    /// Whether its linear buffers are slow to draw into, so that a copy in ordinary memory pays.
    ///
    /// The corresponding C constant is `DRM_CAP_DUMB_PREFER_SHADOW`.
    public static let prefersShadow = Self(rawValue: 0x4)
    /// Whether it imports dma-bufs (bit 0) and exports them (bit 1), as it claims.
    ///
    /// The corresponding C constant is `DRM_CAP_PRIME`.
    public static let prime = Self(rawValue: 0x5)
    /// Whether a picture can change at once, in the middle of a frame, through the older interface.
    ///
    /// The corresponding C constant is `DRM_CAP_ASYNC_PAGE_FLIP`.
    public static let asyncPageFlip = Self(rawValue: 0x7)
    /// The width of a pointer that it takes for certain.
    ///
    /// The corresponding C constant is `DRM_CAP_CURSOR_WIDTH`.
    public static let cursorWidth = Self(rawValue: 0x8)
    /// The height of a pointer that it takes for certain.
    ///
    /// The corresponding C constant is `DRM_CAP_CURSOR_HEIGHT`.
    public static let cursorHeight = Self(rawValue: 0x9)
    /// Whether framebuffers say their modifier.
    ///
    /// The corresponding C constant is `DRM_CAP_ADDFB2_MODIFIERS`.
    public static let framebufferModifiers = Self(rawValue: 0x10)
    /// Whether it keeps syncobjs.
    ///
    /// The corresponding C constant is `DRM_CAP_SYNCOBJ`.
    public static let syncObjects = Self(rawValue: 0x13)
    /// Whether syncobjs can be timelines.
    ///
    /// The corresponding C constant is `DRM_CAP_SYNCOBJ_TIMELINE`.
    public static let timelines = Self(rawValue: 0x14)

    /// Those that matter to sharing images.
    public static let all: [Self] = [
      .dumbBuffer, .preferredDepth, .prefersShadow, .prime, .asyncPageFlip, .cursorWidth,
      .cursorHeight, .framebufferModifiers, .syncObjects, .timelines,
    ]
  }

  /// What the driver answers to a question; `nil` where it does not know it.
  public func capability(_ capability: Capability) -> UInt64? {
    try? node.capability(DRMCapability(rawValue: capability.rawValue))
  }
}
