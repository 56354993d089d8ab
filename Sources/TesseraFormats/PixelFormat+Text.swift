extension PixelFormat: CustomStringConvertible {
  /// The four letters, such as `XR24`: trailing blanks dropped, unprintable bytes as `\x01`.
  ///
  /// A big-endian format ends in `_BE`.
  public var fourcc: String {
    FourCC.text(of: littleEndian.rawValue) + (isBigEndian ? "_BE" : "")
  }

  /// The name of the C constant without its prefix, such as `XRGB8888`, else the four letters.
  public var name: String {
    guard let info else { return fourcc }
    return isBigEndian ? info.name + "_BE" : info.name
  }

  /// The four letters, such as `XR24`.
  public var description: String { fourcc }

  /// Reads four letters, a name or a number.
  ///
  /// `XR24`, `XRGB8888`, `DRM_FORMAT_XRGB8888` and `0x34325258` are all the same format. Names may
  /// be of any case. Four letters are taken as they are, known or not; fewer letters only when
  /// they are those of a known format. Text that is both a name and four letters is the name.
  public init?(_ text: some StringProtocol) { self.init(reading: String(text)) }

  // Of one type, which is compiled for it: recordings read and write formats by the thousand.
  private init?(reading text: String) {
    if let number = FourCC.number(text, as: UInt32.self) {
      self.init(rawValue: number)
      return
    }
    var name = text.uppercased()
    var letters = text[...]
    let isBigEndian = name.utf8.count > 3 && name.hasSuffix("_BE")
    if isBigEndian {
      name.removeLast(3)
      letters = letters.dropLast(3)
    }
    let prefix = "DRM_FORMAT_"
    let mustBeName = name.hasPrefix(prefix)
    if mustBeName { name.removeFirst(prefix.utf8.count) }
    let order = isBigEndian ? Self.bigEndianFlag : 0
    if let known = Self.named[name] {
      self.init(rawValue: known.rawValue | order)
      return
    }
    guard !mustBeName, let code = FourCC.value(of: letters) else { return nil }
    self.init(rawValue: code | order)
    if letters.utf8.count < 4 && info == nil { return nil }
  }

  /// The known formats by their names.
  private static let named = Dictionary(
    uniqueKeysWithValues: PixelFormatInfo.sorted.map { ($0.name, $0.format) })
}
