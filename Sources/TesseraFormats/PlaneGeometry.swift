/// How the pixels of one plane are grouped into blocks of bytes.
public struct PlaneGeometry: Hashable, Sendable {
  // Kept small: a format stores its planes inline.
  private let bytes: UInt8
  private let columns: UInt8
  private let lines: UInt8
  private let horizontal: UInt8
  private let vertical: UInt8

  /// Makes a plane of `bytes` for each block of samples, one sample `every` so many pixels.
  init(_ bytes: UInt8, block: (UInt8, UInt8) = (1, 1), every: (UInt8, UInt8) = (1, 1)) {
    self.bytes = bytes
    (columns, lines) = block
    (horizontal, vertical) = every
  }

  /// Bytes of one block; zero where the format has no linear layout.
  public var bytesPerBlock: Bytes { Bytes(UInt64(bytes)) }
  /// Samples of the plane side by side in one block.
  public var blockWidth: Pixels { Pixels(UInt64(columns)) }
  /// Lines of the plane in one block.
  public var blockHeight: Pixels { Pixels(UInt64(lines)) }
  /// Pixels of the image for one sample of the plane along a line.
  public var horizontalSubsampling: UInt64 { UInt64(horizontal) }
  /// Lines of the image for one line of the plane.
  public var verticalSubsampling: UInt64 { UInt64(vertical) }
}

extension PlaneGeometry {
  /// The least stride of a linear plane of an image `width` pixels wide, or `nil` on overflow.
  ///
  /// Incomplete blocks count whole. A block of several lines spreads its bytes over them, for the
  /// kernel's stride is that of one line of pixels.
  func minimumStride(width: Pixels) -> Bytes? {
    let samples = Self.quotient(width.value, horizontalSubsampling)
    let blocks = Self.quotient(samples, blockWidth.value)
    guard let bytes = bytesPerBlock.multiplied(by: blocks) else { return nil }
    return Bytes(Self.quotient(bytes.value, blockHeight.value))
  }

  /// The rows of the plane of an image `height` pixels tall, or `nil` on overflow.
  func rows(height: Pixels) -> Rows? {
    let rows = Rows(Self.quotient(height.value, verticalSubsampling))
    return lines == 1 ? rows : rows.roundedUp(toMultipleOf: Rows(blockHeight.value))
  }

  // Rounds up without the overflow that adding first would risk.
  private static func quotient(_ value: UInt64, _ divisor: UInt64) -> UInt64 {
    if divisor == 1 { return value }
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder == 0 ? quotient : quotient + 1
  }
}
