internal import Synchronization
internal import TesseraKernel

extension AllocationError.Code {
  /// A device still used the buffer when the time ran out.
  public static let timedOut = Self(rawValue: "timed out")
  /// The task that waited was cancelled.
  public static let cancelled = Self(rawValue: "cancelled")
}

extension AllocationError {
  init(_ error: SyncError) {
    let code: Code =
      switch error.code {
      case .timedOut: .timedOut
      case .cancelled: .cancelled
      default: .systemCall
      }
    self.init(code, error.message, cause: error.cause)
  }
}

extension Buffer {
  /// Reads a plane: its bytes are coherent with the devices for as long as `body` runs.
  ///
  /// The scope opens and closes `DMA_BUF_IOCTL_SYNC`, again when it is interrupted, and waits for
  /// devices that are still writing: not longer than `limit`, else it throws `timedOut`. Scopes may
  /// be nested and overlap, on one thread or several.
  public func withBytes<R>(
    ofPlane index: Int, within limit: Duration? = nil, _ body: (RawSpan) throws -> R
  ) throws -> R {
    let (view, range) = try beginAccess(.read, ofPlane: index, within: limit)
    let result: R
    do {
      result = try view.mapping.withBytes(in: range, body)
    } catch {
      // What went wrong first is what went wrong.
      try? view.end(.read)
      throw error
    }
    try view.end(.read)
    return result
  }

  /// Writes a plane: what `body` wrote is coherent with the devices when it has returned, and with
  /// it every other scope that writes the same dma-buf at the time.
  public func withMutableBytes<R>(
    ofPlane index: Int, within limit: Duration? = nil,
    _ body: (inout MutableRawSpan) throws -> R
  ) throws -> R {
    let (view, range) = try beginAccess([.read, .write], ofPlane: index, within: limit)
    let result: R
    do {
      result = try view.mapping.withMutableBytes(in: range, body)
    } catch {
      try? view.end([.read, .write])
      throw error
    }
    try view.end([.read, .write])
    return result
  }

  private func beginAccess(
    _ direction: AccessDirection, ofPlane index: Int, within limit: Duration?
  ) throws(AllocationError) -> (DMABufferView, Range<Int>) {
    let (memory, range) = try place(ofPlane: index)
    let view = try memory.mapped()
    try waitBeforeAccess(direction, within: limit)
    try view.begin(direction)
    touch(range.count)
    return (view, range)
  }

  /// Opens a scope that the caller closes, for languages without closures; the bytes are there as
  /// long as the buffer is.
  package func openAccess(
    _ direction: AccessDirection, ofPlane index: Int, within limit: Duration?
  ) throws(AllocationError) -> UnsafeMutableRawBufferPointer {
    // The kernel calls every access of a writer one of both.
    let direction: AccessDirection = direction.contains(.write) ? [.read, .write] : .read
    let (view, range) = try beginAccess(direction, ofPlane: index, within: limit)
    return unsafe view.mapping.pointer(to: range)
  }

  /// Closes a scope that `openAccess` opened.
  package func closeAccess(
    _ direction: AccessDirection, ofPlane index: Int
  ) throws(AllocationError) {
    let (memory, _) = try place(ofPlane: index)
    try memory.mapped().end(direction.contains(.write) ? [.read, .write] : .read)
  }

  /// Waits outside the bracket, where a hung device hangs nobody.
  func waitBeforeAccess(
    _ direction: AccessDirection, within limit: Duration?
  ) throws(AllocationError) {
    guard limit != nil || initialFence != nil else { return }
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

  func touch(_ count: Int) { touched.add(UInt64(count), ordering: .relaxed) }

  func place(ofPlane index: Int) throws(AllocationError) -> (DMABuffer, Range<Int>) {
    guard planes.indices.contains(index) else {
      throw AllocationError(
        .invalidAccess,
        "plane \(index) was asked for and the buffer has planes 0 to \(planes.count - 1)")
    }
    let plane = planes[index]
    guard memory.indices.contains(plane.buffer),
      let end = plane.offset.adding(plane.size), end <= memory[plane.buffer].size,
      let lower = Int(exactly: plane.offset.value), let upper = Int(exactly: end.value)
    else {
      throw AllocationError(.invalidAccess, "plane \(index) lies beyond the end of its dma-buf")
    }
    return (representatives[plane.buffer], lower..<upper)
  }
}
