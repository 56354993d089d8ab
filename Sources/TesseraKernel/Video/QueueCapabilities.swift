/// What a queue's buffers can do; unknown bits survive.
///
/// The corresponding C constants are `V4L2_BUF_CAP_*`.
package struct QueueCapabilities: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_MMAP`.
  package static let mmap = Self(rawValue: 1)
  /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_USERPTR`.
  package static let userPointer = Self(rawValue: 2)
  /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_DMABUF`.
  package static let dmaBuffer = Self(rawValue: 4)
  /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_REQUESTS`.
  package static let requests = Self(rawValue: 8)
  /// Freed buffers live on while they are mapped or exported.
  ///
  /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_ORPHANED_BUFS`.
  package static let orphanedBuffers = Self(rawValue: 0x10)
  /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_M2M_HOLD_CAPTURE_BUF`.
  package static let holdCaptureBuffer = Self(rawValue: 0x20)
  /// The driver's own memory may be cached without being coherent.
  ///
  /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_MMAP_CACHE_HINTS`.
  package static let cacheHints = Self(rawValue: 0x40)
  /// The queue tells how many buffers it can have.
  ///
  /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_MAX_NUM_BUFFERS`.
  package static let limitIsTold = Self(rawValue: 0x80)
  /// Buffers can be freed one by one.
  ///
  /// The corresponding C constant is `V4L2_BUF_CAP_SUPPORTS_REMOVE_BUFS`.
  package static let removeBuffers = Self(rawValue: 0x100)
}

/// How a queue's own memory is to behave; unknown bits survive.
///
/// The corresponding C constants are `V4L2_MEMORY_FLAG_*`.
package struct VideoMemoryFlags: OptionSet, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Cached memory that the device does not see through: every access must be synchronised.
  ///
  /// The corresponding C constant is `V4L2_MEMORY_FLAG_NON_COHERENT`.
  package static let nonCoherent = Self(rawValue: 1)
}

/// What a queue gave when it was asked for buffers: perhaps more, perhaps fewer.
///
/// The corresponding C types are `struct v4l2_requestbuffers` and `struct v4l2_create_buffers`.
package struct GrantedBuffers: Hashable, Sendable {
  /// The slot of the first; the others follow it.
  package var first: Int
  package var count: Int
  package var capabilities: QueueCapabilities
  /// The flags that were kept of those asked for.
  package var flags: VideoMemoryFlags
  /// The most buffers that the queue can have, where it tells.
  package var limit: Int?

  /// The slots.
  package var slots: Range<Int> { first..<first + count }
}
