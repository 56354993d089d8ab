// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

extension LayoutModifier {
  /// The number that stands for it in the kernel's interfaces.
  var number: UInt64 {
    explicitModifier?.rawValue ?? TESSERA_MODIFIER_IMPLICIT
  }
}

extension Extent {
  /// A size in pixels, which must have some.
  init(pixels width: UInt32, _ height: UInt32) throws(Failure) {
    guard width > 0, height > 0 else {
      throw .invalid("an image of \(width)x\(height) pixels has none")
    }
    self.init(width: Pixels(UInt64(width)), height: Pixels(UInt64(height)))
  }
}

/// The rows of a table of C.
func rows(
  _ formats: UnsafePointer<tessera_format>?, _ count: Int
) throws(Failure) -> [tessera_format] {
  guard count != 0 else { return [] }
  guard let formats = formats else { throw .invalid("\(count) formats are told at NULL") }
  guard count > 0 else { throw .invalid("\(UInt(bitPattern: count)) formats are not possible") }
  let rows = Array(UnsafeBufferPointer(start: formats, count: count))
  guard rows.allSatisfy({ $0.reserved == 0 }) else {
    throw .invalid("a format's reserved bytes are not zero")
  }
  return rows
}

/// The pairs of a table of C; an implicit layout is that of `device`.
func pairs(
  _ formats: UnsafePointer<tessera_format>?, _ count: Int, on device: Device?
) throws(Failure) -> [FormatModifier] {
  var pairs: [FormatModifier] = []
  for format in try rows(formats, count) {
    pairs.append(
      FormatModifier(
        PixelFormat(rawValue: format.fourcc), try layout(format.modifier, on: device)))
  }
  return pairs
}

/// The layout of a modifier.
func layout(_ modifier: UInt64, on device: Device?) throws(Failure) -> LayoutModifier {
  guard modifier == TESSERA_MODIFIER_IMPLICIT else {
    return .explicit(Modifier(rawValue: modifier))
  }
  guard let device else {
    throw .invalid("an implicit layout is a device's own, and there is no device")
  }
  return .implicit(on: device)
}

@c @implementation
public func tessera_format_describe(
  _ fourcc: UInt32, _ modifier: UInt64
) -> UnsafeMutablePointer<CChar>? {
  let format = PixelFormat(rawValue: fourcc)
  let text =
    modifier == TESSERA_MODIFIER_IMPLICIT
    ? "\(format) implicit" : "\(FormatModifier(format, .explicit(Modifier(rawValue: modifier))))"
  return handedOut(text)
}

@c @implementation
public func tessera_format_read(
  _ text: UnsafePointer<CChar>?, _ fourcc: UnsafeMutablePointer<UInt32>?
) -> CInt {
  report {
    guard let fourcc = fourcc else { throw Failure.invalid("there is no place for the format") }
    let word = try TesseraC.text(text, "the format")
    guard let format = PixelFormat(word) else { throw Failure.invalid("'\(word)' is no format") }
    fourcc.pointee = format.rawValue
  }
}

@c @implementation
public func tessera_modifier_read(
  _ text: UnsafePointer<CChar>?, _ modifier: UnsafeMutablePointer<UInt64>?
) -> CInt {
  report {
    guard let modifier = modifier else {
      throw Failure.invalid("there is no place for the modifier")
    }
    let word = try TesseraC.text(text, "the modifier")
    guard let known = Modifier(word) else { throw Failure.invalid("'\(word)' is no modifier") }
    modifier.pointee = known.rawValue
  }
}
