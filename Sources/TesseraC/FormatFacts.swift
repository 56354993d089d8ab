// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

@c @implementation
public func tessera_format_facts(
  _ fourcc: UInt32, _ facts: UnsafeMutablePointer<tessera_format_facts>?
) -> CInt {
  report {
    let format = PixelFormat(rawValue: fourcc)
    guard let info = format.info else {
      throw Failure(.noSuchFileOrDirectory, "unknown format", "nothing is known of \(format)")
    }
    var told = CTessera.tessera_format_facts(info)
    withUnsafeMutableBytes(of: &told.name) { place in
      // A zero stays at the end.
      place.copyBytes(from: format.name.utf8.prefix(place.count - 1))
    }
    try write(told, to: facts)
  }
}

extension CTessera.tessera_format_facts {
  fileprivate init(_ info: PixelFormatInfo) {
    self.init()
    plane_count = UInt32(clamping: info.planeCount)
    component_bits = UInt32(clamping: info.bitsPerComponent)
    chroma_columns = UInt32(clamping: info.horizontalChromaSubsampling)
    chroma_rows = UInt32(clamping: info.verticalChromaSubsampling)
    opaque_fourcc = info.opaqueEquivalent?.rawValue ?? 0
    alpha_fourcc = info.alphaEquivalent?.rawValue ?? 0
    has_alpha = info.hasAlpha ? 1 : 0
    is_yuv = info.isYUV ? 1 : 0
    is_greyscale = info.isGreyscale ? 1 : 0
    is_indexed = info.isIndexed ? 1 : 0
    is_float = info.isFloat ? 1 : 0
    has_linear_layout = info.isLinearRepresentable ? 1 : 0
  }
}

@c @implementation
public func tessera_format_of_video(
  _ pixelformat: UInt32, _ format: UnsafeMutablePointer<tessera_format>?,
  _ count: UnsafeMutablePointer<UInt32>?
) -> CInt {
  report {
    guard let format = format, let count = count else {
      throw Failure.invalid("there is no place for the format or the count")
    }
    let video = VideoPixelFormat(rawValue: pixelformat)
    guard let drm = video.drm else {
      throw Failure(
        .noSuchFileOrDirectory, "unknown format", "DRM has nothing like V4L2's \(video)")
    }
    format.pointee = tessera_format(
      fourcc: drm.format.rawValue, reserved: 0, modifier: drm.modifier.rawValue)
    count.pointee = UInt32(clamping: drm.memoryPlanes)
  }
}

@c @implementation
public func tessera_format_to_video(
  _ format: UnsafePointer<tessera_format>?, _ count: UInt32,
  _ pixelformat: UnsafeMutablePointer<UInt32>?
) -> CInt {
  report {
    guard let told = format?.pointee, let pixelformat = pixelformat else {
      throw Failure.invalid("there is no format, or no place for the result")
    }
    guard told.reserved == 0 else { throw Failure.invalid("reserved bytes are not zero") }
    let wanted = PixelFormat(rawValue: told.fourcc)
    let names = VideoPixelFormat.encodings(
      of: wanted, modifier: Modifier(rawValue: told.modifier))
    guard let name = names.first(where: { $0.drm?.memoryPlanes == Int(count) }) else {
      throw Failure(
        .noSuchFileOrDirectory, "unknown format",
        "V4L2 has no name for \(wanted) in \(count) pieces of memory")
    }
    pixelformat.pointee = name.rawValue
  }
}
