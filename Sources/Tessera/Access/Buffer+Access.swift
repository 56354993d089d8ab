internal import Synchronization
internal import TesseraKernel

extension AllocationError.Code {
  /// A device still used the buffer when the time ran out.
  public static let timedOut = Self(rawValue: "timed out")
  /// The task that waited was cancelled.
  public static let cancelled = Self(rawValue: "cancelled")
}

extension AllocationError {
  init(_ error: SyncError, step: Step = .access) {
    let code: Code =
      switch error.code {
      case .timedOut: .timedOut
      case .cancelled: .cancelled
      default: .systemCall
      }
    self.init(code, error.message, step: step, cause: error.cause)
  }
}

extension Buffer {
  /// Reads a plane: its bytes are coherent with the devices for as long as `body` runs.
  ///
  /// The scope opens and closes `DMA_BUF_IOCTL_SYNC`, again when it is interrupted, and waits for
  /// devices that are still writing, and for another thread's scope that is waiting so: not longer than
  /// `limit`, else it throws `timedOut`. Scopes may be nested and overlap, on one thread or several.
  /// When the bracket of those who read is lost, each of them throws as its scope closes.
  @inlinable
  public func withBytes<R>(
    ofPlane index: Int, within limit: Duration? = nil, _ body: (RawSpan) throws -> R
  ) throws -> R {
    // The scope counts no references: this keeps what it goes by.
    defer { withExtendedLifetime(self) {} }
    let scope = try openReading(ofPlane: index, within: limit)
    let result: R
    do {
      result = try unsafe body(UnsafeRawBufferPointer(scope.bytes).bytes)
    } catch {
      // What went wrong first is what went wrong.
      try? scope.bracket.endReading()
      throw error
    }
    try scope.bracket.endReading()
    return result
  }

  /// Writes a plane: what `body` wrote is coherent with the devices when it has returned, and with
  /// it every other scope that writes the same dma-buf at the time.
  @inlinable
  public func withMutableBytes<R>(
    ofPlane index: Int, within limit: Duration? = nil,
    _ body: (inout MutableRawSpan) throws -> R
  ) throws -> R {
    defer { withExtendedLifetime(self) {} }
    let scope = try openWriting(ofPlane: index, within: limit)
    let result: R
    do {
      var span = unsafe scope.bytes.mutableBytes
      result = try body(&span)
    } catch {
      try? scope.bracket.endWriting()
      throw error
    }
    try scope.bracket.endWriting()
    return result
  }

  @usableFromInline
  func openReading(ofPlane index: Int, within limit: Duration?) throws -> AccessScope {
    try openScope(.read, ofPlane: index, within: limit)
  }

  @usableFromInline
  func openWriting(ofPlane index: Int, within limit: Duration?) throws -> AccessScope {
    try openScope([.read, .write], ofPlane: index, within: limit)
  }

  // Errors go untyped here: one that is typed is moved from frame to frame, whether there is one or not.
  @inline(__always)
  private func openScope(
    _ direction: AccessDirection, ofPlane index: Int, within limit: Duration?
  ) throws -> AccessScope {
    // What every access but the first comes through: no device to wait for by name, and the plane
    // is known.
    guard limit == nil, let view = unsafe planeViews.unretained(index) else {
      return try openFirstScope(ofPlane: index, within: limit, direction)
    }
    let (path, bytes, count) = unsafe view._withUnsafeGuaranteedRef {
      unsafe ($0.path, $0.bytes, $0.byteCount)
    }
    let answer = unsafe path.pointee.open(direction)
    if answer != 0 { try unsafe Self.finishOpening(path, direction, after: answer) }
    touch(count)
    return unsafe AccessScope(bytes: bytes, bracket: ScopeBracket(path))
  }

  @inline(never)
  private static func finishOpening(
    _ path: UnsafeMutablePointer<AccessPath>, _ direction: AccessDirection, after answer: Int
  ) throws { try unsafe path.pointee.finish(direction, after: answer) }

  // The arguments are in the order of who calls it, which then moves none of them.
  @inline(never)
  private func openFirstScope(
    ofPlane index: Int, within limit: Duration?, _ direction: AccessDirection
  ) throws -> AccessScope {
    _ = try view(ofPlane: index)
    let deadline = Deadline.after(limit)
    try waitBeforeAccess(direction, within: limit)
    let view = try view(ofPlane: index)
    try view.memory.begin(direction, until: deadline, limit: limit)
    touch(view.byteCount)
    return unsafe AccessScope(bytes: view.bytes, bracket: ScopeBracket(view.path))
  }

  /// Opens a scope that the caller closes, for languages without closures; the bytes are there as
  /// long as the buffer is.
  package func openAccess(
    _ direction: AccessDirection, ofPlane index: Int, within limit: Duration?
  ) throws -> UnsafeMutableRawBufferPointer {
    // The kernel calls every access of a writer one of both.
    direction.contains(.write)
      ? unsafe try openWriting(ofPlane: index, within: limit).bytes
      : unsafe try openReading(ofPlane: index, within: limit).bytes
  }

  /// Closes a scope that `openAccess` opened.
  package func closeAccess(
    _ direction: AccessDirection, ofPlane index: Int
  ) throws(AllocationError) {
    try view(ofPlane: index).memory.end(direction.contains(.write) ? [.read, .write] : .read)
  }

  /// Waits outside the bracket, where a hung device hangs nobody.
  @inline(__always)
  func waitBeforeAccess(
    _ direction: AccessDirection, within limit: Duration?
  ) throws(AllocationError) {
    guard limit != nil || !isPastInitialFence else { return }
    try waitForDevices(direction, within: limit)
  }

  private func waitForDevices(
    _ direction: AccessDirection, within limit: Duration?
  ) throws(AllocationError) {
    do {
      if limit != nil {
        try waitUntilFree(for: direction, within: limit)
      } else {
        try pendingInitialFence?.wait()
      }
      isInitialFenceOver.store(true, ordering: .relaxed)
    } catch {
      throw AllocationError(error)
    }
  }

  @inline(__always)
  func touch(_ count: UInt64) { touched.wrappingAdd(count, ordering: .relaxed) }

  @inline(__always)
  private var isPastInitialFence: Bool {
    initialFence == nil || isInitialFenceOver.load(ordering: .relaxed)
  }

  /// How the CPU sees a plane; kept once there is no initial fence to wait for any more.
  func view(ofPlane index: Int) throws(AllocationError) -> PlaneView {
    if let known = unsafe planeViews.unretained(index) { return unsafe known.takeUnretainedValue() }
    guard planes.indices.contains(index) else {
      throw AllocationError(
        .invalidAccess,
        "plane \(index) was asked for and the buffer has planes 0 to \(planes.count - 1)",
        step: .access)
    }
    let plane = planes[index]
    guard memory.indices.contains(plane.buffer),
      let end = plane.offset.adding(plane.size), end <= memory[plane.buffer].size,
      let lower = Int(exactly: plane.offset.value), let upper = Int(exactly: end.value)
    else {
      throw AllocationError(
        .invalidAccess, "plane \(index) lies beyond the end of its dma-buf", step: .access)
    }
    let view = PlaneView(try representatives[plane.buffer].mapped(), lower..<upper)
    return isPastInitialFence ? planeViews.fill(index, view) : view
  }
}

/// The bytes of a plane while the CPU may touch them.
@usableFromInline
@safe struct AccessScope {
  @usableFromInline let bytes: UnsafeMutableRawBufferPointer
  @usableFromInline let bracket: ScopeBracket
}

/// What a scope opened; whoever has it ends it, once, and keeps the buffer until then.
@usableFromInline
@safe struct ScopeBracket {
  private let path: UnsafeMutablePointer<AccessPath>

  @inline(__always)
  init(_ path: UnsafeMutablePointer<AccessPath>) { unsafe self.path = unsafe path }

  @usableFromInline
  func endReading() throws { try end(.read) }

  @usableFromInline
  func endWriting() throws { try end([.read, .write]) }

  @inline(__always)
  private func end(_ direction: AccessDirection) throws {
    let answer = unsafe path.pointee.close(direction)
    if answer < 0 { throw AccessPath.endFailure(answer) }
  }
}
