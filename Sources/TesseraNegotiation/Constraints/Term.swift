/// One thing that an offer demands; each kind has a law, told at its type.
public enum Term: Hashable, Sendable {
  /// The formats and layouts taken.
  case formats(FormatTable)
  /// The image sizes taken.
  case size(SizeDomain)
  /// Image sizes that the buffer must hold beside the problem's own.
  case requiredSizes(RequiredSizes)
  /// The strides taken, of one plane or of all.
  case stride(StrideDomain, plane: Int?)
  /// Strides counted in whole pixels, of one plane or of all.
  case pixelStride(PixelStride, plane: Int?)
  /// A stride that follows from the width, of one plane or of all.
  case strideFormula(StrideFormula, plane: Int?)
  /// How planes lie to each other.
  case arrangement(PlaneArrangement)
  /// How many dma-bufs carry the planes.
  case topology(Topology)
  /// How many memory planes the layout has. Law: equal.
  case planeCount(Int)
  /// What the memory must have beyond the rows.
  case memorySize(SizeInMemory)
  /// The memory is one physically contiguous range. Law: or.
  case contiguous
  /// The device is behind an IOMMU, which makes scattered memory contiguous to it. Law: or, within
  /// one participant, whose own need for contiguous memory it meets.
  case behindIOMMU
  /// The addresses that the device reaches.
  case addresses(AddressLimit)
  /// The places of memory that the device reaches.
  case reach(Reach)
  /// How often the CPU touches the image.
  case cpuAccess(CPUAccess)
  /// How the CPU's caches may treat the memory.
  case cacheModes(CacheModes)
  /// The device does not see the CPU's caches: they must be synchronised. Law: or.
  case notCoherent
  /// Whether the content is out of the CPU's reach.
  case protection(Protection)
  /// Whose buffers are taken.
  case imports(ImportRule)
  /// How many buffers are needed.
  case count(BufferCount)
  /// What the numbers in the image mean.
  case colour(Colour)
  /// The caller's own order of preference: 0 is best. Never decides what is possible.
  case preference(Int)
  /// Nothing can be taken, and why. Law: or.
  case impossible(String)
}

extension Term: CustomStringConvertible {
  /// The term as the end of a sentence that starts with its participant's name.
  public var description: String {
    switch self {
    case .formats(let table): "takes \(table)"
    case .size(let domain): "takes images of \(domain)"
    case .requiredSizes(let sizes): "needs room for images of \(sizes) too"
    case .stride(let domain, let plane): "needs a stride of \(domain)\(Self.place(plane))"
    case .pixelStride(let stride, let plane): "needs a stride of \(stride)\(Self.place(plane))"
    case .strideFormula(let formula, let plane): "has a stride of \(formula)\(Self.place(plane))"
    case .arrangement(let arrangement): "needs \(arrangement)"
    case .topology(let topology): "needs \(topology)"
    case .planeCount(let count): "needs \(count) memory \(count == 1 ? "plane" : "planes")"
    case .memorySize(let size): "needs \(size)"
    case .contiguous: "needs physically contiguous memory"
    case .behindIOMMU: "is behind an IOMMU"
    case .addresses(let limit): "reaches \(limit)"
    case .reach(let reach): "reaches \(reach)"
    case .cpuAccess(let access): "needs \(access)"
    case .cacheModes(let modes): "needs \(modes) memory"
    case .notCoherent: "does not see the CPU's caches"
    case .protection(let protection): "needs \(protection)"
    case .imports(let rule): "takes \(rule)"
    case .count(let count): "needs buffers: \(count)"
    case .colour(let colour): "takes colour with \(colour)"
    case .preference(let rank): "ranks this \(rank)"
    case .impossible(let reason): reason
    }
  }

  private static func place(_ plane: Int?) -> String { plane.map { " in plane \($0)" } ?? "" }
}

extension Term {
  /// A number for each kind, in the order of their declaration.
  var kind: Int {
    switch self {
    case .formats: 0
    case .size: 1
    case .requiredSizes: 2
    case .stride: 3
    case .pixelStride: 4
    case .strideFormula: 5
    case .arrangement: 6
    case .topology: 7
    case .planeCount: 8
    case .memorySize: 9
    case .contiguous: 10
    case .behindIOMMU: 11
    case .addresses: 12
    case .reach: 13
    case .cpuAccess: 14
    case .cacheModes: 15
    case .notCoherent: 16
    case .protection: 17
    case .imports: 18
    case .count: 19
    case .colour: 20
    case .preference: 21
    case .impossible: 22
    }
  }
}
