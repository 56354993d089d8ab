internal import CLinux

/// Text in C's hands.
package enum CText {
  /// What stands in a struct's array of characters, up to its zero.
  static func read<Array>(_ array: Array) -> String {
    unsafe withUnsafeBytes(of: array) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// A copy of a text, ended by a zero, to be freed; `nil` when there is no memory.
  ///
  /// The corresponding C function is `strdup`.
  package static func copy(_ text: String) -> UnsafeMutablePointer<CChar>? {
    unsafe strdup(text)
  }

  /// Frees a copy.
  ///
  /// The corresponding C function is `free`.
  package static func free(_ text: UnsafePointer<CChar>?) {
    unsafe clinux_free(UnsafeMutablePointer(mutating: text))
  }
}

/// What a library answers as text; `nil` where it has no answer.
func text(_ characters: UnsafePointer<CChar>?) -> String? {
  unsafe characters.map { unsafe String(cString: $0) }
}
