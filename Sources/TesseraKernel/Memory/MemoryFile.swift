internal import CLinux

/// Anonymous memory behind a descriptor.
package enum MemoryFile {
  /// Makes a memory file of `count` bytes that can never shrink, as udmabuf demands.
  ///
  /// The corresponding C functions are `memfd_create`, `ftruncate` and `fcntl(F_ADD_SEALS)`.
  package static func make(
    name: String, count: Int, kernel: any Kernel
  ) throws(SystemCallError) -> OwnedFileDescriptor {
    let file = OwnedFileDescriptor(
      rawValue: CInt(
        try checked(
          kernel.createMemoryFile(name, flags: UInt32(clinux_memfd_flags)), "memfd_create")))
    _ = try checked(kernel.truncate(file.rawValue, to: count), "ftruncate")
    _ = try checked(
      kernel.control(file.rawValue, clinux_F_ADD_SEALS, Int(clinux_F_SEAL_SHRINK)),
      "fcntl(F_ADD_SEALS)")
    return file
  }

  /// The bytes of one page of this machine.
  package static var pageSize: Int { clinux_page_size() }
}
