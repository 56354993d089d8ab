internal import CLinux
internal import Tessera
internal import TesseraKernel

extension FakeCamera {
  func setFormat(_ argument: IoctlArgument, _ state: inout State) -> Int {
    guard state.granted == 0, state.slots.isEmpty else { return -Int(EBUSY) }
    let (answer, needed) = adjust(argument)
    if answer == 0 {
      state.needed = needed
      state.sizes = sizes(argument)
      state.format = unsafe argument.bytes(of: v4l2_format.self)
    }
    return answer
  }

  /// The format that is set, or what the driver starts with.
  func currentFormat(_ argument: IoctlArgument, _ state: State) -> Int {
    guard !state.format.isEmpty else { return adjust(argument).answer }
    return unsafe argument.write(state.format, as: v4l2_format.self)
  }

  /// The sizes of what the driver starts with.
  var firstSizes: [UInt32] {
    var format = unsafe v4l2_format()
    unsafe format.type = traits.queueType
    return unsafe withUnsafeMutablePointer(to: &format) { format in
      let argument = unsafe IoctlArgument(format)
      _ = adjust(argument)
      return sizes(argument)
    }
  }

  /// The sizes of the memory planes that a format tells.
  private func sizes(_ argument: IoctlArgument) -> [UInt32] {
    unsafe sizes(argument.read(v4l2_format.self))
  }

  func sizes(_ format: v4l2_format) -> [UInt32] {
    guard traits.isMultiplanar else { return [unsafe format.fmt.pix.sizeimage] }
    let pix = unsafe format.fmt.pix_mp
    return unsafe withUnsafeBytes(of: pix.plane_fmt) { bytes in
      unsafe Array(unsafe bytes.bindMemory(to: v4l2_plane_pix_format.self))
    }.prefix(Int(pix.num_planes)).map(\.sizeimage)
  }

  /// Makes of a format what this driver can do, and tells the sizes of its memory planes.
  func adjust(_ argument: IoctlArgument) -> (answer: Int, needed: [UInt32]) {
    var needed: [UInt32] = []
    let answer = unsafe argument.change(v4l2_format.self) { format in
      guard unsafe format.type == traits.queueType else { return -Int(EINVAL) }
      if traits.isMultiplanar {
        var pix = unsafe format.fmt.pix_mp
        (pix.width, pix.height, pix.pixelformat) = nearest(pix.width, pix.height, pix.pixelformat)
        let asked = unsafe withUnsafeBytes(of: pix.plane_fmt) { bytes in
          unsafe Array(unsafe bytes.bindMemory(to: v4l2_plane_pix_format.self))
        }
        let planes = planes(pix.width, pix.height, pix.pixelformat, asked.map(\.bytesperline))
        pix.num_planes = UInt8(planes.count)
        pix.colorspace = traits.colourSpace
        pix.field = traits.field
        unsafe withUnsafeMutableBytes(of: &pix.plane_fmt) { bytes in
          let entries = unsafe bytes.bindMemory(to: v4l2_plane_pix_format.self)
          for (index, plane) in planes.enumerated() {
            unsafe entries[index].bytesperline = plane.stride
            unsafe entries[index].sizeimage = max(plane.size, asked[index].sizeimage)
          }
        }
        unsafe format.fmt.pix_mp = pix
        needed = planes.map(\.size)
      } else {
        var pix = unsafe format.fmt.pix
        (pix.width, pix.height, pix.pixelformat) = nearest(pix.width, pix.height, pix.pixelformat)
        let planes = planes(pix.width, pix.height, pix.pixelformat, [pix.bytesperline])
        pix.bytesperline = planes.first?.stride ?? 0
        pix.colorspace = traits.colourSpace
        pix.field = traits.field
        pix.sizeimage = max(planes.first?.size ?? 0, pix.sizeimage)
        unsafe format.fmt.pix = pix
        needed = planes.map(\.size)
      }
      return 0
    }
    return (answer, needed)
  }

  private func nearest(
    _ width: UInt32, _ height: UInt32, _ format: UInt32
  ) -> (UInt32, UInt32, UInt32) {
    let size = traits.sizes.first { $0 == (width, height) } ?? traits.sizes.first ?? (1, 1)
    return (
      size.width, size.height,
      traits.formats.contains(format) ? format : traits.formats.first ?? 0
    )
  }

  /// The strides and sizes of the memory planes.
  private func planes(
    _ width: UInt32, _ height: UInt32, _ format: UInt32, _ asked: [UInt32]
  ) -> [(stride: UInt32, size: UInt32)] {
    guard let mapping = VideoPixelFormat(rawValue: format).drm,
      let layout = LinearLayout(
        format: mapping.format,
        extent: Extent(width: Pixels(UInt64(width)), height: Pixels(UInt64(height))))
    else { return [(0, width * height)] }  // Compressed: no stride, some size.
    if mapping.memoryPlanes > 1 {
      return zip(layout.planes, asked).map { plane, asked in
        let stride = traits.stride(asked, UInt32(plane.stride.value))
        return (stride, stride &* UInt32(plane.rows.value) &+ traits.tail)
      }
    }
    let tight = UInt32(layout.planes.first?.stride.value ?? 1)
    let stride = traits.stride(asked.first ?? 0, tight)
    let size = layout.planes.reduce(UInt64(0)) { sum, plane in
      sum + plane.rows.value * (plane.stride.value * UInt64(stride) / UInt64(tight))
    }
    // Absurd strides have absurd sizes; the kernel's field has 32 bits.
    return [(stride, UInt32(truncatingIfNeeded: size) &+ traits.tail)]
  }
}
