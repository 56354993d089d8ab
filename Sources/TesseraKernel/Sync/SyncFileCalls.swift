internal import CLinux

/// The calls that every sync file answers, whichever driver's fences are in it.
package enum SyncFileCalls {
  static let merge = Request<sync_merge_data>(
    "SYNC_IOC_MERGE", clinux_SYNC_IOC_MERGE, restart: .onInterrupt)
  static let information = Request<sync_file_info>(
    "SYNC_IOC_FILE_INFO", clinux_SYNC_IOC_FILE_INFO, restart: .onInterrupt)

  /// A new sync file of the fences of two.
  ///
  /// The corresponding C constant is `SYNC_IOC_MERGE`.
  package static func merge(
    _ descriptor: CInt, with other: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> OwnedFileDescriptor {
    var argument = sync_merge_data()
    argument.fd2 = other
    argument.fence = -1
    try merge.call(on: descriptor, &argument, kernel: kernel)
    return OwnedFileDescriptor(rawValue: argument.fence)
  }

  /// How it stands with all fences together; one call.
  ///
  /// The corresponding C constant is `SYNC_IOC_FILE_INFO`.
  package static func status(
    of descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> FenceStatus {
    var argument = sync_file_info()
    try information.call(on: descriptor, &argument, kernel: kernel)
    return FenceStatus(rawValue: argument.status)
  }

  /// Each fence of a sync file.
  ///
  /// The corresponding C constant is `SYNC_IOC_FILE_INFO`.
  package static func fences(
    of descriptor: CInt, kernel: any Kernel
  ) throws(SystemCallError) -> [FenceDescription] {
    var argument = sync_file_info()
    try information.call(on: descriptor, &argument, kernel: kernel)
    // A sync file gains no fences, so the count that was told is room enough.
    var fences = [sync_fence_info](repeating: sync_fence_info(), count: Int(argument.num_fences))
    let count = try unsafe fences.withUnsafeMutableBufferPointer {
      buffer throws(SystemCallError) -> Int in
      argument = sync_file_info()
      argument.num_fences = UInt32(buffer.count)
      argument.sync_fence_info = UInt64(UInt(bitPattern: buffer.baseAddress))
      try information.call(on: descriptor, &argument, kernel: kernel)
      return min(buffer.count, Int(argument.num_fences))
    }
    return fences.prefix(count).map(FenceDescription.init)
  }
}

/// How it stands with a fence; negative is the negative errno that it ended with.
///
/// The corresponding C field is `status` of `struct sync_file_info`.
package struct FenceStatus: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  /// Not signalled yet.
  package static let active = Self(rawValue: 0)
  /// Signalled without an error.
  package static let signalled = Self(rawValue: 1)
}

/// One fence of a sync file.
///
/// The corresponding C type is `struct sync_fence_info`.
package struct FenceDescription: Hashable, Sendable {
  /// The driver that signals it; a fence that has signalled may no longer know.
  package var driver: String
  /// The order of work that it belongs to.
  package var timeline: String
  package var status: FenceStatus
  /// When it signalled, in nanoseconds of the monotonic clock; zero before that.
  package var nanoseconds: UInt64

  init(_ fence: sync_fence_info) {
    driver = CText.read(fence.driver_name)
    timeline = CText.read(fence.obj_name)
    status = FenceStatus(rawValue: fence.status)
    nanoseconds = fence.timestamp_ns
  }
}
