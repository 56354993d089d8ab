import Tessera

/// vivid's test picture: eight bars at 75 % intensity, white to black.
enum ColourBars {
  /// Red, green and blue of each bar.
  static let rgb: [[UInt8]] = [
    [191, 191, 191], [191, 191, 0], [0, 191, 191], [0, 191, 0], [191, 0, 191], [191, 0, 0],
    [0, 0, 191], [0, 0, 0],
  ]
  /// Luma of each bar, ITU-R BT.601 limited range: 16 + 65.481 r + 128.553 g + 24.966 b.
  static let luma: [UInt8] = [180, 162, 131, 112, 84, 65, 35, 16]

  /// How far a value may be off: rounding of two conversions.
  static let tolerance = 4

  /// The middle of each bar in an image of this width, in a row that the captions do not reach.
  static func centres(width: Int) -> [Int] { (0..<8).map { width * (2 * $0 + 1) / 16 } }

  /// Red, green and blue at the bars' middles of an XR24 buffer.
  static func xrgb(in buffer: Buffer) throws -> [[UInt8]] {
    let (width, row) = sampled(buffer)
    let stride = Int(buffer.planes[0].stride.value)
    return try buffer.withBytes(ofPlane: 0) { bytes in
      centres(width: width).map { x in
        [2, 1, 0].map { bytes.byte(at: row * stride + 4 * x + $0) }
      }
    }
  }

  /// Luma at the bars' middles of a buffer whose first plane has one byte per pixel.
  static func luma(in buffer: Buffer) throws -> [UInt8] {
    let (width, row) = sampled(buffer)
    let stride = Int(buffer.planes[0].stride.value)
    return try buffer.withBytes(ofPlane: 0) { bytes in
      centres(width: width).map { bytes.byte(at: row * stride + $0) }
    }
  }

  static func isClose(_ found: [UInt8], _ expected: [UInt8]) -> Bool {
    found.count == expected.count
      && zip(found, expected).allSatisfy { abs(Int($0) - Int($1)) <= tolerance }
  }

  private static func sampled(_ buffer: Buffer) -> (width: Int, row: Int) {
    let extent = buffer.agreement.extent
    return (Int(extent.width.value), Int(extent.height.value) * 7 / 8)
  }
}

extension RawSpan {
  /// One byte; the span checks the bounds.
  func byte(at offset: Int) -> UInt8 {
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }
}
