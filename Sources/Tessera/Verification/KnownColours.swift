/// Colours at both ends of every row of a picture, each of its place: whoever writes the picture
/// elsewhere, or in other colours, is found out.
struct KnownColours {
  /// What no two pictures share.
  let seed: UInt64
  /// The format that is read: the colours are such that each survives in it.
  let colour: PackedColour

  /// How many pixels of each end of a row are looked at.
  private static let columns = 4

  /// Red, green, blue and alpha of a pixel in bytes.
  private func bytes(_ row: Int, _ column: Int) -> [UInt8] {
    colour.bytes(of: Marks.mixed(seed &+ UInt64(row) << 20 &+ UInt64(column)))
  }

  /// The places of an image, row by row.
  private func visit(_ extent: Extent, _ body: (_ row: Int, _ column: Int) -> Void) {
    guard let width = Int(exactly: extent.width.value),
      let height = Int(exactly: extent.height.value)
    else { return }
    let ends = Array(0..<min(Self.columns, width)) + Array(max(0, width - Self.columns)..<width)
    for row in 0..<height {
      for column in Set(ends) { body(row, column) }
    }
  }

  /// Draws them into pixels of 32 bits whose letters are XRGB or ARGB, and opaque.
  func draw(into picture: Buffer) throws {
    let stride = Int(picture.planes[0].stride.value)
    try picture.withMutableBytes(ofPlane: 0) { rows in
      visit(picture.agreement.extent) { row, column in
        let offset = row * stride + 4 * column
        guard offset + 4 <= rows.byteCount else { return }
        let bytes = bytes(row, column)
        for (place, value) in [bytes[2], bytes[1], bytes[0], .max].enumerated() {
          rows.storeBytes(of: value, toByteOffset: offset + place, as: UInt8.self)
        }
      }
    }
  }

  /// How many of them stand in an image of that format, and how many could; alpha is not looked at.
  func count(in image: Buffer) throws -> (found: Int, all: Int) {
    let stride = Int(image.planes[0].stride.value)
    let size = colour.bytesPerPixel
    var (found, all) = (0, 0)
    try image.withBytes(ofPlane: 0) { rows in
      visit(image.agreement.extent) { row, column in
        all += 1
        let offset = row * stride + column * size
        guard offset + size <= rows.byteCount else { return }
        var word: UInt64 = 0
        for index in 0..<size {
          let byte = unsafe rows.unsafeLoad(fromByteOffset: offset + index, as: UInt8.self)
          word |= UInt64(byte) << UInt64(8 * index)
        }
        var wanted = bytes(row, column)
        wanted[3] = colour.bytes(of: word)[3]
        if colour.agrees(word, wanted) { found += 1 }
      }
    }
    return (found, all)
  }
}
