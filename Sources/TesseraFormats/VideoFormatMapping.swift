/// What a V4L2 format is in DRM.
public struct VideoFormatMapping: Hashable, Sendable {
  /// The DRM format of the same layout.
  public let format: PixelFormat
  /// The arrangement of the pixels.
  ///
  /// For the Broadcom column formats the height of the columns is not part of the V4L2 name; the
  /// modifier has it as zero until ``Modifier/withColumnHeight(_:)`` fills it in.
  public let modifier: Modifier
  /// How many separate memory planes V4L2 spreads the format over.
  public let memoryPlanes: Int

  init(_ format: PixelFormat, _ modifier: Modifier = .linear, in memoryPlanes: Int = 1) {
    self.format = format
    self.modifier = modifier
    self.memoryPlanes = memoryPlanes
  }
}
