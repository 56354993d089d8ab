extension MutableRawSpan {
  /// Makes every byte another, but for less than eight at the end.
  mutating func invert() {
    for offset in stride(from: 0, to: byteCount - 7, by: 8) {
      let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
      storeBytes(of: ~word, toByteOffset: offset, as: UInt64.self)
    }
  }
}

extension RawSpan {
  /// What tells its content from another, but for less than eight bytes at the end.
  var digest: UInt64 {
    stride(from: 0, to: byteCount - 7, by: 8).reduce(0) { sum, offset in
      let word = unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
      return (sum ^ word) &* 0x0000_0100_0000_01b3
    }
  }
}
