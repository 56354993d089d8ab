internal import CLinux
internal import SystemPackage

/// Which way the CPU or a device goes through a dma-buf.
public struct AccessDirection: OptionSet, Hashable, Sendable {
  /// The kernel's bits.
  public let rawValue: UInt64
  /// Takes the kernel's bits.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The bytes will be read.
  ///
  /// The corresponding C constant is `DMA_BUF_SYNC_READ`.
  public static var read: Self { Self(rawValue: 1) }
  /// The bytes will be written.
  ///
  /// The corresponding C constant is `DMA_BUF_SYNC_WRITE`.
  public static var write: Self { Self(rawValue: 2) }
}

/// The calls that every dma-buf answers, whoever exported it.
package enum DMABufferCalls {
  static let sync = Request<dma_buf_sync>(
    "DMA_BUF_IOCTL_SYNC", clinux_DMA_BUF_IOCTL_SYNC, restart: .onInterruptOrAgain)
  static let setName = Request<UInt64>(
    "DMA_BUF_SET_NAME", clinux_DMA_BUF_SET_NAME, restart: .onInterrupt)
  static let exportSyncFile = Request<dma_buf_export_sync_file>(
    "DMA_BUF_IOCTL_EXPORT_SYNC_FILE", clinux_DMA_BUF_IOCTL_EXPORT_SYNC_FILE,
    restart: .onInterruptOrAgain)
  static let importSyncFile = Request<dma_buf_import_sync_file>(
    "DMA_BUF_IOCTL_IMPORT_SYNC_FILE", clinux_DMA_BUF_IOCTL_IMPORT_SYNC_FILE,
    restart: .onInterruptOrAgain)

  /// Opens or closes a bracket, by the kernel's own flags: 0, or −errno.
  ///
  /// The corresponding C constant is `DMA_BUF_IOCTL_SYNC`.
  package static func bracket(_ descriptor: CInt, _ flags: UInt64, kernel: any Kernel) -> Int {
    var argument = dma_buf_sync(flags: flags)
    return sync.answer(on: descriptor, &argument, kernel: kernel)
  }

  /// Names the buffer for `/proc/*/fdinfo` and debugfs; longer names are cut.
  ///
  /// The corresponding C constant is `DMA_BUF_SET_NAME`.
  package static func name(
    _ descriptor: CInt, _ name: String, kernel: any Kernel
  ) throws(SystemCallError) {
    _ = try checked(answer(to: name, of: descriptor, KernelReference(kernel)), setName.name)
  }

  /// The request carries the address of the name itself, up to its end.
  static func answer(
    to name: String, of descriptor: CInt, _ kernel: borrowing KernelReference
  ) -> Int {
    guard name.utf8.count <= longestName else {
      return answer(to: shortened(name), of: descriptor, kernel)
    }
    return unsafe name.withCString { name in
      unsafe repeatedIoctl(
        kernel, descriptor, setName.code, setName.restart, UnsafeMutableRawPointer(mutating: name))
    }
  }

  /// The longest name the kernel keeps, in bytes without its end.
  ///
  /// The corresponding C constant is `DMA_BUF_NAME_LEN`.
  package static let longestName = Int(DMA_BUF_NAME_LEN) - 1

  /// As much of a name as the kernel keeps, cut between characters.
  package static func shortened(_ name: String) -> String {
    if name.utf8.count <= longestName { return name }
    var kept = ""
    for character in name {
      guard character != "\0", kept.utf8.count + character.utf8.count <= longestName else { break }
      kept.append(character)
    }
    return kept
  }

  /// The size of a dma-buf, in bytes; the offset of any other file would be moved.
  ///
  /// The corresponding C function is `lseek`.
  package static func size(
    _ descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> UInt64 {
    UInt64(try checked(kernel.seek(descriptor, offset: 0, whence: SEEK_END), "lseek"))
  }

  /// A sync file of the fences that `direction` has to wait for.
  ///
  /// The corresponding C constant is `DMA_BUF_IOCTL_EXPORT_SYNC_FILE`.
  package static func exportSyncFile(
    _ descriptor: CInt, _ direction: AccessDirection, kernel: any Kernel
  ) throws(SystemCallError) -> OwnedFileDescriptor {
    var argument = dma_buf_export_sync_file(
      flags: UInt32(truncatingIfNeeded: direction.rawValue), fd: -1)
    try exportSyncFile.call(on: descriptor, &argument, kernel: kernel)
    return OwnedFileDescriptor(rawValue: argument.fd)
  }

  /// The kernel module that exported a dma-buf; `nil` where the kernel does not tell.
  package static func exporter(_ descriptor: CInt, kernel: any Kernel) -> String? {
    guard case .success(let bytes) = kernel.contents(of: "/proc/self/fdinfo/\(descriptor)") else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("exp_name:") }?
      .split(whereSeparator: \.isWhitespace).last.map(String.init)
  }
}
