extension PixelFormatInfo {
  /// The bits of memory that a pixel takes over all planes, where that is a whole number.
  ///
  /// `nil` for formats such as P030 and for those without a linear layout.
  public var bitsPerPixel: Int? {
    guard isLinearRepresentable else { return nil }
    // 144 is a common multiple of the pixels that blocks of all planes cover.
    var bits: UInt64 = 0
    for index in 0..<planeCount {
      let plane = plane(index)
      let pixels =
        plane.blockWidth.value * plane.blockHeight.value * plane.horizontalSubsampling
        * plane.verticalSubsampling
      bits += plane.bytesPerBlock.value * 8 * 144 / pixels
    }
    return bits % 144 == 0 ? Int(bits / 144) : nil
  }

  /// The least stride of a linear plane, or `nil` on overflow or without a linear layout.
  ///
  /// Incomplete blocks count whole. The stride is that of one line of pixels, as the kernel has it,
  /// so a block of several lines spreads its bytes over them.
  public func minimumStride(plane index: Int, width: Pixels) -> Bytes? {
    guard isLinearRepresentable else { return nil }
    return plane(index).minimumStride(width: width)
  }

  /// The rows of a plane, or `nil` on overflow.
  ///
  /// Subsampling rounds up, and the rows fill whole blocks.
  public func rows(plane index: Int, height: Pixels) -> Rows? {
    plane(index).rows(height: height)
  }

  /// The bytes of a linear image without any padding, or `nil` on overflow or without a linear layout.
  public func tightSize(of extent: Extent) -> Bytes? {
    guard isLinearRepresentable else { return nil }
    var total = Bytes.zero
    for index in 0..<planeCount {
      let plane = plane(index)
      guard let stride = plane.minimumStride(width: extent.width),
        let rows = plane.rows(height: extent.height),
        let size = stride.multiplied(by: rows.value), let sum = total.adding(size)
      else { return nil }
      total = sum
    }
    return total
  }
}
