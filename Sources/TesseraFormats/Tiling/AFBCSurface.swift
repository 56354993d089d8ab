/// The memory of one plane in Arm's frame buffer compression.
///
/// The rules are those of the kernel's komeda and AFBC helpers: 16 bytes of header for each
/// superblock of 256 pixels, and a body that starts on a boundary and has room for every superblock
/// uncompressed, packed or not.
public struct AFBCSurface: Hashable, Sendable {
  /// The size of the plane in pixels, whole superblocks or tiles of them.
  public let extent: Extent
  /// Superblocks of the plane.
  public let superblocks: UInt64
  /// Bytes of headers.
  public let headerSize: Bytes
  /// Bytes from the start of the plane to the body.
  public let bodyOffset: Bytes
  /// Bytes of the body.
  public let bodySize: Bytes
  /// Bytes of the plane, header and body.
  public let size: Bytes
  /// Bytes of one line of pixels, as drivers report the stride.
  public let stride: Bytes

  /// Where a plane must start, and its body within it.
  let alignment: Bytes

  /// Lays out pixels of `bits` in the superblocks of an AFBC modifier.
  ///
  /// `nil` for other modifiers and on overflow.
  init?(_ modifier: Modifier, isChroma: Bool, bitsPerPixel bits: UInt64, extent: Extent) {
    guard modifier.isAFBC else { return nil }
    var (width, height): (UInt64, UInt64)
    switch (modifier.field(0, 4), isChroma) {
    case (1, _): (width, height) = (16, 16)
    case (2, _), (4, false): (width, height) = (32, 8)
    default: (width, height) = (64, 4)
    }
    let isTiled = modifier.field(8, 1) == 1
    if isTiled {
      // Tiles of superblocks: fewer when pixels are large.
      let tile: UInt64 = bits > 32 ? 4 : 8
      (width, height) = (width * tile, height * tile)
    }
    alignment = isTiled ? 4096 : 1024
    let payload = Bytes(bits * 256 / 8).roundedUp(toMultipleOf: 128)
    guard let wide = extent.width.roundedUp(toMultipleOf: Pixels(width)),
      let tall = extent.height.roundedUp(toMultipleOf: Pixels(height)),
      let area = wide.multiplied(by: tall.value), let lineBits = wide.multiplied(by: bits),
      let header = Bytes(16).multiplied(by: area.value / 256),
      let bodyOffset = header.roundedUp(toMultipleOf: alignment),
      let body = payload?.multiplied(by: area.value / 256), let size = bodyOffset.adding(body)
    else { return nil }
    self.extent = Extent(width: wide, height: tall)
    superblocks = area.value / 256
    headerSize = header
    self.bodyOffset = bodyOffset
    bodySize = body
    self.size = size
    stride = Bytes(lineBits.value / 8)
  }
}

extension Modifier {
  /// Whether this is an arrangement of Arm's frame buffer compression.
  public var isAFBC: Bool {
    vendor == .arm && field(52, 4) == 0 && armName != nil
  }

  /// The headers and bodies of an image, plane by plane; `nil` unless it can be compressed so.
  public func afbcSurfaces(of format: PixelFormat, extent: Extent) -> [AFBCSurface]? {
    guard isAFBC, let info = format.info else { return nil }
    // Two sizes of superblock are one for luma and one for chroma.
    guard field(0, 4) != 4 || info.planeCount > 1 else { return nil }
    var surfaces: [AFBCSurface] = []
    for index in 0..<info.planeCount {
      let plane = info.plane(index)
      let width = Pixels(TiledImage.quotient(extent.width.value, plane.horizontalSubsampling))
      let height = Pixels(TiledImage.quotient(extent.height.value, plane.verticalSubsampling))
      guard let bits = Self.afbcBits(format, plane),
        let surface = AFBCSurface(
          self, isChroma: index > 0, bitsPerPixel: bits,
          extent: Extent(width: width, height: height))
      else { return nil }
      surfaces.append(surface)
    }
    return surfaces
  }

  private static func afbcBits(_ format: PixelFormat, _ plane: PlaneGeometry) -> UInt64? {
    switch format.littleEndian {
    case .yuv420With8Bits: return 12
    case .yuv420With10Bits: return 15
    case .vuy101010: return 30
    default:
      let pixels = plane.blockWidth.value * plane.blockHeight.value
      let bits = plane.bytesPerBlock.value * 8
      // Pixels of 128 bits are not compressed.
      return bits > 0 && bits % pixels == 0 && bits / pixels <= 64 ? bits / pixels : nil
    }
  }
}
