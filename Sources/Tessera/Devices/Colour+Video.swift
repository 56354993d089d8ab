internal import TesseraKernel

extension Colour {
  /// What a driver says of the colours of images in a format; what it leaves open follows from the
  /// colour space as the kernel's headers say.
  ///
  /// Progressive images, which everything here is asked for, have no field: nobody refuses them. What
  /// is interlaced all the same has the kernel's name for its lines.
  ///
  /// The corresponding C macros are `V4L2_MAP_XFER_FUNC_DEFAULT`, `V4L2_MAP_YCBCR_ENC_DEFAULT` and
  /// `V4L2_MAP_QUANTIZATION_DEFAULT`.
  init(_ told: VideoColour, of format: PixelFormat) {
    let isYUV = format.info?.isYUV == true
    var values: [Property: Set<Value>] = [:]
    func set(_ property: Property, _ number: UInt32, _ names: [UInt32: Set<Value>]) {
      // A number of a newer kernel is not guessed at.
      if let name = names[number] { values[property] = name }
    }
    set(.field, told.field, Self.fields)
    // Without a colour space no other colour is told either.
    guard told.space != 0 else {
      self.init(values)
      return
    }
    let space = Space(rawValue: told.space)
    set(.primaries, told.space, Self.primaries)
    set(.transfer, told.transfer == 0 ? space.transfer : told.transfer, Self.transfers)
    if isYUV {
      set(.encoding, told.encoding == 0 ? space.encoding : told.encoding, Self.encodings)
    }
    let usual: UInt32 = isYUV && space != .jpeg ? 2 : 1
    set(.range, told.quantization == 0 ? usual : told.quantization, Self.ranges)
    self.init(values)
  }

  private static let fields: [UInt32: Set<Value>] = [
    2: ["top"], 3: ["bottom"], 4: ["interlaced"], 5: ["seq-tb"], 6: ["seq-bt"], 7: ["alternate"],
    8: ["interlaced-tb"], 9: ["interlaced-bt"],
  ]
  private static let primaries: [UInt32: Set<Value>] = [
    1: ["smpte170m"], 2: ["smpte240m"], 3: ["bt709"], 5: ["bt470m"], 6: ["bt470bg"], 7: ["bt709"],
    8: ["bt709"], 9: ["oprgb"], 10: ["bt2020"], 12: ["dci-p3"],
  ]
  private static let transfers: [UInt32: Set<Value>] = [
    1: ["bt709"], 2: ["srgb"], 3: ["oprgb"], 4: ["smpte240m"], 5: ["linear"], 6: ["dci-p3"],
    7: ["smpte2084"],
  ]
  private static let encodings: [UInt32: Set<Value>] = [
    1: ["bt601"], 2: ["bt709"], 3: ["xv601"], 4: ["xv709"], 6: ["bt2020"], 7: ["bt2020-constant"],
    8: ["smpte240m"],
  ]
  private static let ranges: [UInt32: Set<Value>] = [1: ["full"], 2: ["limited"]]

  /// A colour space, and what follows from it.
  ///
  /// The corresponding C type is `enum v4l2_colorspace`.
  private struct Space: RawRepresentable, Equatable {
    let rawValue: UInt32

    static let smpte240m = Self(rawValue: 2)
    static let rec709 = Self(rawValue: 3)
    static let jpeg = Self(rawValue: 7)
    static let srgb = Self(rawValue: 8)
    static let oprgb = Self(rawValue: 9)
    static let bt2020 = Self(rawValue: 10)
    static let raw = Self(rawValue: 11)
    static let dciP3 = Self(rawValue: 12)

    var transfer: UInt32 {
      switch self {
      case .oprgb: 3
      case .smpte240m: 4
      case .dciP3: 6
      case .raw: 5
      case .srgb, .jpeg: 2
      default: 1
      }
    }

    var encoding: UInt32 {
      switch self {
      case .rec709, .dciP3: 2
      case .bt2020: 6
      case .smpte240m: 8
      default: 1
      }
    }
  }
}
