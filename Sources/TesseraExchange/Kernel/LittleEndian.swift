/// Numbers in bytes, the lowest byte first, as every machine that Linux's graphics runs on keeps them.
enum LittleEndian {
  /// The number in bytes from `offset` on; the caller has checked that they are there.
  static func number<Word: FixedWidthInteger>(
    _ bytes: [UInt8], at offset: Int, as type: Word.Type = Word.self
  ) -> Word {
    bytes[offset..<offset + Word.bitWidth / 8].reversed().reduce(0) { $0 << 8 | Word($1) }
  }

  /// The bytes of a number.
  static func bytes<Word: FixedWidthInteger>(_ number: Word) -> [UInt8] {
    (0..<Word.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Word($0 * 8)) }
  }
}
