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

  /// Takes the pages of the file's first `count` bytes, which are else taken when they are first touched.
  ///
  /// Where none is left this is an error; for whoever touches a page it is a `SIGBUS`, or the kernel ends
  /// a process.
  ///
  /// The corresponding C function is `fallocate`.
  package static func reserve(
    _ file: borrowing OwnedFileDescriptor, count: Int, kernel: any Kernel
  ) throws(SystemCallError) {
    // A signal undoes the call that it meets: many small ones get on where one large never would.
    let step = 1 << 20
    var offset = 0
    while offset < count {
      let size = min(step, count - offset)
      let answer = kernel.reserve(file.rawValue, offset: offset, count: size)
      if answer == -Int(EINTR) { continue }
      _ = try checked(answer, "fallocate")
      offset += size
    }
  }

  /// Makes a memory file of some bytes that nobody can change any more.
  ///
  /// Whoever maps it maps it as `MAP_PRIVATE`, as older kernels demand of what is sealed against
  /// writing.
  package static func make(
    name: String, of bytes: [UInt8], kernel: any Kernel
  ) throws(SystemCallError) -> OwnedFileDescriptor {
    let file = try make(name: name, count: bytes.count, kernel: kernel)
    // Never through a mapping: a child that another thread forks meanwhile would have it too, and what is
    // mapped to write cannot be sealed.
    var left = bytes[...]
    while !left.isEmpty {
      let answer = kernel.write(left, at: bytes.count - left.count, to: file.rawValue)
      if answer == -Int(EINTR) { continue }
      left = left.dropFirst(try checked(answer, "pwrite"))
    }
    let seals: MemorySeals = [.seal, .shrink, .grow, .write]
    _ = try checked(
      kernel.control(file.rawValue, clinux_F_ADD_SEALS, Int(seals.rawValue)),
      "fcntl(F_ADD_SEALS)")
    return file
  }

  /// The bytes of a memory file, whose offset stays where its owner left it.
  ///
  /// The corresponding C function is `fstat`.
  package static func size(
    of descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> UInt64 {
    switch kernel.status(of: descriptor) {
    case .success(let status): return UInt64(clamping: status.size)
    case .failure(let errno): throw SystemCallError(call: "fstat", errno: errno)
    }
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

  /// The corresponding C constant is `F_SEAL_SEAL`.
  package static let seal = Self(rawValue: clinux_F_SEAL_SEAL)
  /// The corresponding C constant is `F_SEAL_GROW`.
  package static let grow = Self(rawValue: clinux_F_SEAL_GROW)
  /// The corresponding C constant is `F_SEAL_SHRINK`.
  package static let shrink = Self(rawValue: clinux_F_SEAL_SHRINK)
  /// The corresponding C constant is `F_SEAL_WRITE`.
  package static let write = Self(rawValue: clinux_F_SEAL_WRITE)
  /// The corresponding C constant is `F_SEAL_FUTURE_WRITE`.
  package static let futureWrite = Self(rawValue: clinux_F_SEAL_FUTURE_WRITE)
}
