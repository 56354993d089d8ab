internal import CLinux

/// A queue's image format, single- or multi-planar told alike.
///
/// The corresponding C types are `struct v4l2_pix_format` and `struct v4l2_pix_format_mplane`.
package struct VideoFormat: Hashable, Sendable {
  /// One memory plane.
  package struct Plane: Hashable, Sendable {
    /// Bytes from one row to the next of the plane's first colour plane.
    package var stride: UInt32
    /// Bytes that the buffer must have.
    package var size: UInt32

    package init(stride: UInt32, size: UInt32) {
      self.stride = stride
      self.size = size
    }
  }

  package var width: UInt32
  package var height: UInt32
  /// The V4L2 fourcc.
  package var format: UInt32
  package var planes: [Plane]
  /// What the numbers mean, as the driver tells it; nothing is asked for.
  package var colour = VideoColour()

  package init(width: UInt32, height: UInt32, format: UInt32, planes: [Plane]) {
    self.width = width
    self.height = height
    self.format = format
    self.planes = planes
  }
}

/// What the numbers in an image mean, zero leaving it to the colour space, and how its lines lie.
///
/// The corresponding C types are `enum v4l2_colorspace`, `enum v4l2_ycbcr_encoding`,
/// `enum v4l2_quantization`, `enum v4l2_xfer_func` and `enum v4l2_field`.
package struct VideoColour: Hashable, Sendable {
  package var space: UInt32 = 0
  package var encoding: UInt32 = 0
  package var quantization: UInt32 = 0
  package var transfer: UInt32 = 0
  package var field: UInt32 = 0

  package init(
    space: UInt32 = 0, encoding: UInt32 = 0, quantization: UInt32 = 0, transfer: UInt32 = 0,
    field: UInt32 = 0
  ) {
    self.space = space
    self.encoding = encoding
    self.quantization = quantization
    self.transfer = transfer
    self.field = field
  }
}

extension VideoNode {
  static let getFormat = unsafe Request<v4l2_format>(
    "VIDIOC_G_FMT", clinux_VIDIOC_G_FMT, restart: .onInterrupt)
  static let setFormat = unsafe Request<v4l2_format>(
    "VIDIOC_S_FMT", clinux_VIDIOC_S_FMT, restart: .onInterrupt)
  static let tryFormat = unsafe Request<v4l2_format>(
    "VIDIOC_TRY_FMT", clinux_VIDIOC_TRY_FMT, restart: .onInterrupt)

  /// The queue's format now.
  ///
  /// The corresponding C constant is `VIDIOC_G_FMT`.
  package func format(of queue: QueueType) throws(SystemCallError) -> VideoFormat {
    var argument = unsafe v4l2_format()
    unsafe argument.type = queue.rawValue
    try unsafe file.call(Self.getFormat, &argument)
    return unsafe read(argument, queue)
  }

  /// What the driver would make of a format, nothing changed.
  ///
  /// The corresponding C constant is `VIDIOC_TRY_FMT`.
  package func tryFormat(
    _ format: VideoFormat, of queue: QueueType
  ) throws(SystemCallError) -> VideoFormat {
    var argument = unsafe write(format, queue)
    try unsafe file.call(Self.tryFormat, &argument)
    return unsafe read(argument, queue)
  }

  /// Sets the format and answers what the driver made of it.
  ///
  /// The corresponding C constant is `VIDIOC_S_FMT`.
  package func setFormat(
    _ format: VideoFormat, of queue: QueueType
  ) throws(SystemCallError) -> VideoFormat {
    var argument = unsafe write(format, queue)
    try unsafe file.call(Self.setFormat, &argument)
    return unsafe read(argument, queue)
  }

  private func read(_ argument: v4l2_format, _ queue: QueueType) -> VideoFormat {
    guard queue.isMultiplanar else {
      let pix = unsafe argument.fmt.pix
      var format = VideoFormat(
        width: pix.width, height: pix.height, format: pix.pixelformat,
        planes: [.init(stride: pix.bytesperline, size: pix.sizeimage)])
      format.colour = VideoColour(
        space: pix.colorspace, encoding: pix.ycbcr_enc, quantization: pix.quantization,
        transfer: pix.xfer_func, field: pix.field)
      return format
    }
    let pix = unsafe argument.fmt.pix_mp
    let planes = unsafe withUnsafeBytes(of: pix.plane_fmt) { bytes in
      unsafe bytes.withMemoryRebound(to: v4l2_plane_pix_format.self) { planes in
        unsafe planes.prefix(Int(pix.num_planes)).map {
          VideoFormat.Plane(stride: $0.bytesperline, size: $0.sizeimage)
        }
      }
    }
    var format = VideoFormat(
      width: pix.width, height: pix.height, format: pix.pixelformat, planes: planes)
    format.colour = VideoColour(
      space: pix.colorspace, encoding: UInt32(pix.ycbcr_enc),
      quantization: UInt32(pix.quantization), transfer: UInt32(pix.xfer_func), field: pix.field)
    return format
  }

  func write(_ format: VideoFormat, _ queue: QueueType) -> v4l2_format {
    var argument = unsafe v4l2_format()
    unsafe argument.type = queue.rawValue
    guard queue.isMultiplanar else {
      var pix = v4l2_pix_format()
      pix.width = format.width
      pix.height = format.height
      pix.pixelformat = format.format
      pix.field = V4L2_FIELD_NONE.rawValue
      pix.bytesperline = format.planes.first?.stride ?? 0
      pix.sizeimage = format.planes.first?.size ?? 0
      unsafe argument.fmt.pix = pix
      return unsafe argument
    }
    var pix = v4l2_pix_format_mplane()
    pix.width = format.width
    pix.height = format.height
    pix.pixelformat = format.format
    pix.field = V4L2_FIELD_NONE.rawValue
    pix.num_planes = UInt8(min(format.planes.count, Int(VIDEO_MAX_PLANES)))
    unsafe withUnsafeMutableBytes(of: &pix.plane_fmt) { bytes in
      unsafe bytes.withMemoryRebound(to: v4l2_plane_pix_format.self) { planes in
        for (index, plane) in format.planes.prefix(planes.count).enumerated() {
          unsafe planes[index].bytesperline = plane.stride
          unsafe planes[index].sizeimage = plane.size
        }
      }
    }
    unsafe argument.fmt.pix_mp = pix
    return unsafe argument
  }
}
