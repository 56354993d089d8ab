import TesseraFormats

/// What is known of the formats of random problems, written down a second time.
struct NaiveFormat {
  let format: PixelFormat
  /// Bytes of one sample, pixels across for one sample, lines for one line of samples.
  let planes: [(bytes: UInt64, across: UInt64, down: UInt64)]
  var isColour = true
  var hasAlpha = false
  var hasFewBits = false

  static let all = [
    Self(format: .xrgb8888, planes: [(4, 1, 1)]),
    Self(format: .argb8888, planes: [(4, 1, 1)], hasAlpha: true),
    Self(format: .rgb565, planes: [(2, 1, 1)], hasFewBits: true),
    Self(format: .rgb888, planes: [(3, 1, 1)]),
    Self(format: .r8, planes: [(1, 1, 1)], isColour: false),
    Self(format: .nv12, planes: [(1, 1, 1), (2, 2, 2)]),
    Self(format: .yuv420, planes: [(1, 1, 1), (1, 2, 2), (1, 2, 2)]),
    Self(format: .nv16, planes: [(1, 1, 1), (2, 2, 1)]),
    Self(format: .yuv444, planes: [(1, 1, 1), (1, 1, 1), (1, 1, 1)]),
  ]

  /// The bytes of a plane's tight row.
  func width(_ plane: Int, of extent: Extent) -> UInt64 {
    let (bytes, across, _) = planes[plane]
    return (extent.width.value + across - 1) / across * bytes
  }

  /// The rows of a plane.
  func rows(_ plane: Int, of extent: Extent) -> UInt64 {
    (extent.height.value + planes[plane].down - 1) / planes[plane].down
  }

  /// The bytes of the tight image.
  func frame(of extent: Extent) -> UInt64 {
    planes.indices.reduce(0) { $0 + width($1, of: extent) * rows($1, of: extent) }
  }
}
