internal import CDRM
internal import CLinux
internal import SystemPackage

/// Another open file of the device behind a descriptor that somebody else owns.
///
/// GEM handles are names within one open file and are not counted: two owners of one file would close
/// each other's. A duplicated descriptor is still the same file, so there must be another one.
extension DRMNode {
  static let createLease = Request<drm_mode_create_lease>(
    "DRM_IOCTL_MODE_CREATE_LEASE", cdrm_MODE_CREATE_LEASE, restart: .onInterruptOrAgain)

  /// Opens the node of `descriptor` once more, by the name that the kernel has for it.
  package static func reopening(
    _ descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> DRMNode {
    DRMNode(try DeviceFile(reopening: descriptor, .readWrite, kernel: kernel))
  }

  /// Opens the node of `descriptor`, which has the right to the display, by leasing it nothing.
  ///
  /// What comes of it makes and imports buffers, and has no display.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_CREATE_LEASE`.
  package static func leasing(
    from descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> DRMNode {
    let path = (try? DeviceFile.path(of: descriptor, kernel: kernel)) ?? ""
    var argument = drm_mode_create_lease()
    argument.flags = UInt32(O_CLOEXEC)
    try createLease.call(on: descriptor, path: path, &argument, kernel: kernel)
    return DRMNode(
      DeviceFile(
        owning: OwnedFileDescriptor(rawValue: CInt(bitPattern: argument.fd)), path: path,
        kernel: kernel))
  }
}
