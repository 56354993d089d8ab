import TesseraFormats
import TesseraNegotiation

/// Layouts found by counting up, one demand at a time.
struct NaiveLayout {
  let info: NaiveFormat
  let terms: [Term]
  let topology: Topology

  private var arrangements: [PlaneArrangement] {
    terms.compactMap { if case .arrangement(let arrangement) = $0 { arrangement } else { nil } }
  }

  private var memory: [SizeInMemory] {
    terms.compactMap { if case .memorySize(let size) = $0 { size } else { nil } }
  }

  /// The planes of the image, and dma-bufs that hold every required image as well.
  func layout(of extent: Extent) -> (planes: [AgreedPlane], sizes: [UInt64])? {
    guard let (planes, tight) = image(extent) else { return nil }
    var sizes = tight
    for case .requiredSizes(let required) in terms {
      for other in required.extents {
        guard let room = image(other)?.sizes else { return nil }
        sizes = zip(sizes, room).map { max($0, $1) }
      }
    }
    func grow(_ index: Int) {
      while memory.contains(where: { sizes[index] % $0.sizeMultiple.value != 0 }) {
        sizes[index] += 1
      }
    }
    for index in sizes.indices { grow(index) }
    // What is missing is added behind the last plane.
    while let least = memory.map(\.minimum.value).max(), sizes.reduce(0, +) < least {
      sizes[sizes.count - 1] += 1
      grow(sizes.count - 1)
    }
    let total = sizes.reduce(0, +)
    guard memory.allSatisfy({ demand in demand.maximum.map { total <= $0.value } != false })
    else { return nil }
    return (planes, sizes)
  }

  /// Whether the demands on strides leave one for every plane, where the driver chooses.
  func hasStrides(of extent: Extent) -> Bool {
    info.planes.indices.allSatisfy { plane in
      (1...BruteForce.greatestStride).contains { serves($0, plane, extent) }
    }
  }

  /// Whether each demand on the stride of a plane is kept.
  func serves(_ stride: UInt64, _ plane: Int, _ extent: Extent) -> Bool {
    terms.allSatisfy { term in
      switch term {
      case .stride(let domain, let of) where of == nil || of == plane:
        return stride % domain.multiple.value == 0 && stride >= domain.minimum.value
          && domain.maximum.map { stride <= $0.value } != false
          && domain.listed.map { $0.contains(Bytes(stride)) } != false
      case .pixelStride(let pixels, let of) where of == nil || of == plane:
        guard let multiple = pixels.multiple else { return true }
        let bytes = info.planes[plane].bytes
        return stride % bytes == 0 && stride / bytes % multiple.value == 0
      case .strideFormula(let formula, let of) where of == nil || of == plane:
        return formula.tightRoundedUpTo.allSatisfy { granule in
          var rounded = info.width(plane, of: extent)
          while rounded % granule.value != 0 { rounded += 1 }
          return stride == rounded
        }
      default: return true
      }
    }
  }

  /// The least image of one size, and the bytes of each dma-buf that it needs.
  func image(_ extent: Extent) -> (planes: [AgreedPlane], sizes: [UInt64])? {
    strides(extent).flatMap { place($0, extent) }
  }

  private func fits(_ stride: UInt64, _ plane: Int, _ extent: Extent) -> Bool {
    guard stride >= info.width(plane, of: extent), serves(stride, plane, extent) else {
      return false
    }
    // Without a gap a plane ends where the next one may start.
    guard topology == .oneBuffer, plane + 1 < info.planes.count,
      arrangements.contains(where: \.isAdjacent)
    else { return true }
    let end = stride * rows(plane, extent)
    return arrangements.allSatisfy { end % $0.offsetMultiple.value == 0 }
  }

  private func strides(_ extent: Extent) -> [UInt64]? {
    let every = info.width(0, of: extent)...BruteForce.greatestStride
    let (isProportional, isEqual) = (
      arrangements.contains(where: \.isProportional),
      arrangements.contains(where: \.hasEqualStrides)
    )
    guard isProportional || isEqual else {
      let strides = leastStrides(extent)
      return strides.count == info.planes.count ? strides : nil
    }
    for first in every {
      var strides: [UInt64] = []
      for (index, plane) in info.planes.enumerated() {
        let scaled = first * plane.bytes
        let whole = info.planes[0].bytes * plane.across
        if isProportional, scaled % whole != 0 { break }
        let stride = isProportional ? scaled / whole : first
        if isEqual, stride != first { break }
        guard fits(stride, index, extent) else { break }
        strides.append(stride)
      }
      if strides.count == info.planes.count { return strides }
    }
    return nil
  }

  private func leastStrides(_ extent: Extent) -> [UInt64] {
    info.planes.indices.compactMap { plane in
      (info.width(plane, of: extent)...BruteForce.greatestStride).first {
        fits($0, plane, extent)
      }
    }
  }

  private func rows(_ plane: Int, _ extent: Extent) -> UInt64 {
    var rows = info.rows(plane, of: extent) + (memory.map(\.rowPadding.value).max() ?? 0)
    while memory.contains(where: { rows % $0.rowsMultiple.value != 0 }) { rows += 1 }
    return rows
  }

  private func place(
    _ strides: [UInt64], _ extent: Extent
  ) -> (planes: [AgreedPlane], sizes: [UInt64])? {
    var planes: [AgreedPlane] = []
    var sizes: [UInt64] = []
    let (tail, tailRows) = (
      memory.map(\.tail.value).max() ?? 0, memory.map(\.tailRows.value).max() ?? 0
    )
    var end: UInt64 = 0
    for (index, stride) in strides.enumerated() {
      let rows = rows(index, extent)
      var offset = topology == .oneBuffer ? end : 0
      while arrangements.contains(where: { offset % $0.offsetMultiple.value != 0 }) { offset += 1 }
      if topology == .oneBuffer, offset != end, arrangements.contains(where: \.isAdjacent) {
        return nil
      }
      end = offset + stride * rows
      planes.append(
        AgreedPlane(
          buffer: topology == .oneBuffer ? 0 : index, offset: Bytes(offset),
          stride: Bytes(stride), rows: Rows(rows), size: Bytes(stride * rows)))
      if topology == .oneBuffer { sizes = [] }
      sizes.append(end + stride * tailRows + tail)
    }
    return (planes, sizes)
  }
}
