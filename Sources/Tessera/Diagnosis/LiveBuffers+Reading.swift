internal import SystemPackage
internal import TesseraKernel

extension LiveBuffers {
  /// Gathers what the kernel tells, place by place.
  struct Reading {
    let kernel: any Kernel
    let clock: () -> MachineTime
    var unread: [Unread] = []
    private var buffers: [UInt64: LiveBuffer] = [:]

    init(kernel: any Kernel, clock: @escaping () -> MachineTime) {
      self.kernel = kernel
      self.clock = clock
    }

    var result: LiveBuffers {
      LiveBuffers(buffers: buffers.values.sorted { $0.inode < $1.inode }, unread: unread)
    }

    /// Reads the descriptors and mappings of a process; the errno when its folder is closed to us.
    mutating func read(process: Int) -> Errno? {
      let place = "/proc/\(process)"
      let descriptors: [String]
      switch kernel.names(in: place + "/fd") {
      case .success(let names): descriptors = names
      case .failure(let errno): return errno
      }
      let command = text(place + "/comm").map { String($0.prefix { $0 != "\n" }) } ?? "?"
      for descriptor in descriptors.compactMap({ Int($0) }).sorted() {
        guard case .success(let target) = kernel.target(ofLink: "\(place)/fd/\(descriptor)"),
          target.hasPrefix("/dmabuf:"), let information = text("\(place)/fdinfo/\(descriptor)"),
          let buffer = LiveBuffer(information)
        else { continue }
        hold(dated(buffer, by: "\(place)/fd/\(descriptor)"), process, command) {
          $0.descriptors.append(descriptor)
        }
      }
      // A mapping keeps a buffer alive when its descriptor is closed.
      for line in (text(place + "/maps") ?? "").split(separator: "\n") {
        guard let buffer = LiveBuffer(mapping: line) else { continue }
        let range = line.prefix { $0 != " " }
        hold(dated(buffer, by: "\(place)/map_files/\(range)"), process, command) {
          $0.mappings += 1
        }
      }
      return nil
    }

    /// Reads the kernel's own list, which knows of buffers that only drivers hold.
    mutating func readDebugInformation() {
      let path = "/sys/kernel/debug/dma_buf/bufinfo"
      switch kernel.contents(of: path) {
      case .failure(let errno): unread.append(Unread(path: path, process: nil, errno: errno))
      case .success(let bytes):
        var last: UInt64?
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
          if let buffer = LiveBuffer(debugInformation: line) {
            last = buffer.inode
            buffers[buffer.inode] = merged(buffers[buffer.inode], buffer)
          } else if line.hasPrefix("\t"), let last {
            // A device is one word; headings and fences are more.
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count == 1 { buffers[last]?.devices.append(String(words[0])) }
          }
        }
      }
    }

    /// Adds the age, if the link still leads to the buffer.
    ///
    /// A dma-buf's file is stamped with the time when it is made; some exporters stamp it again when the
    /// CPU writes, so that the earliest time counts.
    private func dated(_ seen: LiveBuffer, by link: String) -> LiveBuffer {
      guard buffers[seen.inode]?.age == nil, case .success(let status) = kernel.status(at: link),
        status.inode == seen.inode
      else { return seen }
      var buffer = seen
      buffer.age = clock().age(of: status.oldestTime)
      return buffer
    }

    private func text(_ path: String) -> String? {
      guard case .success(let bytes) = kernel.contents(of: path) else { return nil }
      return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func hold(
      _ seen: LiveBuffer, _ process: Int, _ command: String,
      _ change: (inout LiveBuffer.Holder) -> Void
    ) {
      var buffer = merged(buffers[seen.inode], seen)
      var holder =
        buffer.holders.last { $0.process == process }
        ?? LiveBuffer.Holder(process: process, command: command)
      change(&holder)
      buffer.holders.removeAll { $0.process == process }
      buffer.holders.append(holder)
      buffers[seen.inode] = buffer
    }

    /// What is known and what was seen now, which may be less.
    private func merged(_ known: LiveBuffer?, _ seen: LiveBuffer) -> LiveBuffer {
      guard var buffer = known else { return seen }
      buffer.name = buffer.name ?? seen.name
      if buffer.exporter.isEmpty { buffer.exporter = seen.exporter }
      buffer.size = max(buffer.size, seen.size)
      buffer.age = buffer.age ?? seen.age
      buffer.references = seen.references ?? buffer.references
      return buffer
    }
  }
}

extension LiveBuffer {
  /// Reads `/proc/*/fdinfo/*` of a dma-buf.
  init?(_ information: String) {
    var fields: [Substring: Substring] = [:]
    for line in information.split(separator: "\n") {
      // The name, which anybody may choose, comes last: what follows in it is no field of the kernel's.
      guard let colon = line.firstIndex(of: ":"), fields[line[..<colon]] == nil else { continue }
      fields[line[..<colon]] = line[line.index(after: colon)...].drop { $0 == "\t" || $0 == " " }
    }
    guard let exporter = fields["exp_name"], let inode = fields["ino"].flatMap({ UInt64($0) }),
      let size = fields["size"].flatMap({ UInt64($0) })
    else { return nil }
    self.init(
      inode: inode, name: fields["name"].map(String.init), size: Bytes(size),
      exporter: String(exporter), references: fields["count"].flatMap { Int($0) })
  }

  /// Reads a line of `/proc/*/maps`.
  init?(mapping line: Substring) {
    let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
    // The last one is padded to a column.
    guard fields.count == 6, case let path = fields[5].drop(while: { $0 == " " }),
      path.hasPrefix("/dmabuf:"), let inode = UInt64(fields[4]), inode > 0
    else { return nil }
    let ends = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
    guard ends.count == 2, ends[0] <= ends[1] else { return nil }
    let name = path.dropFirst("/dmabuf:".count)
    self.init(
      inode: inode, name: name.isEmpty ? nil : String(name), size: Bytes(ends[1] - ends[0]),
      exporter: "")
  }

  /// Reads a line of the kernel's own list: size, flags, mode, count, exporter, inode, name.
  init?(debugInformation line: Substring) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard fields.count >= 6, let size = UInt64(fields[0]), let inode = UInt64(fields[5]) else {
      return nil
    }
    let name = fields.count > 6 ? fields[6] : ""
    self.init(
      inode: inode, name: name.isEmpty || name == "<none>" ? nil : String(name),
      size: Bytes(size), exporter: String(fields[4]), references: Int(fields[3]))
  }
}

extension MachineTime {
  /// How long ago something was made; `nil` when it would be later than now or before the machine was
  /// started, for then the clock was set meanwhile.
  func age(of birth: Duration) -> Duration? {
    let age = wall - birth
    return age >= .zero && age <= sinceStart ? age : nil
  }
}
