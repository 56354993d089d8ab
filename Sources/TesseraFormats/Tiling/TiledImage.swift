/// An image to lay out, and what is demanded of its strides.
struct TiledImage {
  let info: PixelFormatInfo
  let extent: Extent
  let strideMultiple: Bytes
  let minimumStride: Bytes

  /// Bytes of one line of a plane without padding.
  func lineBytes(plane index: Int) throws(NoLayout) -> Bytes {
    let geometry = info.plane(index)
    guard info.isLinearRepresentable, geometry.blockHeight == 1 else {
      throw .unsupported("the format has no lines of bytes to cut into tiles")
    }
    return try geometry.minimumStride(width: extent.width).checked()
  }

  /// Bytes of one sample of a plane whose samples stand alone.
  func sampleBytes(plane index: Int) throws(NoLayout) -> UInt64 {
    let geometry = info.plane(index)
    guard info.isLinearRepresentable, geometry.blockHeight == 1, geometry.blockWidth == 1 else {
      throw .driver("how samples that share a word fill the tiles is not published")
    }
    return geometry.bytesPerBlock.value
  }

  /// Lines of a plane, whole blocks tall.
  func rows(plane index: Int) throws(NoLayout) -> Rows {
    try info.rows(plane: index, height: extent.height).checked()
  }

  /// The width of a plane in samples.
  func samples(plane index: Int) -> Pixels {
    Pixels(Self.quotient(extent.width.value, info.plane(index).horizontalSubsampling))
  }

  /// The least stride of at least `bytes` that is a multiple of `granule` and as demanded.
  ///
  /// The minimum is about the first plane; planes of chroma are narrower.
  func stride(_ bytes: Bytes, granule: Bytes, plane index: Int) throws(NoLayout) -> Bytes {
    let step = try granule.leastCommonMultiple(with: strideMultiple).checked()
    let least = index == 0 ? max(bytes, minimumStride) : bytes
    return try least.roundedUp(toMultipleOf: step).checked()
  }

  /// Rounds a division up.
  static func quotient(_ value: UInt64, _ divisor: UInt64) -> UInt64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder == 0 ? quotient : quotient + 1
  }
}
