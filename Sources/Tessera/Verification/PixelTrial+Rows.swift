#if GBM
internal import TesseraKernel

/// The rows of the image as the CPU writes and reads them.
extension PixelTrial {
  /// Writes marks into them.
  func write(_ marks: Marks) throws(PatternStop) {
    let wanted = marks.marks(inPlane: 0, of: buffer)
    try change { bytes, stride in marks.store(wanted, in: &bytes, stride: stride) }
  }

  /// Makes every byte another.
  func invert() throws(PatternStop) { try change { bytes, _ in bytes.invert() } }

  /// How many of the pixels stand in them.
  func count(_ pixels: MarkedPixels) throws(PatternStop) -> Int {
    try look { bytes, stride in pixels.count(inRows: bytes, stride: stride) }
  }

  /// What tells their content from another.
  func digest() throws(PatternStop) -> UInt64 { try look { bytes, _ in bytes.digest } }

  private func change(_ body: (inout MutableRawSpan, Int) -> Void) throws(PatternStop) {
    do {
      if tiled == nil {
        try buffer.withMutableBytes(ofPlane: 0) { body(&$0, rowStride) }
      } else {
        try view([.read, .write]) { body(&$0, $1) }
      }
    } catch {
      throw .untried("the CPU cannot write the buffer (\(error))")
    }
  }

  private func look<R>(_ body: (RawSpan, Int) -> R) throws(PatternStop) -> R {
    do {
      guard tiled == nil else { return try view(.read) { body($0.bytes, $1) } }
      return try buffer.withBytes(ofPlane: 0) { body($0, rowStride) }
    } catch {
      throw .untried("the CPU cannot read the buffer (\(error))")
    }
  }

  private var rowStride: Int { Int(buffer.planes[0].stride.value) }

  /// The rows as the driver lays them out for the CPU, imported anew: of an image that it knows, Mesa's
  /// virgl shows again what it showed before.
  private func view<R>(
    _ direction: AccessDirection, _ body: (inout MutableRawSpan, Int) throws -> R
  ) throws -> R {
    guard let (foreign, device) = tiled else { preconditionFailure("its rows lie as agreed") }
    return try device.importBuffer(foreign, for: .rendering).withLinearBytes(
      direction, bytesPerRow: Int(window.width) * colour.bytesPerPixel,
      rows: UInt64(window.height), body)
  }
}
#endif
