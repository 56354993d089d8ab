import TesseraFormats

/// What several participants demand of one layout together; each part merges by its own law.
struct Requirements: Hashable {
  /// One domain for each plane of the format.
  var strides: [StrideDomain]
  var size = SizeDomain.any
  var requiredSizes = RequiredSizes.none
  var arrangement = PlaneArrangement.any
  var memory = SizeInMemory.any
  var planeCount: Int?
  var cacheModes = CacheModes.any
  var count = BufferCount.any
  var colour = Colour.any
  var cpuAccess = CPUAccess.none
  var isContiguous = false
  var isIncoherent = false
  var preference = 0

  init(planeCount: Int) { strides = Array(repeating: .any, count: planeCount) }

  /// Merges what another participant demands, or says what has no answer any more.
  func merged(with other: Self) -> Result<Self, Obstacle> {
    var result = self
    for plane in strides.indices {
      guard let stride = strides[plane].merged(with: other.strides[plane]) else {
        return .failure(.layoutOverflow)
      }
      if stride.isEmpty { return .failure(.stride(plane: plane)) }
      result.strides[plane] = stride
    }
    guard let size = size.merged(with: other.size),
      let arrangement = arrangement.merged(with: other.arrangement),
      let memory = memory.merged(with: other.memory)
    else { return .failure(.layoutOverflow) }
    result.size = size
    result.requiredSizes = requiredSizes.merged(with: other.requiredSizes)
    result.arrangement = arrangement
    result.memory = memory
    if let mine = planeCount, let theirs = other.planeCount, mine != theirs {
      return .failure(.planeCount)
    }
    result.planeCount = planeCount ?? other.planeCount
    result.cacheModes = cacheModes.merged(with: other.cacheModes)
    if result.cacheModes.isEmpty { return .failure(.cacheMode) }
    guard let count = count.merged(with: other.count), count.least != nil else {
      return .failure(.count)
    }
    result.count = count
    result.colour = colour.merged(with: other.colour)
    if result.colour.isEmpty { return .failure(.colour) }
    result.cpuAccess = cpuAccess.merged(with: other.cpuAccess)
    result.isContiguous = isContiguous || other.isContiguous
    result.isIncoherent = isIncoherent || other.isIncoherent
    let rank = preference.addingReportingOverflow(other.preference)
    result.preference = rank.overflow ? (preference < 0 ? .min : .max) : rank.partialValue
    guard result.requiredSizes.extents.allSatisfy(result.size.contains) else {
      return .failure(.imageSize)
    }
    return .success(result)
  }
}
