internal import CJansson

extension JSON {
  /// Reads a text that is an object or a list.
  init(_ bytes: [UInt8], limits: JSONLimits) throws(ExchangeError) {
    try JSONScanner.check(bytes, limits: limits)
    var error = json_error_t()
    // A NUL is a character like others; told apart by the length that comes with the text.
    let flags = JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL
    let root = unsafe bytes.withUnsafeBytes { buffer in
      let text = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      return unsafe json_loadb(text, unsafe text == nil ? 0 : buffer.count, Int(flags), &error)
    }
    guard let root = unsafe root else { throw Self.complaint(bytes, error) }
    defer { unsafe json_decref(root) }
    self = unsafe Self(root)
  }

  private static func complaint(_ bytes: [UInt8], _ error: json_error_t) -> ExchangeError {
    let text = unsafe withUnsafeBytes(of: error.text) { raw in
      unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
    }
    let place = "line \(error.line), column \(error.column)"
    let path = JSONScanner.path(in: bytes, at: Int(error.position))
    let advice =
      text.hasPrefix("too big") || text.hasPrefix("too neg")
      ? "; write numbers above 2^53 as texts of digits" : ""
    return ExchangeError(path: path, problem: "is not valid JSON: \(text) (\(place))\(advice)")
  }

  /// Copies a value of the library; its depth is known to be small.
  private init(_ value: UnsafeMutablePointer<json_t>) {
    switch unsafe value.pointee.type {
    case JSON_OBJECT:
      var members: [Member] = []
      var place = unsafe json_object_iter(value)
      while let here = unsafe place {
        if let key = unsafe json_object_iter_key(here),
          let inner = unsafe json_object_iter_value(here)
        {
          unsafe members.append(Member(key: String(cString: key), value: Self(inner)))
        }
        unsafe place = json_object_iter_next(value, here)
      }
      self = .object(members)
    case JSON_ARRAY:
      var elements: [JSON] = []
      for index in unsafe 0..<json_array_size(value) {
        if let inner = unsafe json_array_get(value, index) { elements.append(unsafe Self(inner)) }
      }
      self = .array(elements)
    case JSON_STRING:
      let bytes = unsafe UnsafeRawBufferPointer(
        start: json_string_value(value), count: json_string_length(value))
      self = .string(unsafe String(decoding: bytes, as: UTF8.self))
    case JSON_INTEGER: self = .integer(Int64(unsafe json_integer_value(value)))
    case JSON_REAL: self = .real(unsafe json_real_value(value))
    case JSON_TRUE: self = .bool(true)
    case JSON_FALSE: self = .bool(false)
    default: self = .null
    }
  }
}
