internal import CDRM

/// What `DRM_IOCTL_MODE_CREATE_DUMB` answered.
package struct DumbBuffer: Sendable {
  package let handle: UInt32
  /// Bytes from one row to the next, as the driver chose.
  package let stride: UInt32
  /// Bytes of the whole buffer, as the driver chose.
  package let size: UInt64
}

extension DRMNode {
  static let createDumb = Request<drm_mode_create_dumb>(
    "DRM_IOCTL_MODE_CREATE_DUMB", cdrm_MODE_CREATE_DUMB, restart: .onInterruptOrAgain)

  /// Makes a linear buffer; ended by `release`.
  ///
  /// Primary nodes only: a render node answers `EACCES`.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_CREATE_DUMB`.
  package func createDumb(
    width: UInt32, height: UInt32, bitsPerPixel: UInt32
  ) throws(SystemCallError) -> DumbBuffer {
    let made = try newDumb(width: width, height: height, bitsPerPixel: bitsPerPixel)
    // GEM_CLOSE ends a dumb buffer as DESTROY_DUMB does, and works for every handle of the table.
    adopt(made.handle)
    return made
  }

  /// The same with a handle that the table does not know, to be ended by `close`.
  @inline(__always)
  func newDumb(
    width: UInt32, height: UInt32, bitsPerPixel: UInt32
  ) throws(SystemCallError) -> DumbBuffer {
    var argument = drm_mode_create_dumb()
    argument.width = width
    argument.height = height
    argument.bpp = bitsPerPixel
    try file.call(Self.createDumb, &argument)
    return DumbBuffer(handle: argument.handle, stride: argument.pitch, size: argument.size)
  }
}
