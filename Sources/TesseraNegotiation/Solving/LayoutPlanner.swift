import TesseraFormats

/// Turns merged terms into planes, to the byte, or says which term has no answer.
///
/// Takes no heap memory where no strides are listed one by one.
struct LayoutPlanner {
  let info: PixelFormatInfo
  let extent: Extent
  let strides: PerPlane<StrideDemand>
  let arrangement: PlaneArrangement
  let memory: SizeInMemory
  let requiredSizes: Set<Extent>
  let topology: Topology
  /// The greatest dma-buf that the allocator makes; `nil` for no limit.
  let largestBuffer: Bytes?

  init(
    info: PixelFormatInfo, extent: Extent, requirements: Requirements, topology: Topology,
    largestBuffer: Bytes? = nil
  ) {
    self.info = info
    self.extent = extent
    strides = requirements.strides
    let rare = requirements.rare
    arrangement = rare.arrangement
    memory = rare.memory
    requiredSizes = rare.requiredSizes.extents
    self.topology = topology
    self.largestBuffer = largestBuffer
  }

  /// The smallest layout that all terms take, large enough for every required size.
  func plan() throws(Obstacle) -> PlannedLayout {
    var layout = try image(extent)
    for other in requiredSizes {
      let room = try image(other).sizes
      for index in room.indices { layout.sizes[index] = max(layout.sizes[index], room[index]) }
    }
    try finish(&layout.sizes)
    return layout
  }

  /// The planes of one image, and where the last one ends in each dma-buf.
  private func image(_ extent: Extent) throws(Obstacle) -> PlannedLayout {
    var rows = PerPlane<Rows>(repeating: .zero, count: info.planeCount)
    for plane in rows.indices {
      guard
        let count = info.rows(plane: plane, height: extent.height)?
          .adding(memory.rowPadding)?
          .roundedUp(toMultipleOf: memory.rowsMultiple)
      else { throw .layoutOverflow }
      rows[plane] = count
    }
    return try place(try strides(extent, rows: rows), rows: rows)
  }

  /// The least strides, all of them together where they depend on each other.
  private func strides(
    _ extent: Extent, rows: PerPlane<Rows>
  ) throws(Obstacle) -> PerPlane<Bytes> {
    var domains = PerPlane<StrideDomain>(repeating: .any, count: info.planeCount)
    for plane in domains.indices {
      guard let tight = info.minimumStride(plane: plane, width: extent.width), tight > 0,
        let left = self.strides[plane].domain(tight: tight),
        let domain = left.merged(with: StrideDomain(minimum: tight))
      else { throw .layoutOverflow }
      domains[plane] = domain
    }
    if topology == .oneBuffer, arrangement.isAdjacent { try alignEnds(&domains, rows: rows) }
    if arrangement.isProportional || arrangement.hasEqualStrides, info.planeCount > 1 {
      return try tied(domains)
    }
    var strides = PerPlane<Bytes>(repeating: .zero, count: info.planeCount)
    for plane in strides.indices {
      guard let stride = domains[plane].least(from: .zero) else { throw .stride(plane: plane) }
      strides[plane] = stride
    }
    return strides
  }

  /// Without gaps every plane but the last must end where the next may start: its rows demand a
  /// multiple of its stride.
  private func alignEnds(
    _ domains: inout PerPlane<StrideDomain>, rows: PerPlane<Rows>
  ) throws(Obstacle) {
    let multiple = arrangement.offsetMultiple
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
  private func tied(_ domains: PerPlane<StrideDomain>) throws(Obstacle) -> PerPlane<Bytes> {
    var first = domains[0]
    for plane in domains.indices {
      // Both at once hold only where the format's planes are equally wide.
      if arrangement.isProportional, arrangement.hasEqualStrides, natural(plane) != (1, 1) {
        throw .stride(plane: plane)
      }
      let ratio = ratio(of: plane)
      guard let seen = domains[plane].preimage(numerator: ratio.0, denominator: ratio.1),
        let merged = first.merged(with: seen)
      else { throw .layoutOverflow }
      if merged.isEmpty { throw .stride(plane: plane) }
      first = merged
    }
    guard let stride = first.least(from: .zero) else { throw .stride(plane: 0) }
    var strides = PerPlane<Bytes>(repeating: stride, count: domains.count)
    for plane in strides.indices {
      let ratio = ratio(of: plane)
      // Whole, because the stride lies in the preimage of every plane.
      guard let scaled = Bytes(stride.value / ratio.1).multiplied(by: ratio.0) else {
        throw .layoutOverflow
      }
      strides[plane] = scaled
    }
    return strides
  }

  /// What the first stride is multiplied by for a plane.
  private func ratio(of plane: Int) -> (UInt64, UInt64) {
    arrangement.isProportional ? natural(plane) : (1, 1)
  }

  /// How wide a plane is in bytes beside the first, whatever the image's width.
  private func natural(_ plane: Int) -> (UInt64, UInt64) {
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
    _ strides: PerPlane<Bytes>, rows: PerPlane<Rows>
  ) throws(Obstacle) -> PlannedLayout {
    let isSeparate = topology == .bufferPerPlane
    var layout = PlannedLayout(planeCount: strides.count)
    var end = Bytes.zero
    for (index, stride) in strides.enumerated() {
      guard let size = stride.multiplied(by: rows[index].value) else { throw .layoutOverflow }
      var offset = Bytes.zero
      if !isSeparate, index > 0 {
        guard let aligned = end.roundedUp(toMultipleOf: arrangement.offsetMultiple) else {
          throw .layoutOverflow
        }
        guard !arrangement.isAdjacent || aligned == end else { throw .planeGap(plane: index) }
        offset = aligned
      }
      let buffer = isSeparate ? index : 0
      layout.planes[index] = AgreedPlane(
        buffer: buffer, offset: offset, stride: stride, rows: rows[index], size: size)
      // The tail is behind the last plane of each dma-buf.
      guard let last = offset.adding(size),
        let whole = stride.multiplied(by: memory.tailRows.value)
          .flatMap(last.adding)?.adding(memory.tail)
      else { throw .layoutOverflow }
      end = last
      layout.sizes[buffer] = whole
    }
    layout.sizes.keep(first: isSeparate ? strides.count : 1)
    return layout
  }

  /// Raises the sizes to what is demanded of them, and checks the limit.
  private func finish(_ sizes: inout PerPlane<Bytes>) throws(Obstacle) {
    var total = Bytes.zero
    for index in sizes.indices {
      guard let size = sizes[index].roundedUp(toMultipleOf: memory.sizeMultiple),
        let sum = total.adding(size)
      else { throw .layoutOverflow }
      sizes[index] = size
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
