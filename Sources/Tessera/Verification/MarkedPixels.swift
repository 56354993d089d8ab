#if GBM
internal import TesseraKernel

/// The pixels that marks cover whole, at both ends of every row of an image of one plane.
struct MarkedPixels {
  /// One pixel.
  private struct Pixel {
    /// Where it starts, from its row's first byte on.
    let column: Int
    let row: Int
    /// Which of the window's pixels it is; where both ends overlap, it is two of them.
    let places: [Int]
    let word: UInt64
  }

  private let colour: PackedColour
  private let window: GLESWindow
  private let pixels: [Pixel]

  /// How many there are.
  var count: Int { pixels.count }

  /// The pixels of the marks of one image in a window on it.
  init(_ marks: [Marks.Mark], _ colour: PackedColour, in window: GLESWindow) {
    let (size, columns) = (colour.bytesPerPixel, Int(window.columns))
    let gap = Int(window.width) - columns
    self.colour = colour
    self.window = window
    pixels = marks.flatMap { mark in
      // The first pixel that starts in the mark, up to the last one that ends in it.
      let first = (mark.column + size - 1) / size
      return (first..<(mark.column + Marks.size) / size).compactMap { x -> Pixel? in
        let ends = [x < columns ? x : nil, x >= gap ? x - gap + columns : nil]
        let row = Int(mark.row)
        return Pixel(
          column: x * size, row: row,
          places: ends.compactMap { $0.map { row * 2 * columns + $0 } },
          word: mark.value >> UInt64(8 * (x * size - mark.column)) & Self.mask(size))
      }
    }
  }

  private static func mask(_ size: Int) -> UInt64 { size < 8 ? 1 << UInt64(8 * size) - 1 : .max }

  /// What a window shows that has these pixels and nothing else.
  var drawn: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: window.byteCount)
    for pixel in pixels {
      let colours = colour.bytes(of: pixel.word)
      for place in pixel.places {
        for (channel, value) in colours.enumerated() { bytes[4 * place + channel] = value }
      }
    }
    return bytes
  }

  /// How many of the pixels a window shows.
  func count(inWindow bytes: [UInt8]) -> Int {
    pixels.count { pixel in
      pixel.places.allSatisfy { colour.agrees(pixel.word, bytes[4 * $0..<4 * $0 + 4]) }
    }
  }

  /// How many of the pixels stand in rows of some stride.
  func count(inRows bytes: RawSpan, stride: Int) -> Int {
    pixels.count { pixel in
      let start = pixel.row * stride + pixel.column
      guard start + colour.bytesPerPixel <= bytes.byteCount else { return false }
      var word: UInt64 = 0
      for index in 0..<colour.bytesPerPixel {
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: start + index, as: UInt8.self)
        word |= UInt64(byte) << UInt64(8 * index)
      }
      return colour.agrees(word, colour.bytes(of: pixel.word))
    }
  }
}
#endif
