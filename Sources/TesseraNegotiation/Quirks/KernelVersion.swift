/// The version of a kernel, by its numbers alone.
public struct KernelVersion: Hashable, Sendable {
  /// The numbers, the weightiest first, without zeros at the end.
  public let numbers: [UInt32]

  /// Reads the numbers that a text starts with, such as 6, 12 and 117 of `6.12.117-1-amd64`.
  ///
  /// - Returns: `nil` for a text that starts with none.
  public init?(_ text: some StringProtocol) { self.init(reading: String(text)) }

  // Of one type, which is compiled for it.
  private init?(reading text: String) {
    var numbers: [UInt32] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let digits = part.prefix { $0.isASCII && $0.isWholeNumber }
      guard let number = UInt32(digits) else { break }
      numbers.append(number)
      if digits.count < part.count { break }
    }
    guard !numbers.isEmpty else { return nil }
    while numbers.count > 1, numbers.last == 0 { numbers.removeLast() }
    self.numbers = numbers
  }
}

extension KernelVersion: Comparable, CustomStringConvertible {
  /// The numbers with dots between them.
  public var description: String { numbers.map(String.init).joined(separator: ".") }

  /// The older first.
  public static func < (left: Self, right: Self) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }
}
