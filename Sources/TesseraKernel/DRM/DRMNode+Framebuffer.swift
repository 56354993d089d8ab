internal import CDRM

/// The planes of an image as `DRM_IOCTL_MODE_ADDFB2` takes them.
package struct FramebufferLayout: Sendable {
  /// One plane: where in which buffer.
  package struct Plane: Sendable {
    package var handle: UInt32
    package var stride: UInt32
    package var offset: UInt32

    package init(handle: UInt32, stride: UInt32, offset: UInt32) {
      self.handle = handle
      self.stride = stride
      self.offset = offset
    }
  }

  package var width: UInt32
  package var height: UInt32
  package var format: UInt32
  /// The explicit modifier, or `nil` to leave the layout to the driver.
  package var modifier: UInt64?
  /// One to four planes.
  package var planes: [Plane]

  package init(width: UInt32, height: UInt32, format: UInt32, modifier: UInt64?, planes: [Plane]) {
    self.width = width
    self.height = height
    self.format = format
    self.modifier = modifier
    self.planes = planes
  }
}

extension DRMNode {
  static let addFramebuffer = Request<drm_mode_fb_cmd2>(
    "DRM_IOCTL_MODE_ADDFB2", cdrm_MODE_ADDFB2, restart: .onInterruptOrAgain)
  static let removeFramebuffer = Request<UInt32>(
    "DRM_IOCTL_MODE_RMFB", cdrm_MODE_RMFB, restart: .onInterruptOrAgain)

  /// Makes a framebuffer, which holds its own references to the buffers.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_ADDFB2`.
  package func addFramebuffer(_ layout: FramebufferLayout) throws(SystemCallError) -> UInt32 {
    var argument = drm_mode_fb_cmd2()
    argument.width = layout.width
    argument.height = layout.height
    argument.pixel_format = layout.format
    argument.flags = layout.modifier == nil ? 0 : UInt32(DRM_MODE_FB_MODIFIERS)
    for (index, plane) in layout.planes.prefix(4).enumerated() {
      set(&argument.handles, index, plane.handle)
      set(&argument.pitches, index, plane.stride)
      set(&argument.offsets, index, plane.offset)
      set(&argument.modifier, index, layout.modifier ?? 0)
    }
    try file.call(Self.addFramebuffer, &argument)
    return argument.fb_id
  }

  /// Ends a framebuffer; a plane that still shows it is turned off.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_RMFB`.
  package func removeFramebuffer(_ identifier: UInt32) throws(SystemCallError) {
    var argument = identifier
    try file.call(Self.removeFramebuffer, &argument)
  }

  private func set<Element>(
    _ tuple: inout (Element, Element, Element, Element), _ index: Int, _ value: Element
  ) {
    switch index {
    case 0: tuple.0 = value
    case 1: tuple.1 = value
    case 2: tuple.2 = value
    default: tuple.3 = value
    }
  }
}
