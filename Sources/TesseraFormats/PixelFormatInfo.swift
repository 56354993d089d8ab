/// What is known of the layout of a pixel format.
public struct PixelFormatInfo: Hashable, Sendable {
  /// The format this is about.
  public private(set) var format: PixelFormat
  /// The name of the C constant without its prefix, such as `XRGB8888`.
  public private(set) var name: String
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
    guard let index = Self.index(of: format) else { return nil }
    self = Self.known(at: index, as: format)
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

  /// Where a format, in either byte order, is among the known ones; `nil` when it is unknown.
  package static func index(of format: PixelFormat) -> Int? {
    let table = sorted
    let wanted = format.littleEndian
    var (low, high) = (0, table.count)
    while low < high {
      let middle = (low + high) / 2
      if table[middle].format < wanted { low = middle + 1 } else { high = middle }
    }
    guard low < table.count, table[low].format == wanted else { return nil }
    return low
  }

  /// What is known of `format`, whose `index(of:)` was asked before.
  package static func known(at index: Int, as format: PixelFormat) -> PixelFormatInfo {
    let known = sorted[index]
    return known.format == format ? known : PixelFormatInfo(known, as: format)
  }

  /// How many formats are known.
  package static var knownCount: Int { sorted.count }

  /// A number for all that a known format is but its name and the order of its components: formats
  /// of one shape have planes, rows and strides alike.
  package static func shape(at index: Int) -> Int { Int(shapes[index]) }

  private static let shapes: [UInt8] = {
    var numbers: [PixelFormatInfo: UInt8] = [:]
    return sorted.map { info in
      var shape = info
      shape.format = .invalid
      shape.name = ""
      let number = numbers[shape] ?? UInt8(numbers.count)
      numbers[shape] = number
      return number
    }
  }()
}
