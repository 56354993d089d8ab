import TesseraFormats

/// Formats that decide between equals: what most hardware reads natively comes first.
enum Commonness {
  static let formats: [PixelFormat] = [
    .nv12, .yuyv, .yuv420, .nv16, .p010, .xrgb8888, .argb8888, .xbgr8888, .abgr8888, .bgr888,
    .rgb888, .rgb565,
  ]

  /// The place of a format; all that are not common share the last one.
  static func rank(of format: PixelFormat) -> Int {
    PixelFormatInfo.index(of: format).map { rank(of: format, known: $0) } ?? formats.count
  }

  /// The same for a format whose place among the known ones is known.
  static func rank(of format: PixelFormat, known: Int) -> Int {
    format.isBigEndian ? formats.count : Int(ranks[known])
  }

  private static let ranks: [UInt8] = {
    var ranks = [UInt8](repeating: UInt8(formats.count), count: PixelFormatInfo.knownCount)
    for (rank, format) in formats.enumerated() {
      if let index = PixelFormatInfo.index(of: format) { ranks[index] = UInt8(rank) }
    }
    return ranks
  }()
}
