extension Modifier: CustomStringConvertible {
  /// The arrangement in words, such as `LINEAR`, `I915_X_TILED` or `NVIDIA_BLOCK_LINEAR_2D(…)`.
  ///
  /// No two modifiers share a name: what is not understood in full is shown as a number, such as
  /// `AMD(0x00000000000001)`.
  public var name: String {
    if let fixed = Self.fixedNames.first(where: { $0.modifier == self }) { return fixed.name }
    let decoded: String? =
      switch vendor {
      case .amd: amdName
      case .nvidia: nvidiaName
      case .vivante: vivanteName
      case .broadcom: broadcomName
      case .arm: armName
      case .amlogic: amlogicName
      case .mediaTek: mediaTekName
      default: nil
      }
    if let decoded { return decoded }
    return vendor.isKnown
      ? "\(vendor.name)(0x\(FourCC.hexadecimal(value, digits: 14)))" : hexadecimal
  }

  /// The whole number, such as `0x0100000000000001`.
  public var hexadecimal: String { "0x" + FourCC.hexadecimal(rawValue, digits: 16) }

  /// The same as ``name``.
  public var description: String { name }

  /// Reads a number such as `0x0100000000000001`, or a name in any case.
  ///
  /// Names are `IMPLICIT`, the fixed ones that ``name`` writes, their C constants, the Broadcom
  /// columns with a height, and a vendor with a number. Other decoded names are for people only.
  public init?(_ text: some StringProtocol) {
    if let number = FourCC.number(text, as: UInt64.self) {
      self.init(rawValue: number)
      return
    }
    var wanted = text.uppercased()[...]
    if wanted.hasPrefix("DRM_FORMAT_MOD_") {
      wanted = wanted.dropFirst("DRM_FORMAT_MOD_".count)
    } else if wanted.hasPrefix("I915_FORMAT_MOD_") {
      wanted = "I915_" + wanted.dropFirst("I915_FORMAT_MOD_".count)
    }
    if wanted == "IMPLICIT" {
      self = .invalid
    } else if wanted == "GENERIC_16_16_TILE" {
      self = .samsung16x16Tile
    } else if let fixed = Self.fixedNames.first(where: { $0.name.uppercased() == wanted }) {
      self = fixed.modifier
    } else if let call = Self.call(wanted) {
      self = call
    } else {
      return nil
    }
  }

  /// Reads a name with one number in parentheses.
  private static func call(_ text: Substring) -> Modifier? {
    guard text.last == ")", let open = text.firstIndex(of: "(") else { return nil }
    let name = text[..<open]
    let argument = text[text.index(after: open)...].dropLast()
    let suffix = "_COL_HEIGHT"
    if name.hasSuffix(suffix) {
      guard let height = UInt64(argument),
        let base = fixedNames.first(where: { $0.name == name.dropLast(suffix.count) })
      else { return nil }
      return base.modifier.withColumnHeight(Rows(height))
    }
    guard let vendor = ModifierVendor(name: name),
      let value = FourCC.number(argument, as: UInt64.self), value <= valueMask
    else { return nil }
    return Modifier(vendor: vendor, value: value)
  }
}

extension Modifier {
  /// The bits of the value from `low` on, `count` of them.
  func field(_ low: UInt64, _ count: UInt64) -> UInt64 { value >> low & ((1 << count) - 1) }

  /// The entry of a table, or the bare number behind its end.
  static func word(_ number: UInt64, in table: [String]) -> String {
    number < UInt64(table.count) ? table[Int(number)] : String(number)
  }
}
