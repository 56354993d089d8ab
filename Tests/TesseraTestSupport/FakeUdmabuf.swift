internal import CLinux
internal import TesseraKernel

/// The udmabuf driver: takes memory files that cannot shrink, whole pages only.
package struct FakeUdmabuf: FakeDriver {
  private let limit: UInt64

  /// Makes the driver with the greatest buffer in bytes that it takes.
  package init(limit: UInt64 = 64 << 20) { self.limit = limit }

  /// Answers `UDMABUF_CREATE`.
  package func answer(_ request: UInt, _ argument: IoctlArgument, tag: String) -> Int {
    guard request == clinux_UDMABUF_CREATE else { return -Int(ENOTTY) }
    let create = argument.read(udmabuf_create.self)
    let page = UInt64(MemoryFile.pageSize)
    guard create.size > 0, create.size % page == 0, create.offset % page == 0,
      create.size <= limit
    else { return -Int(EINVAL) }
    let file = CInt(bitPattern: create.memfd)
    let seals = clinux_fcntl(file, 1034, 0)  // F_GET_SEALS
    guard seals >= 0 else { return -Int(EBADFD) }
    // F_SEAL_SHRINK must be set and F_SEAL_WRITE must not.
    guard seals & 2 != 0, seals & 8 == 0 else { return -Int(EINVAL) }
    guard let memory = FakeMemory(heldBy: file),
      create.offset + create.size <= memory.size
    else { return -Int(EINVAL) }
    return memory.share()
  }
}
