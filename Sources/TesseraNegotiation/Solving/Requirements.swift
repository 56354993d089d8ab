import TesseraFormats

/// The terms of all participants for one pair, merged.
struct Requirements {
  var size = SizeDomain.any
  var strides: [StrideDomain]
  var arrangement = PlaneArrangement.any
  var topology = Topology.any
  var memory = SizeInMemory.any
  var isContiguous = false
  var imports = ImportRule.any
  var count = BufferCount.any
  var impossible = false

  init(planeCount: Int) {
    strides = Array(repeating: .any, count: planeCount)
  }

  /// Merges a term by its law; `false` when the merge overflows, which no value satisfies.
  mutating func merge(_ term: Term) -> Bool {
    switch term {
    case .formats: return true
    case .size(let domain): return Self.merge(&size, size.merged(with: domain))
    case .stride(let domain, let plane):
      for index in strides.indices where plane == nil || plane == index {
        guard Self.merge(&strides[index], strides[index].merged(with: domain)) else {
          return false
        }
      }
      return true
    case .arrangement(let other):
      return Self.merge(&arrangement, arrangement.merged(with: other))
    case .topology(let other): topology = topology.merged(with: other)
    case .memorySize(let other): return Self.merge(&memory, memory.merged(with: other))
    case .contiguous: isContiguous = true
    case .imports(let rule): imports = imports.merged(with: rule)
    case .count(let other): return Self.merge(&count, count.merged(with: other))
    case .impossible: impossible = true
    }
    return true
  }

  private static func merge<Value>(_ value: inout Value, _ merged: Value?) -> Bool {
    guard let merged else { return false }
    value = merged
    return true
  }
}
