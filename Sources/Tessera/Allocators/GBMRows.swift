#if GBM
/// Linear formats whose strides a driver makes by one rule: each of them can have every multiple.
struct GBMRows: Hashable {
  var multiple: Bytes
  var formats: [PixelFormat]

  /// Sorts formats by what their strides can be: the usual ones first, then each rule of its own.
  ///
  /// The usual ones have pixels of 1, 2 or 4 bytes in one plane, and share the least rule that is
  /// true for all of them; any other format that this serves is among them.
  static func sorted(_ known: [(format: PixelFormat, multiple: Bytes)]) -> [GBMRows] {
    guard !known.isEmpty else { return [] }
    let usual = known.filter { $0.format.isUsual }
      .reduce(Bytes(1)) { $0.leastCommonMultiple(with: $1.multiple) ?? $0 }
    let hasUsual = known.contains { $0.format.isUsual }
    var first = GBMRows(multiple: usual, formats: [])
    var others: [Bytes: [PixelFormat]] = [:]
    for (format, multiple) in known {
      if hasUsual, usual.isMultiple(of: multiple) {
        first.formats.append(format)
      } else {
        others[multiple, default: []].append(format)
      }
    }
    return [first]
      + others.map { GBMRows(multiple: $0.key, formats: $0.value) }
      .sorted { $0.multiple < $1.multiple }
  }

  var pairs: [FormatModifier] { formats.map { FormatModifier($0, .linear) } }
}

extension PixelFormat {
  fileprivate var isUsual: Bool {
    guard let info, info.planeCount == 1 else { return false }
    return [1, 2, 4].contains(info.plane(0).bytesPerBlock.value)
  }
}
#endif
