public import TesseraFormats

/// Where the planes of an agreed image lie.
public enum AgreedLayout: Hashable, Sendable {
  /// Known in advance, to the byte; `sizes` has one entry for each dma-buf.
  case planned([AgreedPlane], sizes: [Bytes])
  /// The driver's secret until it has made the buffer; then it is read back and checked.
  case byDriver

  /// The planes, where they are known in advance.
  public var planes: [AgreedPlane]? {
    guard case .planned(let planes, _) = self else { return nil }
    return planes
  }

  /// The bytes of each dma-buf, where they are known in advance.
  public var sizes: [Bytes]? {
    guard case .planned(_, let sizes) = self else { return nil }
    return sizes
  }

  /// The bytes of all dma-bufs together, where they are known in advance; `nil` too on overflow.
  public var size: Bytes? {
    sizes?.reduce(Bytes?.some(.zero)) { total, size in total?.adding(size) }
  }
}

/// One plane of an agreed image.
public struct AgreedPlane: Hashable, Sendable {
  /// Which of the image's dma-bufs carries it.
  public var buffer: Int
  /// Where it starts in that dma-buf.
  public var offset: Bytes
  /// From one row to the next.
  public var stride: Bytes
  /// Its rows.
  public var rows: Rows
  /// Its bytes: stride × rows.
  public var size: Bytes

  /// Takes a place and a shape.
  public init(buffer: Int, offset: Bytes, stride: Bytes, rows: Rows, size: Bytes) {
    self.buffer = buffer
    self.offset = offset
    self.stride = stride
    self.rows = rows
    self.size = size
  }
}
