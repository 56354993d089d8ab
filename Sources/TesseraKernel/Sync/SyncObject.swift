internal import CDRM
internal import CLinux
internal import SystemPackage

/// A place for a fence, or for a timeline of fences, on one open DRM node.
///
/// It works on every node whose driver has `DRM_CAP_SYNCOBJ`, render nodes too.
///
/// The corresponding C type is `struct drm_syncobj`.
package final class SyncObject: Sendable {
  package let node: DRMNode
  let handle: UInt32

  static let create = Request<drm_syncobj_create>(
    "DRM_IOCTL_SYNCOBJ_CREATE", cdrm_SYNCOBJ_CREATE, restart: .onInterruptOrAgain)
  static let destroy = Request<drm_syncobj_destroy>(
    "DRM_IOCTL_SYNCOBJ_DESTROY", cdrm_SYNCOBJ_DESTROY, restart: .onInterruptOrAgain)
  static let handleToDescriptor = Request<drm_syncobj_handle>(
    "DRM_IOCTL_SYNCOBJ_HANDLE_TO_FD", cdrm_SYNCOBJ_HANDLE_TO_FD, restart: .onInterruptOrAgain)
  static let descriptorToHandle = Request<drm_syncobj_handle>(
    "DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE", cdrm_SYNCOBJ_FD_TO_HANDLE, restart: .onInterruptOrAgain)
  static let reset = Request<drm_syncobj_array>(
    "DRM_IOCTL_SYNCOBJ_RESET", cdrm_SYNCOBJ_RESET, restart: .onInterruptOrAgain)
  static let signal = Request<drm_syncobj_array>(
    "DRM_IOCTL_SYNCOBJ_SIGNAL", cdrm_SYNCOBJ_SIGNAL, restart: .onInterruptOrAgain)
  static let wait = Request<drm_syncobj_wait>(
    "DRM_IOCTL_SYNCOBJ_WAIT", cdrm_SYNCOBJ_WAIT, restart: .onInterruptOrAgain)

  /// Makes one, empty or holding a signalled fence.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SYNCOBJ_CREATE`.
  package init(on node: DRMNode, isSignalled: Bool = false) throws(SystemCallError) {
    var argument = drm_syncobj_create()
    argument.flags = isSignalled ? UInt32(DRM_SYNCOBJ_CREATE_SIGNALED) : 0
    try node.file.call(Self.create, &argument)
    self.node = node
    handle = argument.handle
  }

  /// Takes one that another process or device exported; both are the same from now on.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE`.
  package init(importing descriptor: CInt, on node: DRMNode) throws(SystemCallError) {
    var argument = drm_syncobj_handle()
    argument.fd = descriptor
    try node.file.call(Self.descriptorToHandle, &argument)
    self.node = node
    handle = argument.handle
  }

  deinit {
    // Unlike GEM's, these handles are new with every import: this is nobody else's.
    var argument = drm_syncobj_destroy(handle: handle, pad: 0)
    _ = try? node.file.call(Self.destroy, &argument)
  }

  /// A close-on-exec descriptor of the object itself, to be imported elsewhere.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SYNCOBJ_HANDLE_TO_FD`.
  package func export() throws(SystemCallError) -> OwnedFileDescriptor {
    var argument = drm_syncobj_handle(handle: handle, flags: 0, fd: -1, pad: 0)
    try node.file.call(Self.handleToDescriptor, &argument)
    return OwnedFileDescriptor(rawValue: argument.fd)
  }

  /// A sync file of the fence that it holds; `EINVAL` when it holds none.
  ///
  /// The corresponding C constant is `DRM_SYNCOBJ_HANDLE_TO_FD_FLAGS_EXPORT_SYNC_FILE`.
  package func exportSyncFile() throws(SystemCallError) -> OwnedFileDescriptor {
    var argument = drm_syncobj_handle(
      handle: handle, flags: UInt32(DRM_SYNCOBJ_HANDLE_TO_FD_FLAGS_EXPORT_SYNC_FILE), fd: -1,
      pad: 0)
    try node.file.call(Self.handleToDescriptor, &argument)
    return OwnedFileDescriptor(rawValue: argument.fd)
  }

  /// Replaces what it holds by the fences of a sync file.
  ///
  /// The corresponding C constant is `DRM_SYNCOBJ_FD_TO_HANDLE_FLAGS_IMPORT_SYNC_FILE`.
  package func importSyncFile(_ descriptor: CInt) throws(SystemCallError) {
    var argument = drm_syncobj_handle(
      handle: handle, flags: UInt32(DRM_SYNCOBJ_FD_TO_HANDLE_FLAGS_IMPORT_SYNC_FILE),
      fd: descriptor, pad: 0)
    try node.file.call(Self.descriptorToHandle, &argument)
  }

  /// Empties it.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SYNCOBJ_RESET`.
  package func reset() throws(SystemCallError) { try change(Self.reset) }

  /// Replaces what it holds by a signalled fence.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SYNCOBJ_SIGNAL`.
  package func signal() throws(SystemCallError) { try change(Self.signal) }

  private func change(_ request: Request<drm_syncobj_array>) throws(SystemCallError) {
    try unsafe withUnsafePointer(to: handle) { handles throws(SystemCallError) in
      var argument = drm_syncobj_array()
      argument.handles = UInt64(UInt(bitPattern: handles))
      argument.count_handles = 1
      try node.file.call(request, &argument)
    }
  }

  /// Waits for its fence; `false` when the deadline, in nanoseconds of the monotonic clock, has
  /// come first.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SYNCOBJ_WAIT`.
  package func wait(
    until deadline: UInt64?, _ condition: SyncObjectWait = []
  ) throws(SystemCallError) -> Bool {
    try unsafe withUnsafePointer(to: handle) { handles throws(SystemCallError) in
      var argument = drm_syncobj_wait()
      argument.handles = UInt64(UInt(bitPattern: handles))
      argument.count_handles = 1
      argument.timeout_nsec = Int64(clamping: deadline ?? .max)
      argument.flags = condition.rawValue
      return try Self.endsInTime(Self.wait, on: node, &argument)
    }
  }

  /// Makes a call that answers `ETIME` when the time ran out.
  static func endsInTime<Argument>(
    _ request: Request<Argument>, on node: DRMNode, _ argument: inout Argument
  ) throws(SystemCallError) -> Bool {
    do {
      try node.file.call(request, &argument)
      return true
    } catch let error where error.errno.rawValue == ETIME {
      return false
    }
  }
}

/// What a wait for a syncobj waits for, beside the signal.
///
/// The corresponding C constants are `DRM_SYNCOBJ_WAIT_FLAGS_*`.
package struct SyncObjectWait: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Also for the fence to be put in; without it an empty object is `EINVAL`.
  ///
  /// The corresponding C constant is `DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT`.
  package static let forSubmission = Self(rawValue: 2)
  /// Only for the fence to be put in.
  ///
  /// The corresponding C constant is `DRM_SYNCOBJ_WAIT_FLAGS_WAIT_AVAILABLE`.
  package static let onlySubmission = Self(rawValue: 4)
}
