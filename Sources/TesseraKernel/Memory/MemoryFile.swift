internal import CLinux

/// Anonymous memory behind a descriptor.
package enum MemoryFile {
  /// The pages that memory is made of.
  package enum Pages: Hashable, Sendable {
    /// Those of this machine.
    case ordinary
    /// Of 2 MiB, from the pool that the administrator set aside.
    ///
    /// The corresponding C constants are `MFD_HUGETLB` and `MFD_HUGE_2MB`.
    case huge

    /// The bytes of one page.
    package var size: Int {
      switch self {
      case .ordinary: MemoryFile.pageSize
      case .huge: 2 << 20
      }
    }

    fileprivate var flags: UInt32 {
      switch self {
      case .ordinary: 0
      case .huge: clinux_MFD_HUGE_2MB
      }
    }
  }

  /// Makes a memory file of `count` bytes that can never shrink, as udmabuf demands.
  ///
  /// The corresponding C functions are `memfd_create`, `ftruncate` and `fcntl(F_ADD_SEALS)`.
  package static func make(
    name: String, count: Int, pages: Pages = .ordinary, kernel: any Kernel
  ) throws(SystemCallError) -> OwnedFileDescriptor {
    let flags = UInt32(clinux_memfd_flags) | pages.flags
    let file = OwnedFileDescriptor(
      rawValue: CInt(
        try checked(kernel.createMemoryFile(name, flags: flags), "memfd_create")))
    _ = try checked(kernel.truncate(file.rawValue, to: count), "ftruncate")
    _ = try checked(
      kernel.control(file.rawValue, clinux_F_ADD_SEALS, Int(clinux_F_SEAL_SHRINK)),
      "fcntl(F_ADD_SEALS)")
    return file
  }

  /// What can no longer be done to a memory file; `EINVAL` for what is none.
  ///
  /// The corresponding C constant is `F_GET_SEALS`.
  package static func seals(
    of descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> MemorySeals {
    MemorySeals(
      rawValue: CInt(
        truncatingIfNeeded: try checked(
          kernel.control(descriptor, clinux_F_GET_SEALS, 0), "fcntl(F_GET_SEALS)")))
  }

  /// The bytes of one page of this machine.
  package static let pageSize: Int = clinux_page_size()
}

/// What can no longer be done to a memory file, by anybody.
package struct MemorySeals: OptionSet, Hashable, Sendable {
  package let rawValue: CInt
  package init(rawValue: CInt) { self.rawValue = rawValue }

  /// The corresponding C constant is `F_SEAL_SHRINK`.
  package static let shrink = Self(rawValue: clinux_F_SEAL_SHRINK)
  /// The corresponding C constant is `F_SEAL_WRITE`.
  package static let write = Self(rawValue: clinux_F_SEAL_WRITE)
  /// The corresponding C constant is `F_SEAL_FUTURE_WRITE`.
  package static let futureWrite = Self(rawValue: clinux_F_SEAL_FUTURE_WRITE)
}
