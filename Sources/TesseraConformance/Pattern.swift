/// Bytes that tell planes, and whoever wrote them, from each other; they return every 256.
///
/// Written and compared by words, for every byte of every buffer is.
struct Pattern {
  private let first: UInt8
  /// The bytes of 256, eight in a word as they are in memory.
  private let words: [UInt64]

  init(_ plane: Int, _ seed: UInt8) {
    let first = UInt8(truncatingIfNeeded: plane &* 31) &+ seed
    self.first = first
    words = (0..<32).map { word in
      (0..<8).reduce(0) { sum, byte in
        sum | UInt64(Self.byte(word * 8 + byte, first)) << UInt64(byte * 8)
      }.littleEndian
    }
  }

  /// Where whole words begin in so many bytes.
  func wordOffsets(in count: Int) -> StrideTo<Int> { stride(from: 0, to: count & ~7, by: 8) }

  /// The bytes behind the last whole word.
  func restOffsets(in count: Int) -> Range<Int> { count & ~7..<count }

  /// The word that begins at `offset`, a multiple of eight.
  func word(_ offset: Int) -> UInt64 { words[offset >> 3 & 31] }

  func byte(_ offset: Int) -> UInt8 { Self.byte(offset, first) }

  private static func byte(_ offset: Int, _ first: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: offset &* 7) &+ first
  }
}
