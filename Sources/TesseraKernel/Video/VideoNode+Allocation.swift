internal import CLinux
internal import SystemPackage

/// Memory that a queue makes itself: `V4L2_MEMORY_MMAP`.
extension VideoNode {
  static let createBuffers = unsafe Request<clinux_create_buffers>(
    "VIDIOC_CREATE_BUFS", clinux_VIDIOC_CREATE_BUFS, restart: .onInterrupt)
  static let removeBuffers = Request<clinux_remove_buffers>(
    "VIDIOC_REMOVE_BUFS", clinux_VIDIOC_REMOVE_BUFS, restart: .onInterrupt)
  static let queryBuffer = unsafe Request<v4l2_buffer>(
    "VIDIOC_QUERYBUF", clinux_VIDIOC_QUERYBUF, restart: .onInterrupt)
  static let exportBuffer = Request<v4l2_exportbuffer>(
    "VIDIOC_EXPBUF", clinux_VIDIOC_EXPBUF, restart: .onInterrupt)

  /// Adds buffers to a queue, of at least the sizes in `format`; none is a question, which a busy
  /// queue answers too.
  ///
  /// The corresponding C constant is `VIDIOC_CREATE_BUFS`.
  package func createBuffers(
    _ count: UInt32, _ memory: VideoMemory, _ flags: VideoMemoryFlags = [],
    for format: VideoFormat, of queue: QueueType
  ) throws(SystemCallError) -> GrantedBuffers {
    var argument = unsafe clinux_create_buffers()
    unsafe argument.count = count
    unsafe argument.memory = memory.rawValue
    unsafe argument.format = write(format, queue)
    unsafe argument.flags = flags.rawValue
    try unsafe file.call(Self.createBuffers, &argument)
    let capabilities = unsafe QueueCapabilities(rawValue: argument.capabilities)
    return unsafe GrantedBuffers(
      first: Int(argument.index), count: Int(argument.count), capabilities: capabilities,
      flags: VideoMemoryFlags(rawValue: argument.flags),
      limit: capabilities.contains(.limitIsTold) ? Int(argument.max_num_buffers) : nil)
  }

  /// Frees some of a queue's buffers, all of them or none; they must not be queued.
  ///
  /// The corresponding C constant is `VIDIOC_REMOVE_BUFS`.
  package func removeBuffers(
    _ slots: Range<Int>, of queue: QueueType
  ) throws(SystemCallError) {
    var argument = clinux_remove_buffers()
    argument.index = UInt32(slots.lowerBound)
    argument.count = UInt32(slots.count)
    argument.type = queue.rawValue
    try file.call(Self.removeBuffers, &argument)
  }

  /// How a buffer of a queue stands.
  ///
  /// The corresponding C type is `struct v4l2_buffer`.
  package struct SlotState: Hashable, Sendable {
    /// The bytes of each memory plane.
    package var sizes: [UInt32]
    /// The corresponding C constant is `V4L2_BUF_FLAG_MAPPED`.
    package var isMapped: Bool
    /// The corresponding C constant is `V4L2_BUF_FLAG_QUEUED`.
    package var isQueued: Bool
  }

  /// Asks how a buffer stands.
  ///
  /// The corresponding C constant is `VIDIOC_QUERYBUF`.
  package func state(
    ofSlot index: Int, _ queue: QueueType
  ) throws(SystemCallError) -> SlotState {
    var argument = unsafe v4l2_buffer()
    unsafe argument.index = UInt32(index)
    unsafe argument.type = queue.rawValue
    var planes = [v4l2_plane](repeating: v4l2_plane(), count: Int(VIDEO_MAX_PLANES))
    try unsafe planes.withUnsafeMutableBufferPointer { buffer throws(SystemCallError) in
      if queue.isMultiplanar {
        unsafe argument.m.planes = buffer.baseAddress
        unsafe argument.length = UInt32(buffer.count)
      }
      try unsafe file.call(Self.queryBuffer, &argument)
    }
    // The driver wrote the number of planes where the room for them was told.
    let length = unsafe argument.length
    let sizes = queue.isMultiplanar ? planes.prefix(Int(length)).map(\.length) : [length]
    return unsafe SlotState(
      sizes: sizes, isMapped: argument.flags & UInt32(V4L2_BUF_FLAG_MAPPED) != 0,
      isQueued: argument.flags & UInt32(V4L2_BUF_FLAG_QUEUED) != 0)
  }

  /// A new dma-buf of one memory plane of a queue's own buffer, that can be mapped for writing.
  ///
  /// The corresponding C constant is `VIDIOC_EXPBUF`.
  package func exportSlot(
    _ index: Int, plane: Int, of queue: QueueType
  ) throws(SystemCallError) -> OwnedFileDescriptor {
    var argument = v4l2_exportbuffer()
    argument.type = queue.rawValue
    argument.index = UInt32(index)
    argument.plane = UInt32(plane)
    argument.flags = UInt32(O_RDWR | O_CLOEXEC)
    try file.call(Self.exportBuffer, &argument)
    return OwnedFileDescriptor(rawValue: argument.fd)
  }

  /// Gives the driver a buffer of its own to fill, or to take `used` bytes of each plane from.
  ///
  /// The corresponding C constant is `VIDIOC_QBUF`.
  package func queueSlot(
    _ index: Int, used: [UInt32] = [], of queue: QueueType
  ) throws(SystemCallError) {
    var argument = unsafe v4l2_buffer()
    unsafe argument.index = UInt32(index)
    unsafe argument.type = queue.rawValue
    unsafe argument.memory = VideoMemory.mmap.rawValue
    unsafe argument.field = V4L2_FIELD_NONE.rawValue
    var planes = [v4l2_plane](repeating: v4l2_plane(), count: Int(VIDEO_MAX_PLANES))
    for (plane, bytes) in used.prefix(planes.count).enumerated() {
      planes[plane].bytesused = bytes
    }
    try unsafe planes.withUnsafeMutableBufferPointer { buffer throws(SystemCallError) in
      if queue.isMultiplanar {
        unsafe argument.m.planes = buffer.baseAddress
        unsafe argument.length = UInt32(max(1, used.count))
      } else {
        unsafe argument.bytesused = used.first ?? 0
      }
      try unsafe file.call(Self.queueBuffer, &argument)
    }
  }
}
