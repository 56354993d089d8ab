import FoundationEssentials
import Tessera

/// Writes a buffer's image as a PPM file, which every picture tool reads.
enum Snapshot {
  static func write(_ buffer: Buffer, to path: String) throws {
    let format = buffer.agreement.format
    guard let read = reader(for: format) else {
      throw AllocationError(
        .unsupportedLayout, "snapshots of \(format.fourcc) are not written; try --format XR24")
    }
    let width = Int(buffer.agreement.extent.width.value)
    let height = Int(buffer.agreement.extent.height.value)
    let planes = try buffer.planes.indices.map { index in
      try buffer.withBytes(ofPlane: index) { span in
        (0..<span.byteCount).map { unsafe span.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
      }
    }
    let strides = buffer.planes.map { Int($0.stride.value) }
    var picture = Data("P6 \(width) \(height) 255\n".utf8)
    picture.reserveCapacity(picture.count + width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let (red, green, blue) = read(planes, strides, x, y)
        picture.append(contentsOf: [red, green, blue])
      }
    }
    do {
      try picture.write(to: URL(fileURLWithPath: path))
    } catch {
      throw DeviceError(path: path, problem: "the picture could not be written: \(error)")
    }
  }

  private typealias Reader = ([[UInt8]], [Int], Int, Int) -> (UInt8, UInt8, UInt8)

  private static func reader(for format: PixelFormat) -> Reader? {
    switch format {
    case .xrgb8888, .argb8888: packed(bytes: 4, red: 2, green: 1, blue: 0)
    case .xbgr8888, .abgr8888: packed(bytes: 4, red: 0, green: 1, blue: 2)
    case .rgb888: packed(bytes: 3, red: 2, green: 1, blue: 0)
    case .bgr888: packed(bytes: 3, red: 0, green: 1, blue: 2)
    case .rgb565:
      { planes, strides, x, y in
        let at = y * strides[0] + 2 * x
        let word = UInt16(planes[0][at]) | UInt16(planes[0][at + 1]) << 8
        return (
          UInt8(word >> 11) << 3, UInt8(truncatingIfNeeded: word >> 5 & 0x3f) << 2,
          UInt8(truncatingIfNeeded: word & 0x1f) << 3
        )
      }
    case .nv12:
      { planes, strides, x, y in
        let chroma = y / 2 * strides[1] + x / 2 * 2
        return colour(planes[0][y * strides[0] + x], planes[1][chroma], planes[1][chroma + 1])
      }
    case .yuv420:
      { planes, strides, x, y in
        colour(
          planes[0][y * strides[0] + x], planes[1][y / 2 * strides[1] + x / 2],
          planes[2][y / 2 * strides[2] + x / 2])
      }
    case .yuyv:
      { planes, strides, x, y in
        let pair = y * strides[0] + x / 2 * 4
        return colour(planes[0][pair + x % 2 * 2], planes[0][pair + 1], planes[0][pair + 3])
      }
    default: nil
    }
  }

  private static func packed(bytes: Int, red: Int, green: Int, blue: Int) -> Reader {
    { planes, strides, x, y in
      let at = y * strides[0] + x * bytes
      return (planes[0][at + red], planes[0][at + green], planes[0][at + blue])
    }
  }

  /// ITU-R BT.601, limited range, as cameras send it unless they say otherwise.
  private static func colour(_ y: UInt8, _ u: UInt8, _ v: UInt8) -> (UInt8, UInt8, UInt8) {
    let luma = 298 * (Int(y) - 16)
    let (blue, red) = (Int(u) - 128, Int(v) - 128)
    func byte(_ value: Int) -> UInt8 { UInt8(max(0, min(255, (value + 128) >> 8))) }
    return (
      byte(luma + 409 * red), byte(luma - 100 * blue - 208 * red), byte(luma + 516 * blue)
    )
  }
}
