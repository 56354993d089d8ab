import TesseraFormats

/// What several participants demand of one layout together; each part merges by its own law.
struct Requirements: Hashable {
  /// One demand for each plane of the format.
  var strides: PerPlane<StrideDemand>
  var cacheModes = CacheModes.any
  var cpuAccess = CPUAccess.none
  var isContiguous = false
  var isIncoherent = false
  var preference = 0
  private var shared: Shared<RareDemands>?

  init(planeCount: Int) { strides = PerPlane(repeating: StrideDemand(), count: planeCount) }

  /// All that is demanded rarely; `RareDemands.none` where nothing is.
  var rare: RareDemands {
    get { shared?.value ?? .none }
    set { shared = newValue == .none ? nil : Shared(newValue) }
  }

  /// Whether an image of this size is taken.
  func takes(_ extent: Extent) -> Bool { shared?.value.size.contains(extent) ?? true }

  /// The sizes that a buffer must have room for beside the image's own.
  var requiredSizes: Set<Extent> { shared?.value.requiredSizes.extents ?? [] }

  /// The least number of buffers that serves everybody.
  var bufferCount: Int { shared?.value.count.least ?? 1 }

  /// Merges what another participant demands, or says what has no answer any more.
  func merged(with other: Self) throws(Obstacle) -> Self {
    var result = self
    for plane in strides.indices {
      guard let stride = strides[plane].merged(with: other.strides[plane]) else {
        throw .layoutOverflow
      }
      if stride.isEmpty { throw .stride(plane: plane) }
      result.strides[plane] = stride
    }
    result.cacheModes = cacheModes.merged(with: other.cacheModes)
    if result.cacheModes.isEmpty { throw .cacheMode }
    result.cpuAccess = cpuAccess.merged(with: other.cpuAccess)
    result.isContiguous = isContiguous || other.isContiguous
    result.isIncoherent = isIncoherent || other.isIncoherent
    let rank = preference.addingReportingOverflow(other.preference)
    result.preference = rank.overflow ? (preference < 0 ? .min : .max) : rank.partialValue
    if let theirs = other.shared {
      result.shared =
        if let shared { Shared(try shared.value.merged(with: theirs.value)) } else { theirs }
      try result.shared?.value.check()
    }
    return result
  }

  /// Formulas must leave a stride for an image's width.
  func checkFormulas(_ info: PixelFormatInfo, _ extent: Extent) throws(Obstacle) {
    for plane in strides.indices where strides[plane].hasFormula {
      guard let tight = info.minimumStride(plane: plane, width: extent.width),
        let left = strides[plane].domain(tight: tight)
      else { throw .layoutOverflow }
      if left.isEmpty { throw .stride(plane: plane) }
    }
  }
}
