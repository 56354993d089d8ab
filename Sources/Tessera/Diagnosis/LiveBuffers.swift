public import SystemPackage
public import TesseraKernel

/// The dma-bufs that are alive, as far as this user may see them.
public struct LiveBuffers: Hashable, Sendable {
  /// The buffers by their inodes.
  public var buffers: [LiveBuffer]
  /// What may not be read, so that more may be held there.
  public var unread: [Unread]

  /// A place that could not be read.
  public struct Unread: Hashable, Sendable {
    /// The folder or file.
    public var path: String
    /// The process that it is about; `nil` for the whole system.
    public var process: Int?
    /// What the kernel answered.
    public var errno: Errno
  }

  /// Takes what was seen.
  public init(buffers: [LiveBuffer] = [], unread: [Unread] = []) {
    self.buffers = buffers
    self.unread = unread
  }

  /// Looks at one process, or at all that there are and at what drivers hold alone.
  ///
  /// - Throws: that there is no such process, or that it may not be read.
  public static func find(process: Int? = nil) throws(SystemCallError) -> LiveBuffers {
    try find(process: process, kernel: LinuxKernel())
  }

  package static func find(
    process: Int?, kernel: any Kernel, clock: @escaping () -> MachineTime = { .now }
  ) throws(SystemCallError) -> LiveBuffers {
    var reading = Reading(kernel: kernel, clock: clock)
    if let process {
      if let errno = reading.read(process: process) {
        throw SystemCallError(call: "opendir", errno: errno, path: "/proc/\(process)/fd")
      }
      return reading.result
    }
    let processes: [String]
    switch kernel.names(in: "/proc") {
    case .success(let names): processes = names
    case .failure(let errno): throw SystemCallError(call: "opendir", errno: errno, path: "/proc")
    }
    for process in processes.compactMap({ Int($0) }).sorted() {
      let errno = reading.read(process: process)
      // Who has ended meanwhile holds nothing.
      guard let errno, errno != .noSuchFileOrDirectory, errno != .noSuchProcess else { continue }
      reading.unread.append(
        Unread(path: "/proc/\(process)/fd", process: process, errno: errno))
    }
    reading.readDebugInformation()
    return reading.result
  }
}
