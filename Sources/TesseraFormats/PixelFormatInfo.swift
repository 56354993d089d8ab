/// What is known of the layout of a pixel format.
public struct PixelFormatInfo: Hashable, Sendable {
  /// The format this is about.
  public let format: PixelFormat
  /// The name of the C constant without its prefix, such as `XRGB8888`.
  public let name: String
  /// How many planes the pixels are spread over, without those a modifier adds.
  public let planeCount: Int
  /// The bits of the widest colour component: 6 for RGB565; of an indexed format, of the index.
  public let bitsPerComponent: Int
  /// Pixels of the image for one chroma sample along a line; 1 without subsampled chroma.
  public let horizontalChromaSubsampling: Int
  /// Lines of the image for one line of chroma; 1 without subsampled chroma.
  public let verticalChromaSubsampling: Int

  let traits: PixelFormatTraits
  private let first: PlaneGeometry
  private let second: PlaneGeometry
  private let third: PlaneGeometry

  init(
    _ format: PixelFormat, _ name: String, bits: Int, traits: PixelFormatTraits = [],
    chroma: (Int, Int) = (1, 1), _ first: PlaneGeometry, _ second: PlaneGeometry? = nil,
    _ third: PlaneGeometry? = nil
  ) {
    self.format = format
    self.name = name
    self.traits = traits
    planeCount = third != nil ? 3 : second != nil ? 2 : 1
    bitsPerComponent = bits
    (horizontalChromaSubsampling, verticalChromaSubsampling) = chroma
    self.first = first
    self.second = second ?? first
    self.third = third ?? first
  }

  private init(_ known: PixelFormatInfo, as format: PixelFormat) {
    self.format = format
    name = known.name
    traits = known.traits
    planeCount = known.planeCount
    bitsPerComponent = known.bitsPerComponent
    horizontalChromaSubsampling = known.horizontalChromaSubsampling
    verticalChromaSubsampling = known.verticalChromaSubsampling
    (first, second, third) = (known.first, known.second, known.third)
  }

  /// Looks a format up, or answers `nil` when it is unknown.
  init?(_ format: PixelFormat) {
    let table = Self.sorted
    let wanted = format.littleEndian
    var (low, high) = (0, table.count)
    while low < high {
      let middle = (low + high) / 2
      if table[middle].format < wanted { low = middle + 1 } else { high = middle }
    }
    guard low < table.count, table[low].format == wanted else { return nil }
    self.init(table[low], as: format)
  }

  /// The geometry of a plane; `index` must be less than ``planeCount``.
  public func plane(_ index: Int) -> PlaneGeometry {
    precondition(index >= 0 && index < planeCount, "the format has no such plane")
    return index == 0 ? first : index == 1 ? second : third
  }

  /// The geometry of every plane.
  public var planes: [PlaneGeometry] { (0..<planeCount).map(plane) }
}

extension PixelFormatInfo {
  /// Every known format in ascending order of value.
  static let sorted = (monochrome + rgb + yuv).sorted { $0.format < $1.format }
}
