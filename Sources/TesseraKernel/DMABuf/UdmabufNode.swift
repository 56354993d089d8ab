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

  /// Joins ranges of sealed memory files to one dma-buf, in their order; all must be whole pages.
  ///
  /// The corresponding C constant is `UDMABUF_CREATE_LIST`.
  package func create(_ ranges: [MemoryRange]) throws(SystemCallError) -> OwnedFileDescriptor {
    let header = MemoryLayout<udmabuf_create_list>.size
    let item = MemoryLayout<udmabuf_create_item>.stride
    var bytes = [UInt8](repeating: 0, count: header + ranges.count * item)
    unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe buffer.storeBytes(of: UInt32(UDMABUF_FLAGS_CLOEXEC), as: UInt32.self)
      unsafe buffer.storeBytes(of: UInt32(ranges.count), toByteOffset: 4, as: UInt32.self)
      for (index, range) in ranges.enumerated() {
        unsafe buffer.storeBytes(
          of: udmabuf_create_item(
            memfd: UInt32(bitPattern: range.memoryFile), __pad: 0, offset: range.offset,
            size: range.count), toByteOffset: header + index * item,
          as: udmabuf_create_item.self)
      }
    }
    while true {
      let answer = unsafe bytes.withUnsafeMutableBytes { buffer in
        // Never nil: there is a header at least.
        unsafe buffer.baseAddress.map {
          unsafe file.kernel.ioctl(file.descriptor, clinux_UDMABUF_CREATE_LIST, $0)
        } ?? -Int(EFAULT)
      }
      if answer == -Int(EINTR) { continue }
      return OwnedFileDescriptor(
        rawValue: CInt(try checked(answer, "UDMABUF_CREATE_LIST", path: file.path)))
    }
  }

  /// Some pages of a memory file.
  package struct MemoryRange: Sendable {
    package var memoryFile: CInt
    package var offset: UInt64
    package var count: UInt64

    package init(memoryFile: CInt, offset: UInt64, count: UInt64) {
      self.memoryFile = memoryFile
      self.offset = offset
      self.count = count
    }
  }

  /// The kernel's limit on one buffer in bytes, from the module's parameter; `nil` where it is not told.
  package static func sizeLimit(kernel: any Kernel) -> UInt64? {
    guard let mebibytes = parameter(sizeLimitPath, kernel: kernel) else { return nil }
    return mebibytes.multipliedReportingOverflow(by: 1 << 20).overflow ? nil : mebibytes << 20
  }

  /// The kernel's limit on the ranges of one buffer; `nil` where it is not told.
  package static func listLimit(kernel: any Kernel) -> UInt64? {
    parameter(listLimitPath, kernel: kernel)
  }

  private static func parameter(_ path: String, kernel: any Kernel) -> UInt64? {
    guard case .success(let bytes) = kernel.contents(of: path),
      let text = String(validating: bytes, as: UTF8.self)
    else { return nil }
    return UInt64(text.filter(\.isNumber))
  }

  /// Where the limit on one buffer is read and raised.
  package static let sizeLimitPath = "/sys/module/udmabuf/parameters/size_limit_mb"
  /// Where the limit on its ranges is read and raised.
  package static let listLimitPath = "/sys/module/udmabuf/parameters/list_limit"
}
