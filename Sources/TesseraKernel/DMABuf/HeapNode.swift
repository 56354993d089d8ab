internal import CLinux

/// An open `/dev/dma_heap/*` node.
package struct HeapNode: Sendable {
  package let file: DeviceFile

  static let allocate = Request<dma_heap_allocation_data>(
    "DMA_HEAP_IOCTL_ALLOC", clinux_DMA_HEAP_IOCTL_ALLOC, restart: .onInterrupt)

  /// Opens a heap; reading is permission enough to allocate.
  package init(opening path: String, kernel: any Kernel) throws(SystemCallError) {
    file = try DeviceFile(opening: path, .readOnly, kernel: kernel)
  }

  /// Allocates `count` bytes, rounded up to pages by the kernel and zeroed; the descriptor can be
  /// mapped for writing.
  ///
  /// The corresponding C constant is `DMA_HEAP_IOCTL_ALLOC`.
  package func allocate(_ count: UInt64) throws(SystemCallError) -> OwnedFileDescriptor {
    var argument = dma_heap_allocation_data(
      len: count, fd: 0, fd_flags: UInt32(O_RDWR | O_CLOEXEC), heap_flags: 0)
    try file.call(Self.allocate, &argument)
    return OwnedFileDescriptor(rawValue: CInt(bitPattern: argument.fd))
  }
}
