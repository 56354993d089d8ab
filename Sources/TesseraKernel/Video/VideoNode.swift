internal import CLinux
internal import SystemPackage

/// An open V4L2 node (`/dev/video*`).
package final class VideoNode: Sendable {
  package let file: DeviceFile

  package init(opening path: String, kernel: any Kernel) throws(SystemCallError) {
    file = try DeviceFile(opening: path, .readWriteNonBlocking, kernel: kernel)
  }

  /// Opens the node of a descriptor that somebody else owns once more: what that one has set, and the
  /// buffers that its queues hold, are not touched.
  package init(reopening descriptor: CInt, kernel: any Kernel) throws(SystemCallError) {
    file = try DeviceFile(reopening: descriptor, .readWriteNonBlocking, kernel: kernel)
  }

  static let queryCapability = Request<v4l2_capability>(
    "VIDIOC_QUERYCAP", clinux_VIDIOC_QUERYCAP, restart: .onInterrupt)
  static let enumerateFormats = Request<v4l2_fmtdesc>(
    "VIDIOC_ENUM_FMT", clinux_VIDIOC_ENUM_FMT, restart: .onInterrupt)
  static let enumerateSizes = Request<v4l2_frmsizeenum>(
    "VIDIOC_ENUM_FRAMESIZES", clinux_VIDIOC_ENUM_FRAMESIZES, restart: .onInterrupt)
  static let getControl = Request<v4l2_control>(
    "VIDIOC_G_CTRL", clinux_VIDIOC_G_CTRL, restart: .onInterrupt)

  /// Who this node is.
  ///
  /// The corresponding C constant is `VIDIOC_QUERYCAP`.
  package func identity() throws(SystemCallError) -> VideoIdentity {
    var argument = v4l2_capability()
    try file.call(Self.queryCapability, &argument)
    let all = argument.capabilities
    return VideoIdentity(
      driver: CText.read(argument.driver), card: CText.read(argument.card),
      bus: CText.read(argument.bus_info),
      capabilities: VideoCapabilities(
        rawValue: all & UInt32(V4L2_CAP_DEVICE_CAPS) != 0 ? argument.device_caps : all))
  }

  /// The V4L2 fourccs that a queue can be set to.
  ///
  /// The corresponding C constant is `VIDIOC_ENUM_FMT`.
  package func formats(of queue: QueueType) throws(SystemCallError) -> [UInt32] {
    var formats: [UInt32] = []
    while true {
      var argument = v4l2_fmtdesc()
      argument.index = UInt32(formats.count)
      argument.type = queue.rawValue
      do {
        try file.call(Self.enumerateFormats, &argument)
      } catch let error where error.errno == .invalidArgument {
        return formats  // EINVAL ends the list.
      }
      formats.append(argument.pixelformat)
    }
  }

  /// The frame sizes of a format; `nil` where the driver does not enumerate them.
  ///
  /// The corresponding C constant is `VIDIOC_ENUM_FRAMESIZES`.
  package func frameSizes(of format: UInt32) throws(SystemCallError) -> FrameSizes? {
    var discrete: [FrameSizes.Size] = []
    while true {
      var argument = v4l2_frmsizeenum()
      argument.index = UInt32(discrete.count)
      argument.pixel_format = format
      do {
        try file.call(Self.enumerateSizes, &argument)
      } catch let error where error.errno == .invalidArgument {
        return discrete.isEmpty ? nil : .discrete(discrete)
      } catch let error where error.errno == .inappropriateIOCTLForDevice {
        return nil
      }
      guard argument.type == V4L2_FRMSIZE_TYPE_DISCRETE.rawValue else {
        let range = argument.stepwise
        return .stepwise(
          minimum: FrameSizes.Size(width: range.min_width, height: range.min_height),
          maximum: FrameSizes.Size(width: range.max_width, height: range.max_height),
          step: FrameSizes.Size(width: range.step_width, height: range.step_height))
      }
      discrete.append(
        FrameSizes.Size(width: argument.discrete.width, height: argument.discrete.height))
    }
  }

  /// The value of a control.
  ///
  /// The corresponding C constant is `VIDIOC_G_CTRL`.
  package func control(_ control: VideoControl) throws(SystemCallError) -> Int32 {
    var argument = v4l2_control(id: control.rawValue, value: 0)
    try file.call(Self.getControl, &argument)
    return argument.value
  }
}

/// Who a V4L2 node is.
///
/// The corresponding C type is `struct v4l2_capability`.
package struct VideoIdentity: Sendable {
  package var driver: String
  package var card: String
  package var bus: String
  package var capabilities: VideoCapabilities
}

/// What a V4L2 node can do; unknown bits survive.
package struct VideoCapabilities: OptionSet, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The corresponding C constant is `V4L2_CAP_VIDEO_CAPTURE`.
  package static let capture = Self(rawValue: 0x0000_0001)
  /// The corresponding C constant is `V4L2_CAP_VIDEO_OUTPUT`.
  package static let output = Self(rawValue: 0x0000_0002)
  /// The corresponding C constant is `V4L2_CAP_VIDEO_CAPTURE_MPLANE`.
  package static let captureMultiplanar = Self(rawValue: 0x0000_1000)
  /// The corresponding C constant is `V4L2_CAP_VIDEO_OUTPUT_MPLANE`.
  package static let outputMultiplanar = Self(rawValue: 0x0000_2000)
  /// The corresponding C constant is `V4L2_CAP_VIDEO_M2M_MPLANE`.
  package static let memoryToMemoryMultiplanar = Self(rawValue: 0x0000_4000)
  /// The corresponding C constant is `V4L2_CAP_VIDEO_M2M`.
  package static let memoryToMemory = Self(rawValue: 0x0000_8000)
  /// Its formats and links are set up through a media device.
  ///
  /// The corresponding C constant is `V4L2_CAP_IO_MC`.
  package static let mediaControlled = Self(rawValue: 0x2000_0000)
  /// The corresponding C constant is `V4L2_CAP_STREAMING`.
  package static let streaming = Self(rawValue: 0x0400_0000)
}

/// A control of a V4L2 node.
package struct VideoControl: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The corresponding C constant is `V4L2_CID_MIN_BUFFERS_FOR_CAPTURE`.
  package static let leastCaptureBuffers = Self(rawValue: 0x0098_0927)
  /// The corresponding C constant is `V4L2_CID_MIN_BUFFERS_FOR_OUTPUT`.
  package static let leastOutputBuffers = Self(rawValue: 0x0098_0928)
}

/// Which queue of a node.
///
/// The corresponding C type is `enum v4l2_buf_type`.
package struct QueueType: RawRepresentable, Hashable, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The corresponding C constant is `V4L2_BUF_TYPE_VIDEO_CAPTURE`.
  package static let capture = Self(rawValue: 1)
  /// The corresponding C constant is `V4L2_BUF_TYPE_VIDEO_OUTPUT`.
  package static let output = Self(rawValue: 2)
  /// The corresponding C constant is `V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE`.
  package static let captureMultiplanar = Self(rawValue: 9)
  /// The corresponding C constant is `V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE`.
  package static let outputMultiplanar = Self(rawValue: 10)

  /// Whether the device reads what is in this queue.
  package var isOutput: Bool { self == .output || self == .outputMultiplanar }
  /// Whether formats and buffers of this queue carry an array of memory planes.
  package var isMultiplanar: Bool { self == .captureMultiplanar || self == .outputMultiplanar }
}

/// The frame sizes that a driver enumerates.
///
/// The corresponding C type is `struct v4l2_frmsizeenum`.
package enum FrameSizes: Sendable {
  /// One size in pixels.
  package struct Size: Hashable, Sendable {
    package var width: UInt32
    package var height: UInt32
  }

  case discrete([Size])
  case stepwise(minimum: Size, maximum: Size, step: Size)
}
