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
    try turnOn(screen.crtc, mode: blob, for: screen.connector, screen.device.node)
  }

  /// Turns a CRTC on that feeds a connector, in the mode that a blob holds.
  mutating func turnOn(
    _ crtc: UInt32, mode blob: UInt32, for connector: UInt32, _ node: DRMNode
  ) throws(SystemCallError) {
    try set(["ACTIVE": 1, "MODE_ID": UInt64(blob)], of: crtc, .crtc, on: node)
    try set(["CRTC_ID": UInt64(crtc)], of: connector, .connector, on: node)
  }

  /// Turns a CRTC off that fed one connector from one plane.
  mutating func turnOff(
    _ crtc: UInt32, for connector: UInt32, on plane: DisplayPlane, _ node: DRMNode
  ) throws(SystemCallError) {
    try set(["FB_ID": 0, "CRTC_ID": 0], of: plane.identifier, .plane, on: node)
    try set(["CRTC_ID": 0], of: connector, .connector, on: node)
    try set(["ACTIVE": 0, "MODE_ID": 0], of: crtc, .crtc, on: node)
  }

  /// Shows a whole framebuffer on a plane, at the screen's upper left, in another size if one is
  /// told.
  mutating func show(
    _ framebuffer: UInt32, _ extent: Extent, as shown: Extent? = nil, on plane: DisplayPlane,
    of screen: Display
  ) throws(SystemCallError) {
    try show(
      framebuffer, extent, as: shown, on: plane, of: screen.crtc, screen.device.node)
  }

  /// The same on a CRTC, whatever it feeds.
  mutating func show(
    _ framebuffer: UInt32, _ extent: Extent, as shown: Extent? = nil, on plane: DisplayPlane,
    of crtc: UInt32, _ node: DRMNode
  ) throws(SystemCallError) {
    let shown = shown ?? extent
    try set(
      [
        "FB_ID": UInt64(framebuffer), "CRTC_ID": UInt64(crtc), "SRC_X": 0, "SRC_Y": 0,
        // Source coordinates are 16.16 fixed point.
        "SRC_W": extent.width.value << 16, "SRC_H": extent.height.value << 16, "CRTC_X": 0,
        "CRTC_Y": 0, "CRTC_W": shown.width.value, "CRTC_H": shown.height.value,
      ], of: plane.identifier, .plane, on: node)
  }
}
