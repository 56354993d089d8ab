internal import CLinux

/// Memory that somebody just made: its descriptor, and what the kernel told of it.
package struct NewMemory: ~Copyable, Sendable {
  private let descriptor: OwnedFileDescriptor
  /// Bytes, as the kernel tells them.
  package let size: UInt64
  /// Whether a child process would not see it.
  package let isCloseOnExec: Bool

  package var rawDescriptor: CInt { descriptor.rawValue }

  /// Asks for the size and the flags.
  ///
  /// The corresponding C functions are `lseek` and `fcntl`.
  package init(
    _ descriptor: consuming OwnedFileDescriptor, kernel: borrowing KernelReference
  ) throws(SystemCallError) {
    let size = try checked(kernel.seek(descriptor.rawValue, offset: 0, whence: SEEK_END), "lseek")
    try self.init(descriptor, size: UInt64(size), kernel)
  }

  /// Asks a memory file, whose offset is also somebody else's: `lseek` would move it.
  ///
  /// The corresponding C functions are `fstat` and `fcntl`.
  package init(
    memoryFile descriptor: consuming OwnedFileDescriptor, kernel: borrowing KernelReference
  ) throws(SystemCallError) {
    let size = try MemoryFile.size(of: descriptor.rawValue, kernel: kernel.kernel)
    try self.init(descriptor, size: size, kernel)
  }

  private init(
    _ descriptor: consuming OwnedFileDescriptor, size: UInt64, _ kernel: borrowing KernelReference
  ) throws(SystemCallError) {
    let flags = try checked(
      kernel.control(descriptor.rawValue, F_GETFD, 0), "fcntl(F_GETFD)")
    self.descriptor = descriptor
    self.size = size
    isCloseOnExec = CInt(truncatingIfNeeded: flags) & FD_CLOEXEC != 0
  }

  /// Names a dma-buf, if it can be: a name is a help, not a promise.
  ///
  /// The corresponding C constant is `DMA_BUF_SET_NAME`.
  package borrowing func name(_ name: String, kernel: borrowing KernelReference) {
    _ = DMABufferCalls.answer(to: name, of: descriptor.rawValue, kernel)
  }
}
