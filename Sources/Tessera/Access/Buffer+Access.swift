internal import Synchronization
public import TesseraKernel

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
  @inlinable
  public func withBytes<R>(
    ofPlane index: Int, within limit: Duration? = nil, _ body: (RawSpan) throws -> R
  ) throws -> R {
    let scope = try openScope(.read, ofPlane: index, within: limit)
    let result: R
    do {
      result = try unsafe body(UnsafeRawBufferPointer(scope.bytes).bytes)
    } catch {
      // What went wrong first is what went wrong.
      try? scope.close()
      throw error
    }
    try scope.close()
    return result
  }

  /// Writes a plane: what `body` wrote is coherent with the devices when it has returned, and with
  /// it every other scope that writes the same dma-buf at the time.
  @inlinable
  public func withMutableBytes<R>(
    ofPlane index: Int, within limit: Duration? = nil,
    _ body: (inout MutableRawSpan) throws -> R
  ) throws -> R {
    let scope = try openScope([.read, .write], ofPlane: index, within: limit)
    let result: R
    do {
      var span = unsafe scope.bytes.mutableBytes
      result = try body(&span)
    } catch {
      try? scope.close()
      throw error
    }
    try scope.close()
    return result
  }

  @usableFromInline
  func openScope(
    _ direction: AccessDirection, ofPlane index: Int, within limit: Duration?
  ) throws(AllocationError) -> AccessScope {
    let (view, range) = try place(ofPlane: index)
    try waitBeforeAccess(direction, within: limit)
    try view.begin(direction)
    touch(range.count)
    return unsafe AccessScope(
      bytes: view.mapping.pointer(to: range), direction: direction, view: view)
  }

  /// Opens a scope that the caller closes, for languages without closures; the bytes are there as
  /// long as the buffer is.
  package func openAccess(
    _ direction: AccessDirection, ofPlane index: Int, within limit: Duration?
  ) throws(AllocationError) -> UnsafeMutableRawBufferPointer {
    // The kernel calls every access of a writer one of both.
    let direction: AccessDirection = direction.contains(.write) ? [.read, .write] : .read
    return unsafe try openScope(direction, ofPlane: index, within: limit).bytes
  }

  /// Closes a scope that `openAccess` opened.
  package func closeAccess(
    _ direction: AccessDirection, ofPlane index: Int
  ) throws(AllocationError) {
    let (view, _) = try place(ofPlane: index)
    try view.end(direction.contains(.write) ? [.read, .write] : .read)
  }

  /// Waits outside the bracket, where a hung device hangs nobody.
  @inline(__always)
  func waitBeforeAccess(
    _ direction: AccessDirection, within limit: Duration?
  ) throws(AllocationError) {
    guard limit != nil || initialFence != nil else { return }
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
  func touch(_ count: Int) { touched.add(UInt64(count), ordering: .relaxed) }

  /// How the CPU sees the dma-buf of a plane, and where in it the plane is.
  @inline(__always)
  func place(ofPlane index: Int) throws(AllocationError) -> (DMABufferView, Range<Int>) {
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
    return (try representatives[plane.buffer].mapped(), lower..<upper)
  }
}

/// The bytes of a plane while the CPU may touch them; whoever has it closes it, once.
@usableFromInline
@safe struct AccessScope {
  @usableFromInline let bytes: UnsafeMutableRawBufferPointer
  private let direction: AccessDirection
  private let view: DMABufferView

  @inline(__always)
  init(bytes: UnsafeMutableRawBufferPointer, direction: AccessDirection, view: DMABufferView) {
    unsafe self.bytes = unsafe bytes
    self.direction = direction
    self.view = view
  }

  @usableFromInline
  func close() throws(AllocationError) { try view.end(direction) }
}
