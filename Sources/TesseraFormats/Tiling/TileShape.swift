/// The least piece of a tiled plane that lies together in memory.
public struct TileShape: Hashable, Sendable {
  /// Bytes of one line of the tile.
  public let width: Bytes
  /// Lines of the tile.
  public let height: Rows

  /// Makes a tile of `height` lines of `width` bytes.
  init(_ width: UInt64, _ height: UInt64) {
    self.width = Bytes(width)
    self.height = Rows(height)
  }

  /// Bytes of the tile; small for every tile there is.
  public var size: Bytes { Bytes(width.value * height.value) }
}

extension Modifier {
  /// The tile of the arrangement for pixels of `bytes`, 16 at most.
  ///
  /// `nil` for linear and for compressed arrangements, where blocks differ in size, and where
  /// nothing is published. Strides are whole tiles wide and planes whole tiles tall.
  public func tile(bytesPerPixel bytes: Bytes) -> TileShape? {
    guard bytes > 0, bytes <= 16 else { return nil }
    return switch vendor {
    case .intel: intelTile(bytesPerPixel: bytes.value)
    case .amd: amdTile(bytesPerPixel: bytes.value)
    case .nvidia: nvidiaTile
    case .vivante: vivanteTile(bytesPerPixel: bytes.value)
    case .broadcom: broadcomTile(bytesPerPixel: bytes.value)
    case .arm: armTile(bytesPerPixel: bytes.value)
    case .qualcomm: qualcommTile(bytesPerPixel: bytes.value, twoComponents: false)
    case .apple: appleTile(bytesPerPixel: bytes.value)
    default: macroblock.map { TileShape($0.width * bytes.value, $0.height) }
    }
  }

  /// Square or nearly square blocks of `1 << bits` bytes, wider than tall where they must.
  ///
  /// AMD and Apple cut pixels so; `nil` for pixels that are no power of two up to 16 bytes.
  static func squarish(bits: UInt64, bytesPerPixel bytes: UInt64) -> TileShape? {
    guard let shift = powerOfTwo(bytes), bits >= shift else { return nil }
    let pixels = bits - shift
    let width = (pixels + 1) / 2
    return TileShape(bytes << width, 1 << (pixels - width))
  }

  /// The logarithm of a pixel's bytes, where they are a power of two up to 16.
  static func powerOfTwo(_ bytes: UInt64) -> UInt64? {
    guard bytes.nonzeroBitCount == 1, bytes <= 16 else { return nil }
    return UInt64(bytes.trailingZeroBitCount)
  }
}
