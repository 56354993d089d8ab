internal import CDRM
internal import SystemPackage

extension SyncObject {
  static let timelineWait = Request<drm_syncobj_timeline_wait>(
    "DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT", cdrm_SYNCOBJ_TIMELINE_WAIT, restart: .onInterruptOrAgain)
  static let query = Request<drm_syncobj_timeline_array>(
    "DRM_IOCTL_SYNCOBJ_QUERY", cdrm_SYNCOBJ_QUERY, restart: .onInterruptOrAgain)
  static let timelineSignal = Request<drm_syncobj_timeline_array>(
    "DRM_IOCTL_SYNCOBJ_TIMELINE_SIGNAL", cdrm_SYNCOBJ_TIMELINE_SIGNAL,
    restart: .onInterruptOrAgain)
  static let transfer = Request<drm_syncobj_transfer>(
    "DRM_IOCTL_SYNCOBJ_TRANSFER", cdrm_SYNCOBJ_TRANSFER, restart: .onInterruptOrAgain)
  static let eventCounter = Request<cdrm_syncobj_eventfd>(
    "DRM_IOCTL_SYNCOBJ_EVENTFD", cdrm_SYNCOBJ_EVENTFD, restart: .onInterruptOrAgain)

  /// Waits for a point; `false` when the deadline, in nanoseconds of the monotonic clock, has come
  /// first.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT`.
  package func wait(
    for point: UInt64, until deadline: UInt64?, _ condition: SyncObjectWait = []
  ) throws(SystemCallError) -> Bool {
    try unsafe withUnsafePointer(to: handle) { handles throws(SystemCallError) in
      try unsafe withUnsafePointer(to: point) { points throws(SystemCallError) in
        var argument = drm_syncobj_timeline_wait()
        argument.handles = UInt64(UInt(bitPattern: handles))
        argument.points = UInt64(UInt(bitPattern: points))
        argument.count_handles = 1
        argument.timeout_nsec = Int64(clamping: deadline ?? .max)
        argument.flags = condition.rawValue
        return try Self.endsInTime(Self.timelineWait, on: node, &argument)
      }
    }
  }

  /// The last point that has signalled.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SYNCOBJ_QUERY`.
  package func signalledPoint() throws(SystemCallError) -> UInt64 { try point(Self.query, 0) }

  /// The last point that has a fence, signalled or not.
  ///
  /// The corresponding C constant is `DRM_SYNCOBJ_QUERY_FLAGS_LAST_SUBMITTED`.
  package func submittedPoint() throws(SystemCallError) -> UInt64 {
    try point(Self.query, UInt32(DRM_SYNCOBJ_QUERY_FLAGS_LAST_SUBMITTED))
  }

  /// Signals a point from the CPU.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SYNCOBJ_TIMELINE_SIGNAL`.
  package func signal(_ point: UInt64) throws(SystemCallError) {
    _ = try self.point(Self.timelineSignal, 0, point)
  }

  private func point(
    _ request: Request<drm_syncobj_timeline_array>, _ flags: UInt32, _ value: UInt64 = 0
  ) throws(SystemCallError) -> UInt64 {
    var value = value
    try unsafe withUnsafePointer(to: handle) { handles throws(SystemCallError) in
      try unsafe withUnsafeMutablePointer(to: &value) { points throws(SystemCallError) in
        var argument = drm_syncobj_timeline_array()
        argument.handles = UInt64(UInt(bitPattern: handles))
        argument.points = UInt64(UInt(bitPattern: points))
        argument.count_handles = 1
        argument.flags = flags
        _ = try node.file.call(request, &argument)
      }
    }
    return value
  }

  /// Puts the fence at a point of another syncobj of the same node at a point of this one; point
  /// zero is the fence of one that is no timeline.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SYNCOBJ_TRANSFER`.
  package func transfer(
    from source: SyncObject, at sourcePoint: UInt64, to point: UInt64
  ) throws(SystemCallError) {
    guard source.node === node else {
      throw SystemCallError(
        call: Self.transfer.name, errno: .invalidArgument, path: node.file.path)
    }
    var argument = drm_syncobj_transfer()
    argument.src_handle = source.handle
    argument.dst_handle = handle
    argument.src_point = sourcePoint
    argument.dst_point = point
    try node.file.call(Self.transfer, &argument)
  }

  /// Raises an event counter once a point has signalled, or has its fence.
  ///
  /// The point needs no fence yet. Kernels before 6.6 do not have it.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SYNCOBJ_EVENTFD`.
  package func raise(
    _ eventCounter: CInt, at point: UInt64, _ condition: SyncObjectWait = []
  ) throws(SystemCallError) {
    var argument = cdrm_syncobj_eventfd()
    argument.handle = handle
    argument.flags = condition.rawValue
    argument.point = point
    argument.fd = eventCounter
    try node.file.call(Self.eventCounter, &argument)
  }
}

extension DRMNode {
  /// Whether a syncobj can raise an event counter here, by asking it of one that is not there.
  package func raisesEventCounters() throws(SystemCallError) -> Bool {
    var argument = cdrm_syncobj_eventfd()
    argument.fd = -1
    do {
      try file.call(SyncObject.eventCounter, &argument)
      return true
    } catch let error where error.errno == .noSuchFileOrDirectory {
      return true
    } catch let error
      where [.invalidArgument, .inappropriateIOCTLForDevice].contains(error.errno)
    {
      return false
    }
  }
}

extension DRMCapability {
  /// The corresponding C constant is `DRM_CAP_SYNCOBJ`.
  package static let syncObjects = Self(rawValue: UInt64(DRM_CAP_SYNCOBJ))
  /// The corresponding C constant is `DRM_CAP_SYNCOBJ_TIMELINE`.
  package static let timelines = Self(rawValue: UInt64(DRM_CAP_SYNCOBJ_TIMELINE))
}
