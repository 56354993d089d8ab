/// Where luma and chroma lie in the planes of a format.
struct YUVSamples {
  /// All samples of luma, or of one of both chroma.
  struct Component {
    let plane: Int
    let bytesPerBlock: Int
    /// The lowest bit of each sample in a block.
    let shifts: [Int]
    /// Bits of a sample.
    let width: Int
    /// Pixels of the image for one sample, along a line and down.
    let pixels: (across: Int, down: Int)
  }

  /// Luma.
  let luma: Component
  /// What luma lacks of blue (Cb).
  let blue: Component
  /// What luma lacks of red (Cr).
  let red: Component

  /// By the names of formats, what lies in a block of each plane, the lowest bits first: luma `Y`, blue
  /// `U`, red `V`, or something else; and the bits of each, over and over.
  private static let known: [(names: String, planes: [String], widths: [Int])] = [
    ("NV12 NV16 NV24", ["Y", "UV"], [8]), ("NV21 NV61 NV42", ["Y", "VU"], [8]),
    ("NV15 NV20 NV30", ["YYYY", "UVUV"], [10]), ("P010 P012 P016 P210", ["Y", "UV"], [16]),
    ("YUV410 YUV411 YUV420 YUV422 YUV444", ["Y", "U", "V"], [8]),
    ("YVU410 YVU411 YVU420 YVU422 YVU444", ["Y", "V", "U"], [8]),
    ("Q410", ["Y", "U", "V"], [16]), ("Q401", ["Y", "V", "U"], [16]),
    ("S010 S210 S410", ["Y.", "U.", "V."], [10, 6]),
    ("S012 S212 S412", ["Y.", "U.", "V."], [12, 4]),
    ("S016 S216 S416", ["Y", "U", "V"], [16]),
    ("YUYV", ["YUYV"], [8]), ("YVYU", ["YVYU"], [8]), ("UYVY", ["UYVY"], [8]),
    ("VYUY", ["VYUY"], [8]), ("Y210 Y212 Y216", ["YUYV"], [16]),
    ("AYUV XYUV8888", ["VUY."], [8]), ("AVUY8888 XVUY8888", ["YUV."], [8]),
    ("VUY888", ["YUV"], [8]), ("Y410 XVYU2101010", ["UYV."], [10, 10, 10, 2]),
    ("XVUY2101010", ["YUV."], [10, 10, 10, 2]),
    ("Y412 Y416 XVYU12_16161616 XVYU16161616", ["UYV."], [16]),
  ]

  /// The samples of a format; `nil` for those of no luma, and of layouts that no table here tells.
  init?(_ format: PixelFormat) {
    guard !format.isBigEndian, let info = format.info,
      let known = Self.known.first(where: { known in
        known.names.split(separator: " ").contains { $0 == info.name }
      })
    else { return nil }
    let chroma = (info.horizontalChromaSubsampling, info.verticalChromaSubsampling)
    func component(_ wanted: Character) -> Component? {
      for (plane, letters) in known.planes.enumerated() {
        var (shift, shifts, width) = (0, [] as [Int], 0)
        for (index, letter) in letters.enumerated() {
          let bits = known.widths[index % known.widths.count]
          if letter == wanted { (shifts, width) = (shifts + [shift], bits) }
          shift += bits
        }
        guard shifts.isEmpty else {
          return Component(
            plane: plane, bytesPerBlock: shift / 8, shifts: shifts, width: width,
            pixels: wanted == "Y" ? (1, 1) : chroma)
        }
      }
      return nil
    }
    guard let luma = component("Y"), let blue = component("U"), let red = component("V")
    else { return nil }
    (self.luma, self.blue, self.red) = (luma, blue, red)
  }
}

extension YUVSamples.Component {
  /// Writes one sample, and nothing beside it, into rows of some stride; one that lies behind their end
  /// is not written.
  ///
  /// - Parameter level: of 256.
  func store(
    _ level: UInt64, at place: (column: Int, row: Int), in bytes: inout MutableRawSpan, stride: Int
  ) {
    let (block, index) = place.column.quotientAndRemainder(dividingBy: shifts.count)
    let (shift, start) = (shifts[index], place.row * stride + block * bytesPerBlock)
    guard start + bytesPerBlock <= bytes.byteCount else { return }
    let mask: UInt64 = (1 << UInt64(width) - 1) << UInt64(shift)
    let value = level << UInt64(shift + width - 8)
    for byte in shift / 8...(shift + width - 1) / 8 {
      let old = unsafe bytes.bytes.unsafeLoad(fromByteOffset: start + byte, as: UInt8.self)
      let kept = old & ~UInt8(truncatingIfNeeded: mask >> UInt64(8 * byte))
      bytes.storeBytes(
        of: kept | UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)),
        toByteOffset: start + byte, as: UInt8.self)
    }
  }
}
