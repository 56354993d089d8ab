import TesseraFormats

/// What an agreement claims, ready to be held against terms.
struct CheckedFacts {
  let agreement: Agreement
  let info: PixelFormatInfo?
  let offers: [Offer]
  let planes: [AgreedPlane]
  let sizes: [Bytes]

  init(_ agreement: Agreement, info: PixelFormatInfo?, offers: [Offer]) {
    self.agreement = agreement
    self.info = info
    self.offers = offers
    planes = agreement.layout.planes ?? []
    sizes = agreement.layout.sizes ?? []
  }

  /// Whether the layout is one of this format at all: enough planes, wide and high enough, apart.
  func layoutViolations(_ planes: [AgreedPlane], _ info: PixelFormatInfo) -> [Violation] {
    var violations: [Violation] = []
    func say(_ message: String) { violations.append(Violation(message: message)) }
    guard planes.count == info.planeCount else {
      say("\(info.name) has \(info.planeCount) planes and the layout has \(planes.count)")
      return violations
    }
    let buffers = agreement.topology == .bufferPerPlane ? planes.count : 1
    if sizes.count != buffers {
      say("\(buffers) dma-bufs are agreed and \(sizes.count) have a size")
    }
    for (index, plane) in planes.enumerated() {
      if let tight = info.minimumStride(plane: index, width: agreement.extent.width),
        plane.stride < tight
      {
        say("plane \(index) has a stride of \(plane.stride), and its rows have \(tight)")
      }
      if let rows = info.rows(plane: index, height: agreement.extent.height), plane.rows < rows {
        say("plane \(index) has \(plane.rows), and the image has \(rows)")
      }
      if plane.stride.multiplied(by: plane.rows.value) != plane.size {
        say("plane \(index) is \(plane.size), which is not its stride by its rows")
      }
      let buffer = agreement.topology == .bufferPerPlane ? index : 0
      if plane.buffer != buffer {
        say("plane \(index) is in dma-buf \(plane.buffer), not \(buffer)")
      }
      guard sizes.indices.contains(plane.buffer) else { continue }
      if let end = plane.offset.adding(plane.size), end <= sizes[plane.buffer] {
      } else {
        say("plane \(index) ends beyond its dma-buf of \(sizes[plane.buffer])")
      }
      for (other, earlier) in planes.prefix(index).enumerated()
      where earlier.buffer == plane.buffer {
        let isApart =
          plane.offset.value
          >= earlier.offset.value.addingReportingOverflow(earlier.size.value)
          .partialValue
        if !isApart { say("plane \(index) starts before plane \(other) ends") }
      }
    }
    return violations
  }

  /// Whether the allocator makes such a buffer.
  func allocatorViolations(
    _ allocator: Production?, participants: [Participant]
  ) -> [Violation] {
    guard let allocator else {
      return [Violation(message: "there is no allocator \(agreement.allocator)")]
    }
    var violations: [Violation] = []
    func say(_ message: String) {
      violations.append(Violation(message: "\(allocator.name) \(message)"))
    }
    if !allocator.formats.contains(agreement.pair) { say("does not make \(agreement.pair)") }
    if !allocator.sizes.contains(agreement.extent) {
      say("does not make images of \(agreement.extent)")
    }
    for (index, plane) in planes.enumerated() where !allocator.strides.contains(plane.stride) {
      say("does not make a stride of \(plane.stride) (plane \(index))")
    }
    if info?.planeCount != 1, !allocator.topology.contains(agreement.topology) {
      say("does not spread planes so: \(agreement.topology)")
    }
    if agreement.isContiguous != allocator.isContiguous {
      say("makes \(allocator.isContiguous ? "contiguous" : "scattered") memory")
    }
    if let limit = allocator.largestBuffer, let size = sizes.first(where: { $0 > limit }) {
      say("makes dma-bufs up to \(limit), and one has \(size)")
    }
    if !agreement.cacheModes.isSubset(of: allocator.cacheModes) {
      say("makes memory that is \(allocator.cacheModes), not \(agreement.cacheModes)")
    }
    for participant in participants
    where !allocator.isExportable && participant.device != allocator.device {
      say("does not share its buffers with \(participant.name)")
    }
    for offer in offers {
      for constraint in offer.constraints where constraint.scope.covers(agreement.pair) {
        switch constraint.term {
        case .addresses(let limit) where allocator.addressBits > limit.bits:
          say("may allocate above 2^\(limit.bits)")
        case .reach(let reach) where !reach.contains(allocator.placement):
          say("allocates in \(allocator.placement)")
        case .protection(let protection)
        where !protection.permits(isProtected: allocator.isProtected):
          say("allocates \(allocator.isProtected ? "protected" : "unprotected") memory")
        case .cpuAccess(let access) where access != .none && allocator.cacheModes.isEmpty:
          say("allocates memory that the CPU cannot reach")
        case .requiredSizes(let sizes):
          for extent in sizes.extents where !allocator.sizes.contains(extent) {
            say("does not make images of \(extent)")
          }
        default: break
        }
      }
    }
    return violations
  }
}
