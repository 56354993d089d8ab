internal import CLinux
package import SystemPackage

/// The kernel that this process runs on.
package struct LinuxKernel: Kernel {
  package init() {}

  package func open(_ path: String, flags: Int32) -> Int {
    unsafe clinux_open(path, flags)
  }

  package func ioctl(
    _ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer
  ) -> Int {
    unsafe clinux_ioctl(descriptor, request, argument)
  }

  package func map(
    _ descriptor: Int32, offset: Int, length: Int, protection: Int32,
    into address: inout UnsafeMutableRawPointer?
  ) -> Int {
    guard length > 0 else { return -Int(EINVAL) }
    return unsafe clinux_mmap(&address, UInt(length), protection, descriptor, offset)
  }

  package func createMemoryFile(_ name: String, flags: UInt32) -> Int {
    unsafe clinux_memfd_create(name, flags)
  }

  package func truncate(_ descriptor: Int32, to size: Int) -> Int {
    clinux_ftruncate(descriptor, size)
  }

  package func control(_ descriptor: Int32, _ command: Int32, _ argument: Int) -> Int {
    clinux_fcntl(descriptor, command, argument)
  }

  package func seek(_ descriptor: Int32, offset: Int, whence: Int32) -> Int {
    clinux_lseek(descriptor, offset, whence)
  }

  package func poll(_ descriptor: Int32, events: Int16, milliseconds: Int32) -> Int {
    var entry = pollfd(fd: descriptor, events: events, revents: 0)
    let ready = unsafe clinux_poll(&entry, 1, milliseconds)
    return ready > 0 ? Int(entry.revents) : ready
  }

  package func contents(of path: String) -> Result<[UInt8], Errno> {
    let opened = unsafe clinux_open(path, O_RDONLY)
    guard opened >= 0 else { return .failure(Errno(rawValue: CInt(-opened))) }
    defer { _ = clinux_close(CInt(opened)) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe clinux_read(CInt(opened), buffer.baseAddress, UInt(buffer.count))
      }
      guard count >= 0 else { return .failure(Errno(rawValue: CInt(-count))) }
      if count == 0 { return .success(bytes) }
      bytes += chunk.prefix(count)
    }
  }
}
