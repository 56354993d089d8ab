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
    let path = try path(of: descriptor, kernel: kernel)
    let node = try DRMNode(opening: path, kernel: kernel)
    // Names move, and mount namespaces differ: what was opened must be what was meant.
    guard
      try deviceNumber(of: node.file.descriptor, kernel) == deviceNumber(of: descriptor, kernel)
    else { throw SystemCallError(call: "open", errno: .noSuchAddressOrDevice, path: path) }
    return node
  }

  /// Opens the node of `descriptor`, which has the right to the display, by leasing it nothing.
  ///
  /// What comes of it makes and imports buffers, and has no display.
  ///
  /// The corresponding C constant is `DRM_IOCTL_MODE_CREATE_LEASE`.
  package static func leasing(
    from descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> DRMNode {
    let path = (try? path(of: descriptor, kernel: kernel)) ?? ""
    var argument = drm_mode_create_lease()
    argument.flags = UInt32(O_CLOEXEC)
    try createLease.call(on: descriptor, path: path, &argument, kernel: kernel)
    return DRMNode(
      DeviceFile(
        owning: OwnedFileDescriptor(rawValue: CInt(bitPattern: argument.fd)), path: path,
        kernel: kernel))
  }

  /// The node of a descriptor by the kernel's own name, whatever it was opened by.
  package static func path(
    of descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> String {
    let number = try deviceNumber(of: descriptor, kernel)
    let place = "/sys/dev/char/\(clinux_major(number)):\(clinux_minor(number))/uevent"
    switch kernel.contents(of: place) {
    case .success(let bytes):
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      if let line = lines.first(where: { $0.hasPrefix("DEVNAME=") }) {
        return "/dev/" + line.dropFirst("DEVNAME=".utf8.count)
      }
      throw SystemCallError(call: "read", errno: .noSuchAddressOrDevice, path: place)
    case .failure(let errno): throw SystemCallError(call: "read", errno: errno, path: place)
    }
  }

  private static func deviceNumber(
    of descriptor: CInt, _ kernel: any Kernel
  ) throws(SystemCallError) -> UInt64 {
    switch kernel.status(of: descriptor) {
    case .success(let status): return status.node
    case .failure(let errno): throw SystemCallError(call: "fstat", errno: errno)
    }
  }
}
