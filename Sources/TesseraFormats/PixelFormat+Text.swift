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
  public init?(_ text: some StringProtocol) {
    if let number = FourCC.number(text, as: UInt32.self) {
      self.init(rawValue: number)
      return
    }
    var word = text[...]
    let order = word.count > 3 && word.suffix(3).uppercased() == "_BE" ? Self.bigEndianFlag : 0
    if order != 0 { word = word.dropLast(3) }
    let prefix = "DRM_FORMAT_"
    let mustBeName = word.uppercased().hasPrefix(prefix)
    if mustBeName { word = word.dropFirst(prefix.count) }
    let name = word.uppercased()
    if let known = PixelFormatInfo.sorted.first(where: { $0.name == name }) {
      self.init(rawValue: known.format.rawValue | order)
      return
    }
    guard !mustBeName, let code = FourCC.value(of: word) else { return nil }
    self.init(rawValue: code | order)
    if word.utf8.count < 4 && info == nil { return nil }
  }
}
