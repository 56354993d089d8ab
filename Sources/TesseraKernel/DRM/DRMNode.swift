internal import CDRM
internal import Synchronization
internal import SystemPackage

/// An open DRM node (`/dev/dri/card*` or `renderD*`) with the one table of its GEM handles.
///
/// A GEM handle is a name within one open file and is not counted by the kernel: importing the same
/// buffer twice answers the same handle, and one close ends it for all. So every import and every
/// release of a file goes through its table. The handle of a new buffer is nobody else's: it may be
/// closed past the table until it has been shared or told.
package final class DRMNode: Sendable {
  package let file: DeviceFile
  private let handles = Mutex(HandleCounts())
  let masters = Mutex(0)

  package init(opening path: String, kernel: any Kernel) throws(SystemCallError) {
    file = try DeviceFile(opening: path, .readWrite, kernel: kernel)
  }

  package init(_ file: DeviceFile) { self.file = file }

  static let version = unsafe Request<drm_version>(
    "DRM_IOCTL_VERSION", cdrm_VERSION, restart: .onInterruptOrAgain)
  static let getCapability = Request<drm_get_cap>(
    "DRM_IOCTL_GET_CAP", cdrm_GET_CAP, restart: .onInterruptOrAgain)
  static let setClientCapability = Request<drm_set_client_cap>(
    "DRM_IOCTL_SET_CLIENT_CAP", cdrm_SET_CLIENT_CAP, restart: .onInterruptOrAgain)
  static let closeHandle = Request<drm_gem_close>(
    "DRM_IOCTL_GEM_CLOSE", cdrm_GEM_CLOSE, restart: .onInterruptOrAgain)
  static let handleToDescriptor = Request<drm_prime_handle>(
    "DRM_IOCTL_PRIME_HANDLE_TO_FD", cdrm_PRIME_HANDLE_TO_FD, restart: .onInterruptOrAgain)
  static let descriptorToHandle = Request<drm_prime_handle>(
    "DRM_IOCTL_PRIME_FD_TO_HANDLE", cdrm_PRIME_FD_TO_HANDLE, restart: .onInterruptOrAgain)

  /// The name of the driver, such as `vkms`.
  ///
  /// The corresponding C constant is `DRM_IOCTL_VERSION`.
  package func driverName() throws(SystemCallError) -> String {
    var argument = unsafe drm_version()
    var name = [CChar](repeating: 0, count: 64)
    let length = try unsafe name.withUnsafeMutableBufferPointer {
      buffer throws(SystemCallError) -> Int in
      unsafe argument.name_len = UInt(buffer.count)
      unsafe argument.name = buffer.baseAddress
      try unsafe file.call(Self.version, &argument)
      return unsafe min(Int(argument.name_len), buffer.count)
    }
    return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The value of a capability.
  ///
  /// The corresponding C constant is `DRM_IOCTL_GET_CAP`.
  package func capability(_ capability: DRMCapability) throws(SystemCallError) -> UInt64 {
    var argument = drm_get_cap(capability: capability.rawValue, value: 0)
    try file.call(Self.getCapability, &argument)
    return argument.value
  }

  /// Tells the kernel what this client understands.
  ///
  /// The corresponding C constant is `DRM_IOCTL_SET_CLIENT_CAP`.
  package func enable(_ capability: DRMClientCapability) throws(SystemCallError) {
    var argument = drm_set_client_cap(capability: capability.rawValue, value: 1)
    try file.call(Self.setClientCapability, &argument)
  }

  /// A close-on-exec dma-buf descriptor of a handle, writable through `mmap` where the driver allows it.
  ///
  /// Drivers older than `DRM_RDWR` refuse the flag with `EINVAL`; then it is left out.
  /// The corresponding C constant is `DRM_IOCTL_PRIME_HANDLE_TO_FD`.
  @inline(__always)
  package func export(_ handle: UInt32) throws(SystemCallError) -> OwnedFileDescriptor {
    var argument = drm_prime_handle(handle: handle, flags: cdrm_CLOEXEC | cdrm_RDWR, fd: -1)
    do {
      try file.call(Self.handleToDescriptor, &argument)
    } catch let error where error.errno == .invalidArgument {
      argument = drm_prime_handle(handle: handle, flags: cdrm_CLOEXEC, fd: -1)
      try file.call(Self.handleToDescriptor, &argument)
    }
    return OwnedFileDescriptor(rawValue: argument.fd)
  }

  /// The handle of a dma-buf on this file; each import is ended by one `release`.
  ///
  /// The corresponding C constant is `DRM_IOCTL_PRIME_FD_TO_HANDLE`.
  package func importHandle(of descriptor: CInt) throws(SystemCallError) -> UInt32 {
    try handles.withLock { table throws(SystemCallError) -> UInt32 in
      var argument = drm_prime_handle(handle: 0, flags: 0, fd: descriptor)
      try file.call(Self.descriptorToHandle, &argument)
      table.add(argument.handle)
      return argument.handle
    }
  }

  /// Ends one import or one creation; the last one closes the handle.
  ///
  /// The corresponding C constant is `DRM_IOCTL_GEM_CLOSE`.
  package func release(_ handle: UInt32) {
    handles.withLock { table in
      if table.remove(handle) { close(handle) }
    }
  }

  /// Closes a handle that the table does not know, or no longer.
  ///
  /// Nothing is to be done about a failure: the handle is gone with the file at last.
  /// The corresponding C constant is `DRM_IOCTL_GEM_CLOSE`.
  func close(_ handle: UInt32) {
    var argument = drm_gem_close(handle: handle, pad: 0)
    _ = Self.closeHandle.answer(
      on: file.descriptor, &argument, kernel: file.kernelReference)
  }

  /// Counts a handle that the driver just made for this file.
  func adopt(_ handle: UInt32) {
    handles.withLock { $0.add(handle) }
  }

  /// How many handles this file holds, each counted once.
  package var liveHandles: Int { handles.withLock { $0.live } }
}

/// A question to `DRM_IOCTL_GET_CAP`.
package struct DRMCapability: RawRepresentable, Sendable {
  package let rawValue: UInt64
  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The corresponding C constant is `DRM_CAP_DUMB_BUFFER`.
  package static let dumbBuffer = Self(rawValue: UInt64(DRM_CAP_DUMB_BUFFER))
  /// Bit 0: import; bit 1: export.
  ///
  /// The corresponding C constant is `DRM_CAP_PRIME`.
  package static let prime = Self(rawValue: UInt64(DRM_CAP_PRIME))
  /// The corresponding C constant is `DRM_CAP_ADDFB2_MODIFIERS`.
  package static let framebufferModifiers = Self(rawValue: UInt64(DRM_CAP_ADDFB2_MODIFIERS))
}

/// A promise of `DRM_IOCTL_SET_CLIENT_CAP`.
package struct DRMClientCapability: RawRepresentable, Sendable {
  package let rawValue: UInt64
  package init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The corresponding C constant is `DRM_CLIENT_CAP_UNIVERSAL_PLANES`.
  package static let universalPlanes = Self(rawValue: UInt64(DRM_CLIENT_CAP_UNIVERSAL_PLANES))
  /// The corresponding C constant is `DRM_CLIENT_CAP_ATOMIC`.
  package static let atomic = Self(rawValue: UInt64(DRM_CLIENT_CAP_ATOMIC))
  /// Shows the connectors that write pictures; for atomic clients.
  ///
  /// The corresponding C constant is `DRM_CLIENT_CAP_WRITEBACK_CONNECTORS`.
  package static let writebackConnectors = Self(
    rawValue: UInt64(DRM_CLIENT_CAP_WRITEBACK_CONNECTORS))
}
