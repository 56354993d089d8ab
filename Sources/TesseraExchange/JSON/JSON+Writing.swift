internal import CJansson

extension JSON {
  /// The text of an object or a list; fields in the order in which they were put.
  func bytes(_ style: JSONStyle) -> [UInt8] {
    let value = unsafe Self.value(of: self)
    defer { unsafe json_decref(value) }
    // Two blanks an indentation; the macro that shifts it into place is beyond Swift.
    let layout = style == .readable ? 2 : Int(JSON_COMPACT)
    let count = unsafe json_dumpb(value, nil, 0, layout)
    var bytes = [UInt8](repeating: 0, count: count)
    unsafe bytes.withUnsafeMutableBytes { buffer in
      _ = unsafe json_dumpb(
        value, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count, layout)
    }
    return style == .readable ? bytes + [UInt8(ascii: "\n")] : bytes
  }

  /// The library's copy of a value, which the caller gives back.
  private static func value(of json: JSON) -> UnsafeMutablePointer<json_t> {
    let made: UnsafeMutablePointer<json_t>?
    switch json {
    case .object(let members):
      unsafe made = json_object()
      for member in members {
        unsafe json_object_set_new_nocheck(made, member.key, value(of: member.value))
      }
    case .array(let elements):
      unsafe made = json_array()
      for element in elements { unsafe json_array_append_new(made, value(of: element)) }
    case .string(var text):
      unsafe made = text.withUTF8 { utf8 in
        unsafe utf8.withMemoryRebound(to: CChar.self) { characters in
          // A text without characters may have no address.
          guard let start = characters.baseAddress else {
            return unsafe json_stringn_nocheck("", 0)
          }
          return unsafe json_stringn_nocheck(start, characters.count)
        }
      }
    case .integer(let number): unsafe made = json_integer(number)
    case .real(let number): unsafe made = json_real(number)
    case .bool(let flag): unsafe made = flag ? json_true() : json_false()
    case .null: unsafe made = json_null()
    }
    guard let made = unsafe made else {
      preconditionFailure("a text could not be written: there is no memory left")
    }
    return unsafe made
  }
}
