internal import CLinux

extension DMABufferCalls {
  /// Makes an access of `direction` last, for everybody else, until the fences of a sync file have
  /// signalled.
  ///
  /// The corresponding C constant is `DMA_BUF_IOCTL_IMPORT_SYNC_FILE`.
  package static func importSyncFile(
    _ syncFile: CInt, into descriptor: CInt, _ direction: AccessDirection, kernel: any Kernel
  ) throws(SystemCallError) {
    var argument = dma_buf_import_sync_file(
      flags: UInt32(truncatingIfNeeded: direction.rawValue), fd: syncFile)
    try importSyncFile.call(on: descriptor, &argument, kernel: kernel)
  }

  /// What `poll` is asked to learn whether an access has to wait: readers wait for writers, writers
  /// for everybody.
  package static func readiness(for direction: AccessDirection) -> Readiness {
    direction.contains(.write) ? .writable : .readable
  }
}

extension DMABufferCalls {
  /// Whether a descriptor may be mapped for writing, as it was exported.
  ///
  /// The corresponding C constant is `F_GETFL`.
  package static func isWritable(
    _ descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> Bool {
    let flags = try checked(kernel.control(descriptor, F_GETFL, 0), "fcntl(F_GETFL)")
    return CInt(truncatingIfNeeded: flags) & O_ACCMODE != O_RDONLY
  }
}
