internal import TesseraKernel

extension AtomicRequest {
  /// Sets properties by their names.
  mutating func set(
    _ values: [String: UInt64], of object: UInt32, _ type: ModeObjectType, on node: DRMNode
  ) throws(SystemCallError) {
    for property in try node.properties(of: object, type) {
      if let value = values[property.name] {
        set(property.identifier, of: object, to: value)
      }
    }
  }

  /// Turns a screen on, in the mode that a blob holds.
  mutating func turnOn(_ screen: Display, mode blob: UInt32) throws(SystemCallError) {
    let node = screen.device.node
    try set(["ACTIVE": 1, "MODE_ID": UInt64(blob)], of: screen.crtc, .crtc, on: node)
    try set(["CRTC_ID": UInt64(screen.crtc)], of: screen.connector, .connector, on: node)
  }

  /// Shows a whole framebuffer on a plane, at the screen's upper left, in another size if one is
  /// told.
  mutating func show(
    _ framebuffer: UInt32, _ extent: Extent, as shown: Extent? = nil, on plane: DisplayPlane,
    of screen: Display
  ) throws(SystemCallError) {
    let shown = shown ?? extent
    try set(
      [
        "FB_ID": UInt64(framebuffer), "CRTC_ID": UInt64(screen.crtc), "SRC_X": 0, "SRC_Y": 0,
        // Source coordinates are 16.16 fixed point.
        "SRC_W": extent.width.value << 16, "SRC_H": extent.height.value << 16, "CRTC_X": 0,
        "CRTC_Y": 0, "CRTC_W": shown.width.value, "CRTC_H": shown.height.value,
      ], of: plane.identifier, .plane, on: screen.device.node)
  }
}
