internal import CLinux
internal import SystemPackage

extension DeviceFile {
  /// Opens the node of a descriptor that somebody else owns once more, by the name that the kernel has
  /// for it.
  ///
  /// What comes of it is another open file, which shares nothing with the first but the device.
  package convenience init(
    reopening descriptor: CInt, _ access: Access, kernel: any Kernel
  ) throws(SystemCallError) {
    let path = try Self.path(of: descriptor, kernel: kernel)
    try self.init(opening: path, access, kernel: kernel)
    // Names move, and mount namespaces differ: what was opened must be what was meant.
    guard
      try Self.deviceNumber(of: self.descriptor, kernel: kernel)
        == Self.deviceNumber(of: descriptor, kernel: kernel)
    else { throw SystemCallError(call: "open", errno: .noSuchAddressOrDevice, path: path) }
  }

  /// The node of a descriptor by the kernel's own name, whatever it was opened by.
  package static func path(
    of descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> String {
    let number = try deviceNumber(of: descriptor, kernel: kernel)
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
    of descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> UInt64 {
    switch kernel.status(of: descriptor) {
    case .success(let status): return status.node
    case .failure(let errno): throw SystemCallError(call: "fstat", errno: errno)
    }
  }
}
