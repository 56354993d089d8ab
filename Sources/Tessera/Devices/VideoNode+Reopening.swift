public import SystemPackage
internal import TesseraKernel

// A V4L2 queue's buffers belong to one open file, and so do both sides of a converter: whoever works on
// another file changes nothing of the first.
extension Camera {
  /// Opens the camera of a descriptor that somebody else owns, such as a camera application's.
  ///
  /// The descriptor is only looked at: the node is opened once more, by the kernel's own name for it. While
  /// the owner's queue has buffers, this one can be asked and takes none.
  ///
  /// - Parameter descriptor: a V4L2 node; borrowed for the length of this call.
  public convenience init(reopening descriptor: FileDescriptor) throws(DeviceError) {
    try self.init(reopening: descriptor.rawValue, kernel: LinuxKernel())
  }

  package convenience init(
    reopening descriptor: CInt, kernel: any Kernel
  ) throws(DeviceError) {
    try requireVideoNode(descriptor, kernel: kernel)
    try self.init(kernel: kernel) { () throws(SystemCallError) in
      try VideoNode(reopening: descriptor, kernel: kernel)
    }
  }
}

extension VideoQueue {
  /// Opens the node of a descriptor that somebody else owns and answers its queues of images, none for
  /// a node of something else.
  ///
  /// The descriptor is only looked at: the node is opened once more, by the kernel's own name for it. What
  /// the owner has set on its own is not seen; a codec's formats are those of a codec nobody has set up.
  ///
  /// - Parameter descriptor: a V4L2 node; borrowed for the length of this call.
  public static func all(reopening descriptor: FileDescriptor) throws(DeviceError) -> [VideoQueue] {
    try all(reopening: descriptor.rawValue, kernel: LinuxKernel())
  }

  package static func all(
    reopening descriptor: CInt, kernel: any Kernel
  ) throws(DeviceError) -> [VideoQueue] {
    try requireVideoNode(descriptor, kernel: kernel)
    return try all(kernel: kernel) { () throws(SystemCallError) in
      try VideoNode(reopening: descriptor, kernel: kernel)
    }
  }
}

/// Opening a device can do something, such as rewind a tape: only what can be a camera is opened.
private func requireVideoNode(_ descriptor: CInt, kernel: any Kernel) throws(DeviceError) {
  let advice = "Give the descriptor of a V4L2 node (/dev/video*)."
  let path = try DeviceFile.path(given: descriptor, advice: advice, kernel: kernel)
  guard path.hasPrefix("/dev/video") else {
    throw DeviceError(
      path: path, problem: "it is no V4L2 node", advice: advice,
      cause: SystemCallError(call: "open", errno: .inappropriateIOCTLForDevice, path: path))
  }
}
