internal import TesseraKernel

/// What the driver makes of strides: tried by `VIDIOC_TRY_FMT`, which changes nothing.
extension ImageQueue {
  /// What a driver does with one format at one size.
  struct Probed {
    /// The strides taken, by memory plane.
    var strides: [StrideDomain]
    /// Bytes demanded behind the image.
    var tail: Bytes
    /// What the numbers mean.
    var colour: VideoColour
  }

  /// What a driver makes of one format at one size.
  enum Answer {
    /// It keeps both.
    case taken(Probed)
    /// It makes another size of it, the nearest that it has now.
    case otherSize(Extent)
    /// It makes something else of it, or nothing, and why.
    case refused(String)
  }

  /// Asks the driver what it makes of strides; `nil` when it makes another size or format of it.
  func probe(
    _ format: CameraFormat, _ mapping: VideoFormatMapping, _ extent: Extent
  ) -> Probed? {
    guard case .taken(let probed) = answer(format, mapping, extent) else { return nil }
    return probed
  }

  /// Asks the driver what it makes of a format at a size, and of strides.
  func answer(
    _ format: CameraFormat, _ mapping: VideoFormatMapping, _ extent: Extent
  ) -> Answer {
    guard let answers else { return ask(format, mapping, extent) }
    return answers.answer(format.code, extent) { ask(format, mapping, extent) }
  }

  private func ask(
    _ format: CameraFormat, _ mapping: VideoFormatMapping, _ extent: Extent
  ) -> Answer {
    guard let width = UInt32(exactly: extent.width.value),
      let height = UInt32(exactly: extent.height.value)
    else { return .refused("takes no image as large as \(extent)") }
    func attempt(_ stride: UInt32, plane: Int) throws(SystemCallError) -> VideoFormat {
      let planes = (0..<max(1, mapping.memoryPlanes)).map {
        VideoFormat.Plane(stride: $0 == plane ? stride : 0, size: 0)
      }
      return try node.tryFormat(
        VideoFormat(
          width: width, height: height, format: format.code.rawValue, planes: planes), of: type)
    }
    let least: VideoFormat
    do {
      least = try attempt(0, plane: 0)
    } catch {
      return .refused("refuses \(format.code) of \(extent): \(error)")
    }
    guard least.format == format.code.rawValue else {
      let other = VideoPixelFormat(rawValue: least.format)
      return .refused("makes \(other) of \(format.code) at \(extent)")
    }
    guard least.width == width, least.height == height else {
      return .otherSize(
        Extent(width: Pixels(UInt64(least.width)), height: Pixels(UInt64(least.height))))
    }

    let strides = least.planes.indices.map { plane -> StrideDomain in
      let tight = least.planes[plane].stride
      func answer(_ stride: UInt32) -> UInt32 {
        guard let given = try? attempt(stride, plane: plane), given.planes.indices.contains(plane)
        else {
          return tight
        }
        return given.planes[plane].stride
      }
      return Self.domain(tight: tight, answer: answer)
    }
    return .taken(
      Probed(strides: strides, tail: tail(of: least, mapping, extent), colour: least.colour))
  }

  /// The strides that a driver keeps, from what it makes of a few.
  static func domain(tight: UInt32, answer: (UInt32) -> UInt32) -> StrideDomain {
    let only = StrideDomain.exactly(Bytes(UInt64(tight)))
    let double = tight.multipliedReportingOverflow(by: 2)
    guard tight > 0, !double.overflow, answer(double.partialValue) == double.partialValue else {
      return only
    }
    let up = answer(tight + 1)
    let granule =
      up > tight
      ? up - tight
      : double.partialValue - min(answer(double.partialValue - 1), double.partialValue)
    guard granule > 0, tight % granule == 0 else { return only }
    // A granule of the whole width may be a rule of powers of two in disguise: three widths tell.
    let triple = tight.multipliedReportingOverflow(by: 3)
    let greatest = answer(.max)
    if granule == tight, !triple.overflow, greatest >= triple.partialValue,
      answer(triple.partialValue) != triple.partialValue
    {
      return .powerOfTwoLadder(base: Bytes(UInt64(tight)), maximum: Bytes(UInt64(greatest)))
    }
    return StrideDomain(
      multipleOf: Bytes(UInt64(granule)), minimum: Bytes(UInt64(tight)),
      maximum: greatest >= double.partialValue ? Bytes(UInt64(greatest)) : nil)
  }

  /// Bytes that the driver demands beyond the rows at its own strides, behind each memory plane.
  private func tail(
    of format: VideoFormat, _ mapping: VideoFormatMapping, _ extent: Extent
  ) -> Bytes {
    guard let layout = LinearLayout(format: mapping.format, extent: extent),
      let first = format.planes.first, let tight = layout.planes.first?.stride, tight > 0
    else { return .zero }
    guard mapping.memoryPlanes == 1 else {
      // One number has to do for all of them.
      return zip(format.planes, layout.planes).map { plane, part in
        let rows = part.rows.value * UInt64(plane.stride)
        return Bytes(UInt64(plane.size)).subtracting(Bytes(rows)) ?? .zero
      }.max() ?? .zero
    }
    // The layout's size, scaled to the driver's stride.
    let scaled = layout.planes.reduce(UInt64(0)) { total, part in
      total + part.rows.value * (part.stride.value * UInt64(first.stride) / tight.value)
    }
    return Bytes(UInt64(first.size)).subtracting(Bytes(scaled)) ?? .zero
  }
}
