import TesseraFormats

extension CheckedFacts {
  /// What is wrong with one term of one offer; `nil` when it is kept.
  func violation(of term: Term) -> String? {
    switch term {
    case .formats(let table):
      table.contains(agreement.pair) ? nil : "\(agreement.pair) is not taken"
    case .size(let domain):
      domain.contains(agreement.extent) ? nil : "\(agreement.extent) is not taken"
    case .stride(let domain, let plane):
      first(plane) { !domain.contains($1.stride) }
    case .pixelStride(let stride, let plane):
      first(plane) { index, agreed in
        guard let info, index < info.planeCount, let domain = stride.domain(for: info.plane(index))
        else { return true }
        return !domain.contains(agreed.stride)
      }
    case .strideFormula(let formula, let plane):
      first(plane) { index, agreed in
        formula.tightRoundedUpTo.contains { granule in
          info?.minimumStride(plane: index, width: agreement.extent.width)?
            .roundedUp(toMultipleOf: granule) != agreed.stride
        }
      }
    case .arrangement(let arrangement): violation(of: arrangement)
    case .topology(let topology):
      info?.planeCount == 1 || topology.contains(agreement.topology)
        ? nil : "the planes are spread so: \(agreement.topology)"
    case .memorySize(let memory): violation(of: memory)
    case .contiguous: agreement.isContiguous ? nil : "the memory is scattered"
    case .cacheModes(let modes):
      modes == .any || (agreement.cacheModes.isSubset(of: modes) && !agreement.cacheModes.isEmpty)
        ? nil : "the memory is \(agreement.cacheModes)"
    case .notCoherent:
      agreement.needsSynchronisation ? nil : "the agreement does not say that caches need care"
    case .imports(let rule):
      rule.takes(agreement.allocator) ? nil : "buffers of \(agreement.allocator) are not taken"
    case .count(let count):
      if agreement.bufferCount < count.minimum {
        "\(agreement.bufferCount) buffers are too few"
      } else if let maximum = count.maximum, agreement.bufferCount > maximum {
        "\(agreement.bufferCount) buffers are too many"
      } else {
        nil
      }
    case .colour(let colour):
      colour.values.sorted { $0.key < $1.key }.first { property, values in
        agreement.colour[property].map { !values.contains($0) } ?? true
      }.map { "the \($0.key.rawValue) is \(agreement.colour[$0.key] ?? "not said")" }
    case .impossible: "it takes nothing"
    // Held against the allocator, against the other participants, or nothing to hold.
    case .planeCount(let count):
      agreement.pair.modifier.explicitModifier?.memoryPlaneCount(for: agreement.format)
        .flatMap { $0 == count ? nil : "\(agreement.pair) has \($0) memory planes" }
    case .requiredSizes, .behindIOMMU, .addresses, .reach, .cpuAccess, .protection,
      .preference:
      nil
    }
  }

  private func first(
    _ plane: Int?, where isWrong: (Int, AgreedPlane) -> Bool
  ) -> String? {
    for (index, agreed) in planes.enumerated()
    where (plane == nil || plane == index) && isWrong(index, agreed) {
      return "plane \(index) has a stride of \(agreed.stride)"
    }
    return nil
  }

  private func violation(of arrangement: PlaneArrangement) -> String? {
    let isTogether = agreement.topology == .oneBuffer
    for (index, plane) in planes.enumerated() {
      if !plane.offset.isMultiple(of: arrangement.offsetMultiple) {
        return "plane \(index) starts at \(plane.offset)"
      }
      if arrangement.isAdjacent, isTogether, index > 0,
        planes[index - 1].offset.adding(planes[index - 1].size) != plane.offset
      {
        return "there is a gap before plane \(index)"
      }
      if arrangement.hasEqualStrides, plane.stride != planes[0].stride {
        return "plane \(index) has a stride of \(plane.stride), plane 0 of \(planes[0].stride)"
      }
      if arrangement.isProportional, !isProportional(index) {
        return "the stride of plane \(index) does not follow from the first"
      }
    }
    return nil
  }

  /// By cross multiplication of the planes' bytes per pixel of the image.
  private func isProportional(_ index: Int) -> Bool {
    guard let info, index < info.planeCount else { return false }
    let (mine, first) = (info.plane(index), info.plane(0))
    let left = planes[index].stride
      .multiplied(by: first.bytesPerBlock.value * mine.horizontalSubsampling)?
      .multiplied(by: mine.blockWidth.value * mine.blockHeight.value)
    let right = planes[0].stride
      .multiplied(by: mine.bytesPerBlock.value * first.horizontalSubsampling)?
      .multiplied(by: first.blockWidth.value * first.blockHeight.value)
    return left != nil && left == right
  }

  private func violation(of memory: SizeInMemory) -> String? {
    guard let info, !planes.isEmpty else { return nil }
    for (index, plane) in planes.enumerated() {
      let needed = info.rows(plane: index, height: agreement.extent.height)?
        .adding(memory.rowPadding)
      guard let needed, plane.rows >= needed,
        plane.rows.value.isMultiple(of: max(1, memory.rowsMultiple.value))
      else { return "plane \(index) has \(plane.rows)" }
    }
    for (buffer, size) in sizes.enumerated() {
      guard size.isMultiple(of: memory.sizeMultiple) else { return "dma-buf \(buffer) has \(size)" }
      guard let last = planes.last(where: { $0.buffer == buffer }) else { continue }
      let end = last.offset.adding(last.size)?.adding(memory.tail)
        .flatMap { end in
          last.stride.multiplied(by: memory.tailRows.value).flatMap(end.adding)
        }
      guard let end, end <= size else {
        return "dma-buf \(buffer) of \(size) has no room behind the image"
      }
    }
    guard let total = agreement.layout.size else { return "the size does not fit 64 bits" }
    if total < memory.minimum { return "the buffer has \(total)" }
    if let maximum = memory.maximum, total > maximum { return "the buffer has \(total)" }
    return nil
  }

  /// What participants demand of each other: sums and equalities.
  func sharedViolations(
    _ participants: [Participant], _ offers: [Offer], madeIn made: StrideDomain
  ) -> [Violation] {
    var violations: [Violation] = []
    let terms = zip(participants, offers).flatMap { participant, offer in
      offer.constraints.filter { $0.scope.covers(agreement.pair) }
        .map { (participant.name, $0) }
    }
    var kept: UInt64 = 0
    var shared: UInt64 = 0
    var counts: Set<Int> = []
    var extents: Set<Extent> = []
    for (_, constraint) in terms {
      switch constraint.term {
      case .count(let count):
        // Saturates: more than any agreement can have is refused all the same.
        for more in [count.held, count.dedicatedSlack] {
          let sum = kept.addingReportingOverflow(UInt64(max(0, more)))
          kept = sum.overflow ? .max : sum.partialValue
        }
        shared = max(shared, UInt64(max(0, count.sharedSlack)))
      case .planeCount(let count): counts.insert(count)
      case .requiredSizes(let sizes): extents.formUnion(sizes.extents)
      default: break
      }
    }
    let sum = kept.addingReportingOverflow(shared)
    let needed = max(1, sum.overflow ? .max : sum.partialValue)
    if UInt64(max(0, agreement.bufferCount)) < needed {
      violations.append(
        Violation(message: "\(agreement.bufferCount) buffers are fewer than the \(needed) needed"))
    }
    if counts.count > 1 {
      violations.append(Violation(message: "memory planes are counted differently"))
    }
    for (name, constraint) in terms {
      guard case .size(let domain) = constraint.term else { continue }
      for extent in extents where !domain.contains(extent) {
        violations.append(
          Violation(
            participant: name, constraint: constraint,
            message: "\(extent) must fit as well and is not taken"))
      }
    }
    for extent in extents.sorted(by: { "\($0)" < "\($1)" })
    where !hasRoom(for: extent, madeIn: made) {
      violations.append(Violation(message: "an image of \(extent) does not fit the buffer"))
    }
    return violations
  }

  /// Whether another size can fit, laid out under the same terms but for those that tie planes to
  /// each other: what those need beyond is not seen.
  private func hasRoom(for extent: Extent, madeIn made: StrideDomain) -> Bool {
    guard agreement.layout.planes != nil, let info else { return agreement.layout == .byDriver }
    let terms = offers.flatMap(\.constraints).filter { $0.scope.covers(agreement.pair) }
      .map(\.term)
    let memory = terms.compactMap { if case .memorySize(let memory) = $0 { memory } else { nil } }
    let isSeparate = agreement.topology == .bufferPerPlane
    var end = Bytes.zero
    for plane in 0..<info.planeCount {
      guard let tight = info.minimumStride(plane: plane, width: extent.width),
        let stride = leastStride(
          from: tight, in: [made] + domains(terms, plane, info, extent.width)),
        let rows = rows(info.rows(plane: plane, height: extent.height), memory),
        let next = stride.multiplied(by: rows.value).flatMap((isSeparate ? .zero : end).adding)
      else { return false }
      let buffer = isSeparate ? plane : 0
      let isLast = isSeparate || plane == info.planeCount - 1
      for need in [SizeInMemory.any] + (isLast ? memory : []) {
        guard sizes.indices.contains(buffer),
          let whole = stride.multiplied(by: need.tailRows.value).flatMap(next.adding)?
            .adding(need.tail), whole <= sizes[buffer]
        else { return false }
      }
      end = next
    }
    return true
  }

  /// The least stride in every domain: each is asked in turn until none raises it any more.
  private func leastStride(from tight: Bytes, in domains: [StrideDomain]) -> Bytes? {
    var stride = max(tight, 1)
    for _ in 0..<(1 << 16) {
      var raised = stride
      for domain in domains {
        guard let least = domain.least(from: raised) else { return nil }
        raised = least
      }
      if raised == stride { return stride }
      stride = raised
    }
    return nil
  }

  private func domains(
    _ terms: [Term], _ plane: Int, _ info: PixelFormatInfo, _ width: Pixels
  ) -> [StrideDomain] {
    terms.compactMap { term in
      switch term {
      case .stride(let domain, let only) where only == nil || only == plane: domain
      case .pixelStride(let pixels, let only) where only == nil || only == plane:
        pixels.domain(for: info.plane(plane))
      case .strideFormula(let formula, let only) where only == nil || only == plane:
        info.minimumStride(plane: plane, width: width).flatMap(formula.domain)
      default: nil
      }
    }
  }

  /// The least number of rows that every demand takes.
  private func rows(_ tight: Rows?, _ memory: [SizeInMemory]) -> Rows? {
    guard var rows = tight?.adding(memory.map(\.rowPadding).max() ?? 0) else { return nil }
    for _ in 0..<(1 << 16) {
      var raised = rows
      for need in memory {
        guard let rounded = raised.roundedUp(toMultipleOf: need.rowsMultiple) else { return nil }
        raised = rounded
      }
      if raised == rows { return rows }
      rows = raised
    }
    return nil
  }
}
