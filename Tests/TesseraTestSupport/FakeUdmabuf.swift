internal import CLinux
internal import TesseraKernel

/// The udmabuf driver: takes memory files that cannot shrink, whole pages only.
package struct FakeUdmabuf: FakeDriver {
  private let limit: UInt64

  /// Makes the driver with the greatest buffer in bytes that it takes.
  package init(limit: UInt64 = 64 << 20) { self.limit = limit }

  /// Answers `UDMABUF_CREATE` and `UDMABUF_CREATE_LIST`.
  package func answer(_ request: UInt, _ argument: IoctlArgument, tag: String) -> Int {
    switch request {
    case clinux_UDMABUF_CREATE: create(argument.read(udmabuf_create.self))
    case clinux_UDMABUF_CREATE_LIST: createList(argument, tag)
    default: -Int(ENOTTY)
    }
  }

  /// Makes memory of the ranges' sizes: a copy, for a fake cannot join files.
  private func createList(_ argument: IoctlArgument, _ tag: String) -> Int {
    let count = argument.read(UInt64.self) >> 32
    let items = argument.items(udmabuf_create_item.self, count: Int(count), after: 8)
    guard !items.isEmpty, items.count <= 1024 else { return -Int(EINVAL) }
    var total: UInt64 = 0
    for item in items {
      let answer = create(
        udmabuf_create(memfd: item.memfd, flags: 0, offset: item.offset, size: item.size))
      guard answer >= 0 else { return answer }
      _ = clinux_close(CInt(answer))
      total += item.size
    }
    guard total <= limit else { return -Int(EINVAL) }
    return FakeMemory(tag + "list", atLeast: total)?.share() ?? -Int(ENOMEM)
  }

  private func create(_ create: udmabuf_create) -> Int {
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
