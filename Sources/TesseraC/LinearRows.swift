// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

@c @implementation
public func tessera_buffer_read_rows(
  _ buffer: OpaquePointer?, _ rows: UnsafeMutableRawPointer?, _ count: Int, _ stride: UInt64,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    guard let rows = rows else { throw Failure.invalid("the rows are NULL") }
    try copy(buffer, .read, count, stride) { pixels, place, row in
      (rows + place).copyMemory(from: pixels, byteCount: row)
    }
  }
}

@c @implementation
public func tessera_buffer_write_rows(
  _ buffer: OpaquePointer?, _ rows: UnsafeRawPointer?, _ count: Int, _ stride: UInt64,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    guard let rows = rows else { throw Failure.invalid("the rows are NULL") }
    try copy(buffer, .write, count, stride) { pixels, place, row in
      pixels.copyMemory(from: rows + place, byteCount: row)
    }
  }
}

/// Goes through the rows of an image and of the caller's side by side.
private func copy(
  _ buffer: OpaquePointer?, _ direction: AccessDirection, _ count: Int, _ stride: UInt64,
  _ body: (_ pixels: UnsafeMutableRawPointer, _ place: Int, _ row: Int) -> Void
) throws {
  let buffer = try required(buffer, Buffer.self)
  let extent = buffer.agreement.extent
  #if GBM
  guard let info = buffer.agreement.format.info, info.planeCount == 1,
    let bytes = info.minimumStride(plane: 0, width: extent.width),
    let row = Int(exactly: bytes.value), let height = Int(exactly: extent.height.value)
  else { throw Failure.invalid("\(buffer.agreement.format) has no rows of one plane") }
  // The last row need not be whole.
  guard count >= row, let step = Int(exactly: stride), step >= row,
    (count - row) / step >= height - 1
  else {
    throw Failure.invalid("\(height) rows of \(row) B do not fit \(count) B with \(stride) B each")
  }
  try buffer.withLinearView(direction) { pixels, pitch in
    pixels.withUnsafeMutableBytes { view in
      guard let base = view.baseAddress else { return }
      for line in 0..<height { body(base + line * Int(pitch.value), line * step, row) }
    }
  }
  #else
  _ = extent
  throw Failure.withoutGBM()
  #endif
}
