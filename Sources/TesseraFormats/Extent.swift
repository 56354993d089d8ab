/// The size of an image in pixels.
public struct Extent: Hashable, Sendable {
  /// Pixels in one line of the image.
  public var width: Pixels
  /// Lines of the image.
  public var height: Pixels

  /// Makes a size of `width` × `height` pixels.
  public init(width: Pixels, height: Pixels) {
    self.width = width
    self.height = height
  }
}

extension Extent: CustomStringConvertible {
  /// The size as people write it, such as `1920x1080`.
  public var description: String { "\(width.value)x\(height.value)" }

  /// Reads a size such as `1920x1080`; both numbers must fit 32 bits and be above zero.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = UInt32(parts[0]), let height = UInt32(parts[1]),
      width > 0, height > 0
    else { return nil }
    self.init(width: Pixels(UInt64(width)), height: Pixels(UInt64(height)))
  }
}
