internal import CDRM
internal import CLinux
internal import Synchronization
package import SystemPackage
package import TesseraKernel

/// A kernel without devices: memory is real, drivers are fakes, and any call can be made to fail.
///
/// Every open node and every buffer is a real memory file whose name carries this kernel's tag, so
/// that closing, mapping and leaking are real and can be counted while other tests run.
package final class ScriptedKernel: Kernel {
  private static let made = Atomic<Int>(0)
  let real = LinuxKernel()
  private let script = Mutex(Script())
  /// The fences in its buffers.
  package let fences = FakeFences()
  /// What was found out about it by trying.
  package let findings = KernelFindings()
  /// The devices that are known to be there; none unless they are told.
  package let devices: any DeviceSource

  /// What the name of every memory file of this kernel begins with.
  package let tag: String

  /// Knows the drivers by the paths of their nodes, small files by their paths, and devices.
  package init(
    _ drivers: [String: any FakeDriver] = [:], files: [String: String] = [:],
    devices: any DeviceSource = ScriptedDevices()
  ) {
    self.devices = devices
    tag = "script\(Self.made.add(1, ordering: .relaxed).newValue):"
    script.withLock { script in
      script.drivers = drivers
      script.files = files
    }
  }

  /// Everything that was called so far.
  package var calls: [CallRecord] { script.withLock { $0.calls } }

  /// How often a requirement was called so far, failures included.
  package func count(of call: KernelCall) -> Int { calls.count { $0.call == call } }

  /// The flags of every `DMA_BUF_IOCTL_SYNC` that succeeded.
  package var accessFlags: [UInt64] { script.withLock { $0.accessFlags } }

  /// The names that buffers were given with `DMA_BUF_SET_NAME`.
  package var bufferNames: [String] { script.withLock { $0.bufferNames } }

  /// The most entries that one `poll` was given.
  package var mostEntries: Int { script.withLock { $0.mostEntries } }

  /// Lets a call fail: the first `skipped` go through, then `times` answer `errno`.
  package func fail(
    _ call: KernelCall, after skipped: Int = 0, times: Int = 1, with errno: CInt
  ) {
    script.withLock { $0.faults.append(Fault(call, skipped: skipped, times: times, errno)) }
  }

  /// Lets the call number `number` from now on fail, whichever it is; the first is number 1.
  package func fail(callNumber number: Int, with errno: CInt) {
    script.withLock { $0.faults.append(Fault(nil, skipped: number - 1, times: 1, errno)) }
  }

  /// Drops the faults that are left; answers whether all of them had struck.
  @discardableResult
  package func heal() -> Bool {
    script.withLock { script in
      defer { script.faults = [] }
      return script.faults.allSatisfy { $0.times == 0 }
    }
  }

  private struct Script {
    var drivers: [String: any FakeDriver] = [:]
    var files: [String: String] = [:]
    var statuses: [String: FileStatus] = [:]
    var nodes: [FileIdentity: String] = [:]
    var memoryFiles: Set<FileIdentity> = []
    var calls: [CallRecord] = []
    var faults: [Fault] = []
    var accessFlags: [UInt64] = []
    var bufferNames: [String] = []
    var mostEntries = 0
  }

  /// Tells of a path whose mode and owner it is to have.
  package func own(_ path: String, _ status: FileStatus) {
    script.withLock { $0.statuses[path] = status }
  }

  /// Puts a small file there, or another text into it.
  package func write(_ text: String, to path: String) {
    script.withLock { $0.files[path] = text }
  }

  func scriptedStatus(at path: String) -> FileStatus? { script.withLock { $0.statuses[path] } }
  func scriptedText(at path: String) -> String? { script.withLock { $0.files[path] } }
  var scriptedPaths: [String] { script.withLock { Array($0.files.keys) } }

  /// Whether a descriptor is of memory that a driver of this kernel made.
  func isDMABuffer(_ descriptor: CInt) -> Bool {
    guard openDescriptors.contains(descriptor), let file = FileIdentity(of: descriptor) else {
      return false
    }
    return script.withLock { $0.nodes[file] == nil && !$0.memoryFiles.contains(file) }
  }

  /// Records a call; the errno that it is to fail with, negative, or `nil`.
  func fault(
    _ call: KernelCall, descriptor: CInt = -1, path: String? = nil
  ) -> Int? {
    script.withLock { script in
      let node = FileIdentity(of: descriptor).flatMap { script.nodes[$0] }
      script.calls.append(CallRecord(call: call, descriptor: descriptor, path: path ?? node))
      for index in script.faults.indices where script.faults[index].matches(call) {
        if let errno = script.faults[index].strike() { return -Int(errno) }
      }
      return nil
    }
  }
}

extension ScriptedKernel {
  /// Opens a scripted node; nothing else is there.
  package func open(_ path: String, flags: Int32) -> Int {
    if let fault = fault(.open, path: path) { return fault }
    guard script.withLock({ $0.drivers[path] }) != nil else { return -Int(ENOENT) }
    let answer = real.createMemoryFile(tag + path, flags: UInt32(clinux_memfd_flags))
    guard let identity = FileIdentity(of: CInt(answer)) else { return answer }
    script.withLock { $0.nodes[identity] = path }
    return answer
  }

  /// Answers as the driver of the node does; dma-buf calls are answered on every other descriptor.
  package func ioctl(
    _ descriptor: Int32, _ request: UInt, _ argument: UnsafeMutableRawPointer
  ) -> Int {
    if let fault = fault(.ioctl(request), descriptor: descriptor) { return fault }
    guard let identity = FileIdentity(of: descriptor) else { return -Int(EBADF) }
    let driver = script.withLock { script in
      script.nodes[identity].flatMap { script.drivers[$0] }
    }
    let argument = unsafe IoctlArgument(argument)
    if let driver {
      let answer = driver.answer(request, argument, tag: tag)
      // A memory file that udmabuf took is a dma-buf from now on: the fake has no second face for it.
      if request == clinux_UDMABUF_CREATE, let made = FileIdentity(of: CInt(answer)) {
        _ = script.withLock { $0.memoryFiles.remove(made) }
      }
      if request == cdrm_MODE_CREATE_LEASE, answer == 0,
        let made = FileIdentity(of: CInt(argument.read(drm_mode_create_lease.self).fd))
      {
        script.withLock { $0.nodes[made] = $0.nodes[identity] }
      }
      return answer
    }
    switch request {
    case clinux_DMA_BUF_IOCTL_SYNC:
      return access(descriptor, argument.read(dma_buf_sync.self).flags)
    case clinux_DMA_BUF_SET_NAME:
      let name = argument.readText(atMost: Int(DMA_BUF_NAME_LEN))
      script.withLock { $0.bufferNames.append(name) }
      return 0
    default: return fences.answer(request, argument, on: identity)
    }
  }

  private func access(_ descriptor: CInt, _ flags: UInt64) -> Int {
    // As the kernel checks them: some direction, and nothing but direction and end.
    guard flags & ~7 == 0, flags & 3 != 0 else { return -Int(EINVAL) }
    if flags & 4 == 0 {
      let events = flags & 2 == 0 ? POLLIN : POLLOUT
      _ = fences.poll(descriptor, events: Int16(events), milliseconds: -1)
    }
    script.withLock { $0.accessFlags.append(flags) }
    return 0
  }

  /// Maps for real.
  package func map(
    _ descriptor: Int32, offset: Int, length: Int, protection: Int32, flags: Int32,
    into address: inout UnsafeMutableRawPointer?
  ) -> Int {
    if let fault = fault(.map, descriptor: descriptor) { return fault }
    return unsafe real.map(
      descriptor, offset: offset, length: length, protection: protection, flags: flags,
      into: &address)
  }

  /// Makes a real memory file, its name behind this kernel's tag.
  package func createMemoryFile(_ name: String, flags: UInt32) -> Int {
    if let fault = fault(.createMemoryFile) { return fault }
    let answer = real.createMemoryFile(tag + name, flags: flags)
    if let made = FileIdentity(of: CInt(answer)) {
      _ = script.withLock { $0.memoryFiles.insert(made) }
    }
    return answer
  }

  /// Sets the size for real.
  package func truncate(_ descriptor: Int32, to size: Int) -> Int {
    fault(.truncate, descriptor: descriptor) ?? real.truncate(descriptor, to: size)
  }

  /// Takes pages for real, up to 256 MiB of a file: no test may empty the machine that it runs on.
  package func reserve(_ descriptor: Int32, offset: Int, count: Int) -> Int {
    if let fault = fault(.reserve, descriptor: descriptor) { return fault }
    guard offset + count <= 256 << 20 else { return -Int(ENOMEM) }
    return real.reserve(descriptor, offset: offset, count: count)
  }

  /// Writes for real.
  package func write(_ bytes: ArraySlice<UInt8>, at offset: Int, to descriptor: Int32) -> Int {
    fault(.write, descriptor: descriptor) ?? real.write(bytes, at: offset, to: descriptor)
  }

  /// Calls `fcntl` for real.
  package func control(_ descriptor: Int32, _ command: Int32, _ argument: Int) -> Int {
    fault(.control, descriptor: descriptor) ?? real.control(descriptor, command, argument)
  }

  /// Seeks for real in memory files; all else tells its size and has no offset, as dma-bufs have none.
  package func seek(_ descriptor: Int32, offset: Int, whence: Int32) -> Int {
    if let fault = fault(.seek, descriptor: descriptor) { return fault }
    guard whence == SEEK_END, offset == 0, let file = FileIdentity(of: descriptor),
      !script.withLock({ $0.memoryFiles.contains(file) })
    else { return real.seek(descriptor, offset: offset, whence: whence) }
    switch real.status(of: descriptor) {
    case .success(let status): return Int(status.size)
    case .failure(let errno): return -Int(errno.rawValue)
    }
  }

  /// Waits for real; a memory file is ready when the fences in it are.
  package func poll(_ descriptor: Int32, events: Int16, milliseconds: Int32) -> Int {
    fault(.poll, descriptor: descriptor)
      ?? fences.poll(descriptor, events: events, milliseconds: milliseconds)
      ?? real.poll(descriptor, events: events, milliseconds: milliseconds)
  }

  /// Answers scripted files only.
  package func contents(of path: String) -> Result<[UInt8], Errno> {
    if let fault = fault(.contents, path: path) { return .failure(Errno(rawValue: CInt(-fault))) }
    if let exporter = exporter(of: path) { return .success(Array("exp_name:\t\(exporter)\n".utf8)) }
    guard let text = script.withLock({ $0.files[path] }) else {
      return .failure(.noSuchFileOrDirectory)
    }
    return .success(Array(text.utf8))
  }

  /// Who exported the dma-buf whose `/proc/self/fdinfo` entry is read.
  private func exporter(of path: String) -> String? {
    guard path.hasPrefix("/proc/self/fdinfo/"),
      let identity = path.split(separator: "/").last.flatMap({ CInt($0) })
        .flatMap({ FileIdentity(of: $0) })
    else { return nil }
    return script.withLock(\.drivers).values.compactMap { $0.exporter(of: identity) }.first
  }
}

extension ScriptedKernel {
  /// Waits for real.
  package func poll(_ entries: inout [PollEntry], milliseconds: Int32) -> Int {
    let count = entries.count
    script.withLock { $0.mostEntries = max($0.mostEntries, count) }
    return fault(.pollAll) ?? real.poll(&entries, milliseconds: milliseconds)
  }

  /// Makes a real one.
  package func createEventCounter() -> Int {
    fault(.createEventCounter) ?? real.createEventCounter()
  }

  /// Raises it for real.
  package func raise(_ eventCounter: Int32) -> Int {
    fault(.raise, descriptor: eventCounter) ?? real.raise(eventCounter)
  }

  /// Clears it for real.
  package func clear(_ eventCounter: Int32) -> Int {
    fault(.clear, descriptor: eventCounter) ?? real.clear(eventCounter)
  }

  /// Starts a real thread.
  package func startThread(_ body: @escaping @Sendable () -> Void) -> Int {
    fault(.startThread) ?? real.startThread(body)
  }
}
