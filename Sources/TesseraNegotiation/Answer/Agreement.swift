public import TesseraFormats

/// One concrete answer: what the buffer is, who makes it, and under which offers it is taken.
public struct Agreement: Hashable, Sendable {
  /// The size of the image.
  public var extent: Extent
  /// The format and how its pixels lie.
  public var pair: FormatModifier
  /// Where the planes lie.
  public var layout: AgreedLayout
  /// The number of dma-bufs that carry the planes.
  public var topology: Topology
  /// Whether the memory is one physically contiguous range.
  public var isContiguous: Bool
  /// Who makes the buffers.
  public var allocator: Name<Production>
  /// How the CPU's caches treat the memory; empty where the CPU cannot reach it.
  public var cacheModes: CacheModes
  /// Whether a device does not see the CPU's caches: access by the CPU must be synchronised.
  public var needsSynchronisation: Bool
  /// What the numbers in the image mean, for the properties that somebody cares about.
  public var colour: [Colour.Property: Colour.Value]
  /// How many buffers everybody needs together.
  public var bufferCount: Int
  /// The offer chosen for each participant, by its label.
  public var offers: [Name<Participant>: String]
  /// What it costs.
  public var cost: Cost

  /// Takes an agreement that was made elsewhere; a `Checker` tells whether it is one.
  public init(
    extent: Extent, pair: FormatModifier, layout: AgreedLayout, topology: Topology,
    isContiguous: Bool, allocator: Name<Production>, cacheModes: CacheModes,
    needsSynchronisation: Bool, colour: [Colour.Property: Colour.Value], bufferCount: Int,
    offers: [Name<Participant>: String], cost: Cost
  ) {
    self.extent = extent
    self.pair = pair
    self.layout = layout
    self.topology = topology
    self.isContiguous = isContiguous
    self.allocator = allocator
    self.cacheModes = cacheModes
    self.needsSynchronisation = needsSynchronisation
    self.colour = colour
    self.bufferCount = bufferCount
    self.offers = offers
    self.cost = cost
  }

  /// The pixel format.
  public var format: PixelFormat { pair.format }
}

extension Agreement: CustomStringConvertible {
  /// One line, such as `1280x720 NV12 LINEAR, stride 1280 B, 1382400 B, 4 buffers from system heap`.
  public var description: String {
    var clauses = ["\(extent) \(pair)"]
    if let planes = layout.planes, let size = layout.size {
      let strides = planes.map(\.stride.value.description).joined(separator: "+")
      clauses.append("stride \(strides) B")
      clauses.append("\(size)")
    }
    let memory = layout.sizes.map(\.count) ?? 1
    clauses.append(
      "\(bufferCount) buffers\(memory > 1 ? " of \(memory) dma-bufs each" : "") from \(allocator)")
    return clauses.joined(separator: ", ")
  }
}
