internal import TesseraKernel

extension ImageQueue {
  /// What a queue is asked for when it is to work in buffers of an agreed layout.
  ///
  /// One memory plane tells the first stride; of several, each tells its own.
  static func format(
    _ code: VideoPixelFormat, for agreement: Agreement, _ planes: [AgreedPlane], _ sizes: [Bytes]
  ) -> VideoFormat {
    VideoFormat(
      width: UInt32(clamping: agreement.extent.width.value),
      height: UInt32(clamping: agreement.extent.height.value), format: code.rawValue,
      planes: zip(planes, sizes).map { plane, size in
        .init(stride: UInt32(clamping: plane.stride.value), size: UInt32(clamping: size.value))
      })
  }

  /// Whether planes lie where V4L2 finds them, which is told strides and no offsets: several in one
  /// memory plane follow each other without a gap, each as wide as the format says.
  static func finds(_ planes: [AgreedPlane], of agreement: Agreement) -> Bool {
    guard let layout = LinearLayout(format: agreement.format, extent: agreement.extent),
      layout.planes.count == planes.count, let first = planes.first, let tight = layout.planes.first
    else { return false }
    guard agreement.topology == .oneBuffer else {
      return planes.enumerated().allSatisfy { $1.buffer == $0 && $1.offset == .zero }
    }
    var end = Bytes.zero
    for (plane, natural) in zip(planes, layout.planes) {
      guard plane.buffer == 0, plane.offset == end,
        let mine = plane.stride.multiplied(by: tight.stride.value),
        mine == first.stride.multiplied(by: natural.stride.value),
        let next = plane.stride.multiplied(by: natural.rows.value).flatMap(end.adding)
      else { return false }
      end = next
    }
    return true
  }
}

extension VideoFormat {
  /// Whether the driver kept what it was asked for; sizes are the least that it needs.
  func keeps(_ asked: Self) -> Bool {
    width == asked.width && height == asked.height && format == asked.format
      && planes.map(\.stride) == asked.planes.map(\.stride)
  }

  /// The format in words, such as `640x480 NV12, stride 640 B, 460800 B`.
  var text: String {
    let strides = planes.map(\.stride.description).joined(separator: "+")
    let sizes = planes.map(\.size.description).joined(separator: "+")
    return
      "\(width)x\(height) \(VideoPixelFormat(rawValue: format)), stride \(strides) B, \(sizes) B"
  }
}
