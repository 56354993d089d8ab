/// Where the colours of a format lie in the word of a pixel.
struct PackedColour {
  /// One colour of a pixel.
  private struct Component {
    /// Which of red, green, blue and alpha.
    let channel: Int
    let shift: UInt64
    let width: UInt64

    var largest: UInt64 { 1 << width - 1 }
  }

  /// How long a pixel is.
  let bytesPerPixel: Int
  private let components: [Component]

  /// The formats whose colours are whole numbers in one word, by the orders of their letters, the
  /// uppermost bits first, and the bits of each letter.
  private static let known: [(orders: String, widths: [UInt64])] = [
    ("XRGB ARGB XBGR ABGR RGBX RGBA BGRX BGRA", [8, 8, 8, 8]),
    ("RGB BGR", [5, 6, 5]), ("RGB BGR", [8, 8, 8]),
    ("XRGB ARGB XBGR ABGR", [2, 10, 10, 10]), ("RGBX RGBA BGRX BGRA", [10, 10, 10, 2]),
    ("XRGB ARGB XBGR ABGR RGBX RGBA BGRX BGRA", [4, 4, 4, 4]),
    ("XRGB ARGB XBGR ABGR", [1, 5, 5, 5]), ("RGBX RGBA BGRX BGRA", [5, 5, 5, 1]),
    ("R", [8]), ("GR RG", [8, 8]),
    ("R", [16]), ("GR RG", [16, 16]), ("XRGB ARGB XBGR ABGR", [16, 16, 16, 16]),
  ]

  /// The colours of a format; `nil` for those that are converted on the way, or have more planes.
  init?(_ format: PixelFormat) {
    guard !format.isBigEndian, let name = format.info?.name else { return nil }
    for (orders, widths) in Self.known {
      let digits = widths.map { "\($0)" }.joined()
      guard let order = orders.split(separator: " ").first(where: { $0 + digits == name }) else {
        continue
      }
      var (shift, components): (UInt64, [Component]) = (0, [])
      for (letter, width) in zip(order, widths).reversed() {
        if let channel = Array("RGBA").firstIndex(of: letter) {
          components.append(Component(channel: channel, shift: shift, width: width))
        }
        shift += width
      }
      bytesPerPixel = Int(shift / 8)
      self.components = components
      return
    }
    return nil
  }

  /// Red, green, blue and alpha of a pixel in bytes, such that whoever rounds them back, up, down or
  /// to the nearest, has the pixel again.
  func bytes(of word: UInt64) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, 0, .max]
    for component in components {
      let value = word >> component.shift & component.largest
      // Of more bits the lower ones are lost; of less, the next byte above is none of another value.
      let added = component.width > 8 ? component.largest / 2 : component.largest - 1
      bytes[component.channel] = UInt8((value * 255 + added) / component.largest)
    }
    return bytes
  }

  /// Whether a pixel is of a colour in bytes, as far as the coarser of both can tell.
  func agrees(_ word: UInt64, _ bytes: some Collection<UInt8>) -> Bool {
    components.allSatisfy { component in
      let value = word >> component.shift & component.largest
      let byte = UInt64(bytes[bytes.index(bytes.startIndex, offsetBy: component.channel)])
      guard component.width > 8 else {
        return (byte * component.largest + 127) / 255 == value
      }
      let told = (value * 255 + component.largest / 2) / component.largest
      return told > byte ? told - byte <= 1 : byte - told <= 1
    }
  }
}
