/// The bytes of a KMS plane's `IN_FORMATS` property: which formats it takes in which modifiers.
///
/// The corresponding C type is `struct drm_format_modifier_blob`.
public struct FormatModifierBlob: Hashable, Sendable {
  /// A format and a modifier that go together.
  public struct Entry: Hashable, Sendable {
    /// The pixel format.
    public var format: PixelFormat
    /// The modifier; never `invalid`.
    public var modifier: Modifier
  }

  /// Why bytes are no such blob.
  public enum Malformed: Error, Hashable, Sendable {
    /// The version is not 1, the only one there is.
    case version(UInt32)
    /// A part lies beyond the end of the bytes.
    case truncated
  }

  /// Every pair, in the order of the blob.
  public let entries: [Entry]

  /// Reads a blob; every offset and count in it is checked against its end.
  public init(bytes: [UInt8]) throws(Malformed) {
    let header = 24
    guard bytes.count >= header else { throw .truncated }
    let version = Self.word(bytes, at: 0)
    guard version == 1 else { throw .version(version) }
    let formatCount = Int(Self.word(bytes, at: 8))
    let formatOffset = Int(Self.word(bytes, at: 12))
    let modifierCount = Int(Self.word(bytes, at: 16))
    let modifierOffset = Int(Self.word(bytes, at: 20))
    guard formatCount <= bytes.count / 4, modifierCount <= bytes.count / 24,
      formatOffset + 4 * formatCount <= bytes.count,
      modifierOffset + 24 * modifierCount <= bytes.count
    else { throw .truncated }

    var entries: [Entry] = []
    for index in 0..<modifierCount {
      // 64 formats from `first` on, one bit each; then the modifier that they take.
      let place = modifierOffset + 24 * index
      let bits = Self.doubleWord(bytes, at: place)
      let first = Int(Self.word(bytes, at: place + 8))
      let modifier = Modifier(rawValue: Self.doubleWord(bytes, at: place + 16))
      guard modifier != .invalid else { continue }
      for bit in 0..<64 where bits & (1 << UInt64(bit)) != 0 {
        guard first + bit < formatCount else { throw .truncated }
        let format = Self.word(bytes, at: formatOffset + 4 * (first + bit))
        entries.append(Entry(format: PixelFormat(rawValue: format), modifier: modifier))
      }
    }
    self.entries = entries
  }

  private static func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func doubleWord(_ bytes: [UInt8], at offset: Int) -> UInt64 {
    UInt64(word(bytes, at: offset)) | UInt64(word(bytes, at: offset + 4)) << 32
  }
}
