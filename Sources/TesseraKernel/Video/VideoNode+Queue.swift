internal import CLinux
internal import SystemPackage

/// Whose memory a queue works in.
///
/// The corresponding C type is `enum v4l2_memory`.
package struct VideoMemory: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The driver's own.
  ///
  /// The corresponding C constant is `V4L2_MEMORY_MMAP`.
  package static let mmap = Self(rawValue: 1)
  /// Imported dma-bufs.
  ///
  /// The corresponding C constant is `V4L2_MEMORY_DMABUF`.
  package static let dmaBuffer = Self(rawValue: 4)
}

/// A buffer that came back from a queue.
///
/// The corresponding C type is `struct v4l2_buffer`.
package struct DequeuedBuffer: Hashable, Sendable {
  package var index: Int
  /// The frame's number; a gap is frames lost.
  package var sequence: UInt32
  /// The driver filled it, but the data may be broken.
  ///
  /// The corresponding C constant is `V4L2_BUF_FLAG_ERROR`.
  package var hasError: Bool
  /// Bytes before the data, the most of any memory plane.
  ///
  /// The corresponding C member is `data_offset`.
  package var dataOffset: UInt32
}

extension VideoNode {
  static let requestBuffers = Request<v4l2_requestbuffers>(
    "VIDIOC_REQBUFS", clinux_VIDIOC_REQBUFS, restart: .onInterrupt)
  static let queueBuffer = unsafe Request<v4l2_buffer>(
    "VIDIOC_QBUF", clinux_VIDIOC_QBUF, restart: .onInterrupt)
  static let dequeueBuffer = unsafe Request<v4l2_buffer>(
    "VIDIOC_DQBUF", clinux_VIDIOC_DQBUF, restart: .onInterrupt)
  static let streamOn = Request<UInt32>(
    "VIDIOC_STREAMON", clinux_VIDIOC_STREAMON, restart: .onInterrupt)
  static let streamOff = Request<UInt32>(
    "VIDIOC_STREAMOFF", clinux_VIDIOC_STREAMOFF, restart: .onInterrupt)

  /// Sets how many buffers a queue has; it may grant more or fewer.
  ///
  /// Zero frees them.
  ///
  /// The corresponding C constant is `VIDIOC_REQBUFS`.
  package func requestBuffers(
    _ count: UInt32, _ memory: VideoMemory, _ flags: VideoMemoryFlags = [], of queue: QueueType
  ) throws(SystemCallError) -> GrantedBuffers {
    var argument = v4l2_requestbuffers()
    argument.count = count
    argument.type = queue.rawValue
    argument.memory = memory.rawValue
    argument.flags = UInt8(truncatingIfNeeded: flags.rawValue)
    try file.call(Self.requestBuffers, &argument)
    return GrantedBuffers(
      first: 0, count: Int(argument.count),
      capabilities: QueueCapabilities(rawValue: argument.capabilities),
      flags: VideoMemoryFlags(rawValue: UInt32(argument.flags)), limit: nil)
  }

  /// One memory plane of a buffer to queue.
  package struct ImportedPlane: Sendable {
    package var descriptor: CInt
    /// Bytes of the dma-buf.
    package var length: UInt32
    /// Bytes of the image in it, for a device that reads it.
    package var used: UInt32

    package init(descriptor: CInt, length: UInt32, used: UInt32 = 0) {
      self.descriptor = descriptor
      self.length = length
      self.used = used
    }
  }

  /// Gives the driver a dma-buf to fill or to read at a slot; the same dma-buf at the same slot stays attached.
  ///
  /// The corresponding C constant is `VIDIOC_QBUF`.
  package func queue(
    _ planes: [ImportedPlane], at index: Int, of queue: QueueType
  ) throws(SystemCallError) {
    var argument = unsafe v4l2_buffer()
    unsafe argument.index = UInt32(index)
    unsafe argument.type = queue.rawValue
    unsafe argument.memory = VideoMemory.dmaBuffer.rawValue
    unsafe argument.field = V4L2_FIELD_NONE.rawValue
    guard queue.isMultiplanar else {
      unsafe argument.m.fd = planes.first?.descriptor ?? -1
      unsafe argument.length = planes.first?.length ?? 0
      unsafe argument.bytesused = planes.first?.used ?? 0
      try unsafe file.call(Self.queueBuffer, &argument)
      return
    }
    var array = planes.map { plane in
      var entry = v4l2_plane()
      unsafe entry.m.fd = plane.descriptor
      entry.length = plane.length
      entry.bytesused = plane.used
      return entry
    }
    unsafe argument.length = UInt32(array.count)
    try unsafe array.withUnsafeMutableBufferPointer { buffer throws(SystemCallError) in
      unsafe argument.m.planes = buffer.baseAddress
      try unsafe file.call(Self.queueBuffer, &argument)
    }
  }

  /// Takes a finished buffer; `nil` when none is ready.
  ///
  /// The corresponding C constant is `VIDIOC_DQBUF`.
  package func dequeue(
    _ memory: VideoMemory, of queue: QueueType
  ) throws(SystemCallError) -> DequeuedBuffer? {
    var argument = unsafe v4l2_buffer()
    unsafe argument.type = queue.rawValue
    unsafe argument.memory = memory.rawValue
    var planes = [v4l2_plane](repeating: v4l2_plane(), count: Int(VIDEO_MAX_PLANES))
    do {
      try unsafe planes.withUnsafeMutableBufferPointer { buffer throws(SystemCallError) in
        if queue.isMultiplanar {
          unsafe argument.m.planes = buffer.baseAddress
          unsafe argument.length = UInt32(buffer.count)
        }
        try unsafe file.call(Self.dequeueBuffer, &argument)
      }
    } catch let error where error.errno == .resourceTemporarilyUnavailable {
      return nil
    }
    return DequeuedBuffer(
      index: unsafe Int(argument.index), sequence: unsafe argument.sequence,
      hasError: unsafe argument.flags & UInt32(V4L2_BUF_FLAG_ERROR) != 0,
      // The driver fills in as many planes as it has; the others are as they were.
      dataOffset: queue.isMultiplanar ? planes.map(\.data_offset).max() ?? 0 : 0)
  }

  /// Starts a queue.
  ///
  /// The corresponding C constant is `VIDIOC_STREAMON`.
  package func start(_ queue: QueueType) throws(SystemCallError) {
    var argument = queue.rawValue
    try file.call(Self.streamOn, &argument)
  }

  /// Stops a queue and takes every buffer back.
  ///
  /// The corresponding C constant is `VIDIOC_STREAMOFF`.
  package func stop(_ queue: QueueType) throws(SystemCallError) {
    var argument = queue.rawValue
    try file.call(Self.streamOff, &argument)
  }
}
