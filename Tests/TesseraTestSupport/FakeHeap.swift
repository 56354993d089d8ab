internal import CLinux
internal import Synchronization

/// A DMA heap: hands out memory of whole pages.
package final class FakeHeap: FakeDriver {
  private let made = Mutex<Set<FileIdentity>>([])
  private let shortage = Mutex<UInt64>(0)

  /// Makes a heap with all memory there is.
  package init() {}

  /// Makes the heap give so many bytes less than it is asked for.
  package func give(lessBy bytes: UInt64) { shortage.withLock { $0 = bytes } }

  /// Whether the memory came from this heap.
  package func made(_ memory: FileIdentity) -> Bool { made.withLock { $0.contains(memory) } }

  /// Answers `DMA_HEAP_IOCTL_ALLOC`.
  package func answer(_ request: UInt, _ argument: IoctlArgument, tag: String) -> Int {
    guard request == clinux_DMA_HEAP_IOCTL_ALLOC else { return -Int(ENOTTY) }
    return argument.change(dma_heap_allocation_data.self) { data in
      let flags = CInt(bitPattern: data.fd_flags)
      guard data.len > 0, data.heap_flags == 0, data.fd == 0,
        flags & ~(O_CLOEXEC | O_ACCMODE) == 0
      else { return -Int(EINVAL) }
      let bytes = data.len - min(data.len, shortage.withLock(\.self))
      guard let memory = FakeMemory(tag + "heap", atLeast: bytes) else { return -Int(ENOMEM) }
      let shared = memory.share()
      guard shared >= 0 else { return shared }
      _ = made.withLock { $0.insert(memory.identity) }
      data.fd = UInt32(shared)
      return 0
    }
  }
}
