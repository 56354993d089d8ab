/// One thing that an offer demands; each kind has a law, told at its type.
public enum Term: Hashable, Sendable {
  /// The formats and layouts taken.
  case formats(FormatTable)
  /// The image sizes taken.
  case size(SizeDomain)
  /// The strides taken, of one plane or of all.
  case stride(StrideDomain, plane: Int?)
  /// How planes lie to each other.
  case arrangement(PlaneArrangement)
  /// How many dma-bufs carry the planes.
  case topology(Topology)
  /// What the memory must have beyond the rows.
  case memorySize(SizeInMemory)
  /// The memory is one physically contiguous range. Law: or.
  case contiguous
  /// Whose buffers are taken.
  case imports(ImportRule)
  /// How many buffers are needed.
  case count(BufferCount)
  /// Nothing can be taken, and why. Law: or.
  case impossible(String)
}

extension Term: CustomStringConvertible {
  /// The term as the end of a sentence that starts with "takes" or "needs".
  public var description: String {
    switch self {
    case .formats(let table): "takes \(table)"
    case .size(let domain): "takes images of \(domain)"
    case .stride(let domain, nil): "needs a stride of \(domain)"
    case .stride(let domain, let plane?): "needs a stride of \(domain) in plane \(plane)"
    case .arrangement(let arrangement): "needs \(arrangement)"
    case .topology(let topology): "needs \(topology)"
    case .memorySize(let size): "needs \(size)"
    case .contiguous: "needs physically contiguous memory"
    case .imports(let rule): "takes \(rule)"
    case .count(let count): "needs buffers: \(count)"
    case .impossible(let reason): reason
    }
  }
}
