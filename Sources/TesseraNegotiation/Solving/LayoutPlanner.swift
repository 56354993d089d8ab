import TesseraFormats

/// Turns merged terms into planes, to the byte, or says which term has no answer.
struct LayoutPlanner {
  let info: PixelFormatInfo
  let extent: Extent
  let requirements: Requirements
  let topology: Topology
  /// The greatest dma-buf that the allocator makes; `nil` for no limit.
  var largestBuffer: Bytes?

  /// The smallest layout that all terms take, large enough for every required size.
  func plan() -> Result<AgreedLayout, Obstacle> {
    do {
      var (planes, sizes) = try image()
      for other in requirements.requiredSizes.extents {
        let planner = LayoutPlanner(
          info: info, extent: other, requirements: requirements, topology: topology)
        for (index, size) in try planner.image().sizes.enumerated() {
          sizes[index] = max(sizes[index], size)
        }
      }
      try finish(&sizes)
      return .success(.planned(planes, sizes: sizes))
    } catch {
      return .failure(error)
    }
  }

  /// The planes of one image, and where the last one ends in each dma-buf.
  private func image() throws(Obstacle) -> (planes: [AgreedPlane], sizes: [Bytes]) {
    var rows: [Rows] = []
    for plane in 0..<info.planeCount {
      guard
        let count = info.rows(plane: plane, height: extent.height)?
          .adding(requirements.memory.rowPadding)?
          .roundedUp(toMultipleOf: requirements.memory.rowsMultiple)
      else { throw .layoutOverflow }
      rows.append(count)
    }
    return try place(try strides(rows: rows), rows: rows)
  }

  /// The least strides, all of them together where they depend on each other.
  private func strides(rows: [Rows]) throws(Obstacle) -> [Bytes] {
    var domains: [StrideDomain] = []
    for plane in 0..<info.planeCount {
      guard let tight = info.minimumStride(plane: plane, width: extent.width), tight > 0,
        let domain = requirements.strides[plane].merged(with: StrideDomain(minimum: tight))
      else { throw .layoutOverflow }
      domains.append(domain)
    }
    if topology == .oneBuffer, requirements.arrangement.isAdjacent {
      try alignEnds(&domains, rows: rows)
    }
    let arrangement = requirements.arrangement
    guard arrangement.isProportional || arrangement.hasEqualStrides, info.planeCount > 1 else {
      return try domains.enumerated().map { plane, domain throws(Obstacle) in
        guard let stride = domain.least(from: .zero) else { throw .stride(plane: plane) }
        return stride
      }
    }
    return try tied(domains)
  }

  /// Without gaps every plane but the last must end where the next may start: its rows demand a
  /// multiple of its stride.
  private func alignEnds(_ domains: inout [StrideDomain], rows: [Rows]) throws(Obstacle) {
    let multiple = requirements.arrangement.offsetMultiple
    for plane in domains.indices.dropLast() {
      let shared = Self.greatestDivisor(multiple.value, rows[plane].value)
      guard
        let merged = domains[plane].merged(
          with: StrideDomain(multipleOf: Bytes(multiple.value / shared)))
      else { throw .layoutOverflow }
      if merged.isEmpty { throw .planeGap(plane: plane + 1) }
      domains[plane] = merged
    }
  }

  /// Strides that follow from the first one: by the format's own widths, or all the same.
  private func tied(_ domains: [StrideDomain]) throws(Obstacle) -> [Bytes] {
    let arrangement = requirements.arrangement
    var first = domains[0]
    var ratios: [(UInt64, UInt64)] = []
    for (plane, domain) in domains.enumerated() {
      let natural = ratio(of: plane)
      // Both at once hold only where the format's planes are equally wide.
      if arrangement.isProportional, arrangement.hasEqualStrides, natural != (1, 1) {
        throw .stride(plane: plane)
      }
      let ratio = arrangement.isProportional ? natural : (1, 1)
      ratios.append(ratio)
      guard let seen = domain.preimage(numerator: ratio.0, denominator: ratio.1),
        let merged = first.merged(with: seen)
      else { throw .layoutOverflow }
      if merged.isEmpty { throw .stride(plane: plane) }
      first = merged
    }
    guard let stride = first.least(from: .zero) else { throw .stride(plane: 0) }
    return try ratios.map { ratio throws(Obstacle) in
      // Whole, because the stride lies in the preimage of every plane.
      guard let scaled = Bytes(stride.value / ratio.1).multiplied(by: ratio.0) else {
        throw .layoutOverflow
      }
      return scaled
    }
  }

  /// How wide a plane is in bytes beside the first, whatever the image's width.
  private func ratio(of plane: Int) -> (UInt64, UInt64) {
    func weight(_ index: Int) -> (UInt64, UInt64) {
      let geometry = info.plane(index)
      return (
        geometry.bytesPerBlock.value,
        geometry.horizontalSubsampling * geometry.blockWidth.value * geometry.blockHeight.value
      )
    }
    let (mine, first) = (weight(plane), weight(0))
    let (numerator, denominator) = (mine.0 * first.1, mine.1 * first.0)
    let shared = Self.greatestDivisor(numerator, denominator)
    return (numerator / shared, denominator / shared)
  }

  private static func greatestDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return max(a, 1)
  }

  /// Puts planes of these strides one behind the other.
  private func place(
    _ strides: [Bytes], rows: [Rows]
  ) throws(Obstacle) -> (planes: [AgreedPlane], sizes: [Bytes]) {
    let arrangement = requirements.arrangement
    let isSeparate = topology == .bufferPerPlane
    var planes: [AgreedPlane] = []
    var ends: [Bytes] = []
    for (index, stride) in strides.enumerated() {
      guard let size = stride.multiplied(by: rows[index].value) else { throw .layoutOverflow }
      var offset = Bytes.zero
      if !isSeparate, let end = ends.last {
        guard let aligned = end.roundedUp(toMultipleOf: arrangement.offsetMultiple) else {
          throw .layoutOverflow
        }
        guard !arrangement.isAdjacent || aligned == end else { throw .planeGap(plane: index) }
        offset = aligned
      }
      planes.append(
        AgreedPlane(
          buffer: isSeparate ? index : 0, offset: offset, stride: stride, rows: rows[index],
          size: size))
      guard let end = offset.adding(size) else { throw .layoutOverflow }
      if isSeparate { ends.append(end) } else { ends = [end] }
    }
    // The tail is behind the last plane of each dma-buf.
    let sizes = try ends.enumerated().map { index, end throws(Obstacle) in
      let stride = isSeparate ? strides[index] : strides[strides.count - 1]
      guard
        let size = stride.multiplied(by: requirements.memory.tailRows.value)
          .flatMap(end.adding)?.adding(requirements.memory.tail)
      else { throw .layoutOverflow }
      return size
    }
    return (planes, sizes)
  }

  /// Raises the sizes to what is demanded of them, and checks the limit.
  private func finish(_ sizes: inout [Bytes]) throws(Obstacle) {
    let memory = requirements.memory
    for index in sizes.indices {
      guard let size = sizes[index].roundedUp(toMultipleOf: memory.sizeMultiple) else {
        throw .layoutOverflow
      }
      sizes[index] = size
    }
    var total = Bytes.zero
    for size in sizes {
      guard let sum = total.adding(size) else { throw .layoutOverflow }
      total = sum
    }
    // What is missing goes behind the last image, and before it where a dma-buf is full.
    let room = largestBuffer?.roundedDown(toMultipleOf: memory.sizeMultiple)
    for index in sizes.indices.reversed() where total < memory.minimum {
      guard let missing = memory.minimum.subtracting(total),
        let wanted = sizes[index].adding(missing)?.roundedUp(toMultipleOf: memory.sizeMultiple)
      else { throw .layoutOverflow }
      let raised = max(sizes[index], index == 0 ? wanted : min(wanted, room ?? wanted))
      guard let grown = raised.subtracting(sizes[index]), let sum = total.adding(grown) else {
        throw .layoutOverflow
      }
      sizes[index] = raised
      total = sum
    }
    if let maximum = memory.maximum, total > maximum { throw .memorySize }
  }
}
