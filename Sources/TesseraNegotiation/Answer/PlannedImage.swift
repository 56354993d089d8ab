public import TesseraFormats

/// The best answer for one size, without the words: what an allocation needs.
public struct PlannedImage: Hashable, Sendable {
  /// The size of the image.
  public var extent: Extent
  /// The format and how its pixels lie.
  public var pair: FormatModifier
  /// Where the planes lie; `nil` where the driver decides.
  public var layout: PlannedLayout?
  /// The number of dma-bufs that carry the planes.
  public var topology: Topology
  /// Who makes the buffers.
  public var allocator: Name<Production>
  /// How many buffers everybody needs together.
  public var bufferCount: Int
  /// What it costs in all.
  public var cost: Bytes
}
