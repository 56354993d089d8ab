public import TesseraFormats
public import TesseraNegotiation

extension FormatTable {
  /// The pairs of a KMS plane's `IN_FORMATS` property.
  public init(_ blob: FormatModifierBlob) {
    self.init(blob.entries.map { FormatModifier($0.format, .explicit($0.modifier)) })
  }

  /// The bytes of an `IN_FORMATS` property that says the same.
  ///
  /// - Throws: when there are layouts or formats that the property cannot name: "any", and those
  ///   that one device alone knows.
  ///
  /// The corresponding C type is `struct drm_format_modifier_blob`.
  public func inFormatsBlob() throws(ExchangeError) -> [UInt8] {
    var modifiers: [Modifier: [Int]] = [:]
    let formats = layouts.keys.sorted()
    guard otherFormats == nil else {
      throw ExchangeError(
        path: "", problem: "takes any format; IN_FORMATS names each, so list them")
    }
    for (index, format) in formats.enumerated() {
      guard case .only(let set) = layouts(of: format) else {
        throw ExchangeError(
          path: "", problem: "takes \(format) in any layout; IN_FORMATS names each, so list them")
      }
      for layout in set {
        guard let modifier = layout.explicitModifier else {
          throw ExchangeError(
            path: "",
            problem: "takes \(format) in \(layout), which IN_FORMATS cannot say; leave it out")
        }
        modifiers[modifier, default: []].append(index)
      }
    }
    let windows = modifiers.sorted { $0.key < $1.key }.flatMap { modifier, indices in
      Self.windows(of: modifier, indices)
    }
    let header: UInt32 = 24
    // Modifiers hold 64-bit words and start where such words may.
    let rows = (header + 4 * UInt32(formats.count) + 7) / 8 * 8
    var bytes = [1, 0, UInt32(formats.count), header, UInt32(windows.count), rows]
      .flatMap { LittleEndian.bytes($0) }
    bytes += formats.flatMap { LittleEndian.bytes($0.rawValue) }
    bytes += [UInt8](repeating: 0, count: Int(rows) - bytes.count)
    for window in windows {
      bytes += LittleEndian.bytes(window.mask) + LittleEndian.bytes(window.first) + [0, 0, 0, 0]
      bytes += LittleEndian.bytes(window.modifier.rawValue)
    }
    return bytes
  }

  /// A modifier with up to 64 formats from one on, a bit each.
  private struct Window {
    var first: UInt32
    var mask: UInt64
    var modifier: Modifier
  }

  private static func windows(of modifier: Modifier, _ indices: [Int]) -> [Window] {
    var masks: [Int: UInt64] = [:]
    for index in indices { masks[index / 64, default: 0] |= 1 << UInt64(index % 64) }
    return masks.sorted { $0.key < $1.key }.map { number, mask in
      Window(first: UInt32(number * 64), mask: mask, modifier: modifier)
    }
  }
}
