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
    _ descriptor: Int32, offset: Int, length: Int, protection: Int32, flags: Int32,
    into address: inout UnsafeMutableRawPointer?
  ) -> Int {
    guard length > 0 else { return -Int(EINVAL) }
    return unsafe clinux_mmap(&address, UInt(length), protection, flags, descriptor, offset)
  }

  package func createMemoryFile(_ name: String, flags: UInt32) -> Int {
    unsafe clinux_memfd_create(name, flags)
  }

  package func truncate(_ descriptor: Int32, to size: Int) -> Int {
    clinux_ftruncate(descriptor, size)
  }

  package func reserve(_ descriptor: Int32, offset: Int, count: Int) -> Int {
    clinux_fallocate(descriptor, offset, count)
  }

  package func write(_ bytes: ArraySlice<UInt8>, at offset: Int, to descriptor: Int32) -> Int {
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe clinux_pwrite(descriptor, buffer.baseAddress, UInt(buffer.count), offset)
    }
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
    var opened = -Int(EINTR)
    while opened == -Int(EINTR) { opened = unsafe clinux_open(path, O_RDONLY) }
    guard opened >= 0 else { return .failure(Errno(rawValue: CInt(-opened))) }
    defer { _ = clinux_close(CInt(opened)) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe clinux_read(CInt(opened), buffer.baseAddress, UInt(buffer.count))
      }
      if count == -Int(EINTR) { continue }
      guard count >= 0 else { return .failure(Errno(rawValue: CInt(-count))) }
      if count == 0 { return .success(bytes) }
      bytes += chunk.prefix(count)
    }
  }
}

extension Kernel {
  /// Whether this is the kernel itself and no test's: then the calls that are made most often need
  /// not be looked up.
  @inline(__always) static var isLinux: Bool { Self.self == LinuxKernel.self }
}

extension LinuxKernel {
  package func status(of descriptor: Int32) -> Result<FileStatus, Errno> {
    var status = stat()
    let answer = unsafe clinux_fstat(descriptor, &status)
    return answer < 0 ? .failure(Errno(rawValue: CInt(-answer))) : .success(FileStatus(status))
  }

  package func status(at path: String) -> Result<FileStatus, Errno> {
    var status = stat()
    let answer = unsafe clinux_stat(path, &status)
    return answer < 0 ? .failure(Errno(rawValue: CInt(-answer))) : .success(FileStatus(status))
  }

  package func fileSystem(of descriptor: Int32) -> Int { clinux_file_system(descriptor) }

  package func names(in directory: String) -> Result<[String], Errno> {
    var opened: UnsafeMutableRawPointer?
    let answer = unsafe clinux_open_directory(directory, &opened)
    guard answer == 0 else { return .failure(Errno(rawValue: CInt(-answer))) }
    defer { unsafe clinux_close_directory(opened) }
    var names: [String] = []
    while true {
      var name: UnsafePointer<CChar>?
      let found = unsafe clinux_next_name(opened, &name)
      guard found > 0, let name = unsafe name else {
        return found < 0 ? .failure(Errno(rawValue: CInt(-found))) : .success(names)
      }
      let text = unsafe String(cString: name)
      if text != ".", text != ".." { names.append(text) }
    }
  }

  package func target(ofLink path: String) -> Result<String, Errno> {
    var target = [CChar](repeating: 0, count: 4096)
    let count = unsafe clinux_read_link(path, &target, UInt(target.count))
    guard count >= 0 else { return .failure(Errno(rawValue: CInt(-count))) }
    return .success(
      String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  package func send(
    _ bytes: ArraySlice<UInt8>, _ descriptors: [Int32], over socket: Int32
  ) -> Int {
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe clinux_send(
        socket, buffer.baseAddress, UInt(buffer.count), descriptors, UInt32(descriptors.count))
    }
  }

  package func receive(
    _ bytes: inout [UInt8], atMost count: Int, _ descriptors: inout ReceivedDescriptors,
    from socket: Int32
  ) -> Int {
    var numbers = [CInt](repeating: -1, count: Int(clinux_most_descriptors))
    var found: UInt32 = 0
    var answer = 0
    // Room for all that is left, since a packet is cut to the room it finds; and not filled with zeros
    // first, since a sender may send single bytes.
    bytes += unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
      answer = unsafe clinux_receive(socket, room.baseAddress, UInt(count), &numbers, &found)
      filled = max(0, answer)
    }
    for number in numbers.prefix(Int(found)) {
      descriptors.append(OwnedFileDescriptor(rawValue: number))
    }
    return answer
  }
}

extension LinuxKernel {
  private static let findings = KernelFindings()
  package var findings: KernelFindings { Self.findings }
  package var devices: any DeviceSource { LinuxDevices() }

  package func poll(_ entries: inout [PollEntry], milliseconds: Int32) -> Int {
    unsafe entries.withUnsafeMutableBufferPointer { entries in
      let count = UInt(entries.count)
      return unsafe entries.withMemoryRebound(to: pollfd.self) {
        unsafe clinux_poll($0.baseAddress, count, milliseconds)
      }
    }
  }

  package func createEventCounter() -> Int { clinux_eventfd() }
  package func raise(_ eventCounter: Int32) -> Int { clinux_eventfd_add(eventCounter) }
  package func clear(_ eventCounter: Int32) -> Int { clinux_eventfd_clear(eventCounter) }

  package func startThread(_ body: @escaping @Sendable () -> Void) -> Int {
    let argument = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    let answer = unsafe clinux_start_thread(
      { argument in
        if let argument = unsafe argument {
          unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
        }
        return nil
      }, argument)
    if answer < 0 { unsafe Unmanaged<ThreadBody>.fromOpaque(argument).release() }
    return answer
  }
}

/// What a thread runs, in a form that goes through C.
private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
