internal import TesseraKernel

extension Buffer {
  /// Reads all planes at once, in one bracket over every dma-buf.
  ///
  /// Waits as `withBytes(ofPlane:within:_:)` does; `limit` is for all of them together.
  public func withBytes<R>(
    within limit: Duration? = nil, _ body: (borrowing PlaneBytes) throws -> R
  ) throws -> R {
    try bracketing(.read, within: limit) { views in
      let bytes = PlaneBytes(views)
      return try body(bytes)
    }
  }

  /// Writes all planes at once, in one bracket over every dma-buf.
  public func withMutableBytes<R>(
    within limit: Duration? = nil, _ body: (inout MutablePlaneBytes) throws -> R
  ) throws -> R {
    try bracketing([.read, .write], within: limit) { views in
      var bytes = MutablePlaneBytes(views)
      return try body(&bytes)
    }
  }

  /// Opens a scope over all planes that the caller closes, for languages without closures; the bytes of
  /// each are there as long as the buffer is.
  package func openAccess(
    _ direction: AccessDirection, within limit: Duration?
  ) throws(AllocationError) -> [UnsafeMutableRawBufferPointer] {
    let direction: AccessDirection = direction.contains(.write) ? [.read, .write] : .read
    var bytes: [UnsafeMutableRawBufferPointer] = unsafe []
    for view in try begin(direction, within: limit) {
      unsafe bytes.append(view.bytes)
    }
    return unsafe bytes
  }

  /// Closes a scope over all planes that `openAccess` opened.
  package func closeAccess(_ direction: AccessDirection) throws(AllocationError) {
    try end(direction.contains(.write) ? [.read, .write] : .read, distinctViews())
  }

  private func bracketing<R>(
    _ direction: AccessDirection, within limit: Duration?, _ body: ([PlaneView]) throws -> R
  ) throws -> R {
    let views = try begin(direction, within: limit)
    let result = Result { try body(views) }
    do throws(AllocationError) {
      try end(direction, distinctViews())
    } catch {
      // What went wrong first is what went wrong.
      if case .success = result { throw error }
    }
    return try result.get()
  }

  private func distinctViews() throws(AllocationError) -> [DMABufferView] {
    var views: [DMABufferView] = []
    for memory in distinctMemory { views.append(try memory.mapped()) }
    return views
  }

  private func begin(
    _ direction: AccessDirection, within limit: Duration?
  ) throws(AllocationError) -> [PlaneView] {
    var views: [PlaneView] = []
    for index in planes.indices {
      views.append(try view(ofPlane: index))
    }
    let memory = try distinctViews()
    let deadline = Deadline.after(limit)
    try waitBeforeAccess(direction, within: limit)
    var open: [DMABufferView] = []
    do throws(AllocationError) {
      for view in memory {
        try view.begin(direction, until: deadline, limit: limit)
        open.append(view)
      }
    } catch {
      try? end(direction, open)
      throw error
    }
    for view in views { touch(view.byteCount) }
    return views
  }

  /// The last first, and every one, whatever fails.
  private func end(
    _ direction: AccessDirection, _ memory: [DMABufferView]
  ) throws(AllocationError) {
    var failure: AllocationError?
    for view in memory.reversed() {
      do throws(AllocationError) {
        try view.end(direction)
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }
}

/// The bytes of all planes, to read, for as long as a scope is open.
public struct PlaneBytes: ~Copyable {
  private let views: [PlaneView]

  init(_ views: [PlaneView]) { self.views = views }

  /// How many planes there are.
  public var count: Int { views.count }

  /// The bytes of one plane.
  public func withBytes<R>(ofPlane index: Int, _ body: (RawSpan) throws -> R) throws -> R {
    let place = try views.plane(index)
    return try place.memory.mapping.withBytes(in: place.range, body)
  }

  /// The bytes of two planes.
  public func withBytes<R>(
    ofPlanes first: Int, _ second: Int, _ body: (RawSpan, RawSpan) throws -> R
  ) throws -> R {
    try withBytes(ofPlane: first) { one in
      try withBytes(ofPlane: second) { two in try body(one, two) }
    }
  }

  /// The bytes of three planes.
  public func withBytes<R>(
    ofPlanes first: Int, _ second: Int, _ third: Int,
    _ body: (RawSpan, RawSpan, RawSpan) throws -> R
  ) throws -> R {
    try withBytes(ofPlanes: first, second) { one, two in
      try withBytes(ofPlane: third) { three in try body(one, two, three) }
    }
  }
}

/// The bytes of all planes, to write, for as long as a scope is open.
public struct MutablePlaneBytes: ~Copyable {
  private let views: [PlaneView]

  init(_ views: [PlaneView]) { self.views = views }

  /// How many planes there are.
  public var count: Int { views.count }

  /// The bytes of one plane.
  public mutating func withMutableBytes<R>(
    ofPlane index: Int, _ body: (inout MutableRawSpan) throws -> R
  ) throws -> R {
    let place = try views.plane(index)
    return try place.memory.mapping.withMutableBytes(in: place.range, body)
  }

  /// The bytes of two planes, which must not overlap.
  public mutating func withMutableBytes<R>(
    ofPlanes first: Int, _ second: Int,
    _ body: (inout MutableRawSpan, inout MutableRawSpan) throws -> R
  ) throws -> R {
    let (one, two) = (try views.plane(first), try views.plane(second))
    try views.requireApart(first, second)
    return try one.memory.mapping.withMutableBytes(in: one.range) { one in
      try two.memory.mapping.withMutableBytes(in: two.range) { two in try body(&one, &two) }
    }
  }

  /// The bytes of three planes, which must not overlap.
  public mutating func withMutableBytes<R>(
    ofPlanes first: Int, _ second: Int, _ third: Int,
    _ body: (inout MutableRawSpan, inout MutableRawSpan, inout MutableRawSpan) throws -> R
  ) throws -> R {
    let last = try views.plane(third)
    try views.requireApart(first, third)
    try views.requireApart(second, third)
    return try withMutableBytes(ofPlanes: first, second) { one, two in
      try last.memory.mapping.withMutableBytes(in: last.range) { three in
        try body(&one, &two, &three)
      }
    }
  }
}

extension [PlaneView] {
  fileprivate func plane(_ index: Int) throws(AllocationError) -> PlaneView {
    guard indices.contains(index) else {
      throw AllocationError(
        .invalidAccess, "plane \(index) was asked for and the buffer has planes 0 to \(count - 1)",
        step: .access)
    }
    return self[index]
  }

  fileprivate func requireApart(_ first: Int, _ second: Int) throws(AllocationError) {
    guard try plane(first).overlaps(plane(second)) else { return }
    throw AllocationError(
      .invalidAccess,
      "planes \(first) and \(second) share bytes and cannot be written at the same time",
      step: .access)
  }
}
