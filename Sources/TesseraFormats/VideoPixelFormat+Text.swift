extension VideoPixelFormat: CustomStringConvertible {
  /// The four letters, such as `NM12`: trailing blanks dropped, unprintable bytes as `\x01`.
  ///
  /// A big-endian format ends in `-BE`.
  public var fourcc: String {
    FourCC.text(of: rawValue & ~PixelFormat.bigEndianFlag) + (isBigEndian ? "-BE" : "")
  }

  /// The name of the C constant without its prefix, such as `NV12M`, else the four letters.
  public var name: String { Self.names[self] ?? fourcc }

  /// Whether the V4L2 headers have a name for the format.
  public var isKnown: Bool { Self.names[self] != nil }

  /// The four letters.
  public var description: String { fourcc }

  /// Reads four letters, a name or a number: `NM12`, `NV12M`, `V4L2_PIX_FMT_NV12M`, `0x32314d4e`.
  ///
  /// Names may be of any case. Four letters are taken as they are, known or not; fewer letters only
  /// when they are those of a known format. Known letters win over a name.
  public init?(_ text: some StringProtocol) {
    if let number = FourCC.number(text, as: UInt32.self) {
      self.init(rawValue: number)
      return
    }
    let isBigEndian = text.hasSuffix("-BE")
    let letters = isBigEndian ? text.dropLast(3) : text[...]
    let code = FourCC.value(of: letters).map {
      Self(rawValue: $0 | (isBigEndian ? PixelFormat.bigEndianFlag : 0))
    }
    if let code, code.isKnown {
      self = code
      return
    }
    let prefix = "V4L2_PIX_FMT_"
    var wanted = text.uppercased()[...]
    if wanted.hasPrefix(prefix) { wanted = wanted.dropFirst(prefix.count) }
    if let known = Self.allKnown.first(where: { $0.name == wanted }) {
      self = known
    } else if let code, letters.utf8.count == 4 {
      self = code
    } else {
      return nil
    }
  }
}

extension VideoPixelFormat {
  /// Every format of the V4L2 headers, and those of the Raspberry Pi kernel, by kind.
  public static var allKnown: [VideoPixelFormat] { namesInOrder.map(\.0) }

  private static let namesInOrder = rgbNames + yuvNames + bayerNames + codedNames + vendorNames
  private static let names = Dictionary(uniqueKeysWithValues: namesInOrder)
}
