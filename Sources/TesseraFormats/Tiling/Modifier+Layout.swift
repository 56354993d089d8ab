extension Modifier {
  /// Lays an image out in this arrangement as far as it is published.
  ///
  /// What drivers add of their own is demanded by the caller: a display that wants linear lines of
  /// 256 bytes, or a driver that pads them to 64, is a `strideMultiple`. The multiple is about every
  /// plane of pixels, the minimum about the first.
  public func layout(
    of format: PixelFormat, extent: Extent, strideMultiple: Bytes = 1, minimumStride: Bytes = 0
  ) -> TiledLayout {
    guard let info = format.info else { return .unsupported("the format is unknown") }
    guard extent.width > 0, extent.height > 0 else { return .unsupported("the image is empty") }
    guard strideMultiple > 0 else { return .unsupported("no stride is a multiple of zero") }
    let image = TiledImage(
      info: info, extent: extent, strideMultiple: strideMultiple, minimumStride: minimumStride)
    do throws(NoLayout) {
      return try planes(of: image).layout
    } catch {
      return error.layout
    }
  }

  private func planes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    if self == .linear { return try linearPlanes(of: image) }
    return switch vendor {
    case .intel: try intelPlanes(of: image)
    case .amd: try amdPlanes(of: image)
    case .nvidia: try nvidiaPlanes(of: image)
    case .vivante: try vivantePlanes(of: image)
    case .broadcom: try broadcomPlanes(of: image)
    case .arm: try armPlanes(of: image)
    case .qualcomm: try qualcommPlanes(of: image)
    case .apple: try applePlanes(of: image)
    case .samsung, .allwinner, .mediaTek: try macroblockPlanes(of: image)
    default: throw unpublished
    }
  }

  /// The answer for arrangements that only their drivers know.
  var unpublished: NoLayout { .driver("nothing is published of \(name)") }

  /// Lines behind each other, planes behind each other.
  private func linearPlanes(of image: TiledImage) throws(NoLayout) -> PlaneStack {
    var stack = PlaneStack()
    for index in 0..<image.info.planeCount {
      guard let bytes = image.info.minimumStride(plane: index, width: image.extent.width) else {
        throw image.info.isLinearRepresentable
          ? .overflow : .unsupported("the format has no linear layout")
      }
      try stack.add(
        stride: image.stride(bytes, granule: 1, plane: index), rows: image.rows(plane: index),
        alignment: 1)
    }
    return stack
  }
}
