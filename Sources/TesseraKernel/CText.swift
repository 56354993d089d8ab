internal import CLinux

/// Text that C owns.
package enum CText {
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
