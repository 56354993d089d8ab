internal import CLinux

/// An open `/dev/udmabuf`.
package struct UdmabufNode: Sendable {
  package let file: DeviceFile

  static let create = Request<udmabuf_create>(
    "UDMABUF_CREATE", clinux_UDMABUF_CREATE, restart: .onInterrupt)

  package init(opening path: String, kernel: any Kernel) throws(SystemCallError) {
    file = try DeviceFile(opening: path, .readWrite, kernel: kernel)
  }

  /// Turns `count` bytes of a sealed memory file into a dma-buf; both must be whole pages.
  ///
  /// The corresponding C constant is `UDMABUF_CREATE`.
  package func create(
    memoryFile: CInt, offset: UInt64 = 0, count: UInt64
  ) throws(SystemCallError) -> OwnedFileDescriptor {
    var argument = udmabuf_create(
      memfd: UInt32(bitPattern: memoryFile), flags: UInt32(UDMABUF_FLAGS_CLOEXEC), offset: offset,
      size: count)
    return OwnedFileDescriptor(rawValue: CInt(try file.call(Self.create, &argument)))
  }

  /// The kernel's limit on one buffer in bytes, from the module's parameter; `nil` where it is not told.
  package static func sizeLimit(kernel: any Kernel) -> UInt64? {
    guard case .success(let bytes) = kernel.contents(of: sizeLimitPath),
      let text = String(validating: bytes, as: UTF8.self),
      let mebibytes = UInt64(text.filter(\.isNumber))
    else { return nil }
    return mebibytes.multipliedReportingOverflow(by: 1 << 20).overflow ? nil : mebibytes << 20
  }

  /// Where the limit is read and raised.
  package static let sizeLimitPath = "/sys/module/udmabuf/parameters/size_limit_mb"
}
