internal import SystemPackage
internal import Tessera
internal import TesseraKernel

/// Text that lives as long as whoever holds this, where C can read it.
final class Text: @unchecked Sendable {
  // Sendable by hand: the bytes never change.
  let pointer: UnsafePointer<CChar>?

  init(_ text: String) { pointer = UnsafePointer(CText.copy(text)) }
  convenience init?(_ text: String?) {
    guard let text else { return nil }
    self.init(text)
  }

  deinit { CText.free(pointer) }
}

/// Text that the caller frees; `nil` where there is nothing to tell or no memory.
func handedOut(_ text: String?) -> UnsafeMutablePointer<CChar>? {
  guard let text else { return nil }
  return CText.copy(text)
}

/// Text from C, which must be UTF-8.
func text(_ pointer: UnsafePointer<CChar>?, _ what: String) throws(Failure) -> String {
  guard let pointer = pointer else { throw .invalid("\(what) is NULL") }
  guard let text = String(validatingCString: pointer) else {
    throw .invalid("\(what) is not UTF-8")
  }
  return text
}

/// A name from C, which must not be empty.
func name(_ pointer: UnsafePointer<CChar>?) throws(Failure) -> String {
  let name = try text(pointer, "the name")
  guard !name.isEmpty else { throw .invalid("the name is empty") }
  return name
}

/// Bytes from C.
func bytes(_ pointer: UnsafePointer<CChar>?, _ count: Int) throws(Failure) -> [UInt8] {
  guard let pointer = pointer else { throw .invalid("the text is NULL") }
  guard count >= 0 else { throw .invalid("a text of \(UInt(bitPattern: count)) B is not possible") }
  return UnsafeRawBufferPointer(start: pointer, count: count).map(\.self)
}
