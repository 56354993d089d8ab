public import TesseraFormats

/// Who must share a buffer of which size, and who could make it.
public struct Problem: Hashable, Sendable {
  /// The size of the image.
  public var extent: Extent
  /// Everybody who uses the buffer; their order does not matter.
  public var participants: [Participant]
  /// Everybody who could make it; their order does not matter.
  public var allocators: [Production]

  /// Takes a size, users and makers.
  public init(extent: Extent, participants: [Participant], allocators: [Production]) {
    self.extent = extent
    self.participants = participants
    self.allocators = allocators
  }
}
