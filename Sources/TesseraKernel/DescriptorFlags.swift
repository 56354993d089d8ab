internal import CLinux

/// What `fcntl` tells of an open descriptor.
package enum DescriptorFlags {
  /// Whether a child process would not see it.
  ///
  /// The corresponding C constant is `F_GETFD`.
  package static func isCloseOnExec(
    _ descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> Bool {
    let flags = try checked(kernel.control(descriptor, F_GETFD, 0), "fcntl(F_GETFD)")
    return CInt(truncatingIfNeeded: flags) & FD_CLOEXEC != 0
  }

  /// Whether it may be written through.
  ///
  /// The corresponding C constants are `F_GETFL` and `O_ACCMODE`.
  package static func isWritable(
    _ descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> Bool {
    let flags = try checked(kernel.control(descriptor, F_GETFL, 0), "fcntl(F_GETFL)")
    return CInt(truncatingIfNeeded: flags) & O_ACCMODE == O_RDWR
  }

  /// A second descriptor of the same open file, close-on-exec.
  ///
  /// The corresponding C constant is `F_DUPFD_CLOEXEC`.
  package static func duplicate(
    _ descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> OwnedFileDescriptor {
    OwnedFileDescriptor(
      rawValue: CInt(
        try checked(kernel.control(descriptor, F_DUPFD_CLOEXEC, 0), "fcntl(F_DUPFD_CLOEXEC)")))
  }
}
