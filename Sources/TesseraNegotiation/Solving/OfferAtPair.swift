import TesseraFormats

/// An offer as it looks for one format and layout: what depends on the allocator, and what does not.
struct OfferAtPair {
  var index: Int
  var requirements: Requirements
  var needsContiguous = false
  var imports = ImportRule.any
  var topology = Topology.any
  var addresses = AddressLimit.none
  var reach = Reach.anywhere
  var protection = Protection.any

  /// Reads an offer's constraints that speak of the pair, or says why it is no choice.
  init(
    _ index: Int, _ constraints: [Constraint], pair: FormatModifier, info: PixelFormatInfo,
    extent: Extent
  ) throws(Obstacle) {
    self.index = index
    requirements = Requirements(planeCount: info.planeCount)
    var isBehindIOMMU = false
    // Of several obstacles the same one is told whatever order the constraints are in.
    var obstacle: Obstacle?
    for constraint in constraints where constraint.scope.covers(pair) {
      do {
        if constraint.term == .behindIOMMU { isBehindIOMMU = true }
        try take(constraint.term, pair: pair, info: info, extent: extent)
      } catch {
        obstacle = obstacle.map { $0.weight <= error.weight ? $0 : error } ?? error
      }
    }
    if let obstacle { throw obstacle }
    if isBehindIOMMU { needsContiguous = false }
    requirements.isContiguous = needsContiguous
    guard requirements.requiredSizes.extents.allSatisfy(requirements.size.contains) else {
      throw .imageSize
    }
    guard !topology.isEmpty else { throw .topology }
  }

  private mutating func take(
    _ term: Term, pair: FormatModifier, info: PixelFormatInfo, extent: Extent
  ) throws(Obstacle) {
    switch term {
    case .formats(let table): guard table.contains(pair) else { throw .notTaken }
    case .impossible: throw .impossible
    case .size(let domain):
      guard domain.contains(extent) else { throw .imageSize }
      guard let size = requirements.size.merged(with: domain) else { throw .layoutOverflow }
      requirements.size = size
    case .stride(let domain, let plane):
      try demand(plane) { _ in domain }
    case .pixelStride(let stride, let plane):
      try demand(plane) { stride.domain(for: info.plane($0)) }
    case .strideFormula(let formula, let plane):
      try demand(plane) { index in
        info.minimumStride(plane: index, width: extent.width).flatMap(formula.domain)
      }
    case .contiguous: needsContiguous = true
    case .behindIOMMU: break
    case .imports(let rule): imports = imports.merged(with: rule)
    case .topology(let other):
      // One plane in a dma-buf of its own is one dma-buf: then any number will do.
      topology = info.planeCount == 1 && !other.isEmpty ? topology : topology.merged(with: other)
    case .addresses(let limit): addresses = addresses.merged(with: limit)
    case .reach(let other): reach = reach.merged(with: other)
    case .protection(let other): protection = protection.merged(with: other)
    case .planeCount(let count):
      // What a published layout has is known; of the others, the participants must say the same.
      if let known = pair.modifier.explicitModifier?.memoryPlaneCount(for: pair.format),
        known != count
      {
        throw .planeCount
      }
      try merge(term, planeCount: info.planeCount)
    case .requiredSizes, .arrangement, .memorySize, .cpuAccess, .cacheModes, .notCoherent, .count,
      .colour, .preference:
      try merge(term, planeCount: info.planeCount)
    }
  }

  /// Merges a term that is the same whatever plane it speaks of, as if another participant had it.
  private mutating func merge(_ term: Term, planeCount: Int) throws(Obstacle) {
    var single = Requirements(planeCount: planeCount)
    switch term {
    case .requiredSizes(let sizes): single.requiredSizes = sizes
    case .arrangement(let arrangement): single.arrangement = arrangement
    case .planeCount(let count): single.planeCount = count
    case .memorySize(let size): single.memory = size
    case .cpuAccess(let access): single.cpuAccess = access
    case .cacheModes(let modes): single.cacheModes = modes
    case .notCoherent: single.isIncoherent = true
    case .count(let count): single.count = count
    case .colour(let colour): single.colour = colour
    case .preference(let rank): single.preference = rank
    default: return
    }
    // Sizes are checked at the end: the range may come behind what must fit it.
    let sizes = requirements.requiredSizes.merged(with: single.requiredSizes)
    single.requiredSizes = .none
    requirements.requiredSizes = .none
    requirements = try requirements.merged(with: single).get()
    requirements.requiredSizes = sizes
  }

  /// Merges a domain for one plane or for all; tries every plane, and tells the first that fails.
  private mutating func demand(
    _ plane: Int?, _ domain: (Int) -> StrideDomain?
  ) throws(Obstacle) {
    var obstacle: Obstacle?
    for index in requirements.strides.indices where plane == nil || plane == index {
      guard let domain = domain(index),
        let merged = requirements.strides[index].merged(with: domain)
      else {
        obstacle = obstacle ?? .layoutOverflow
        continue
      }
      if merged.isEmpty {
        obstacle = obstacle ?? .stride(plane: index)
      } else {
        requirements.strides[index] = merged
      }
    }
    if let obstacle { throw obstacle }
  }

  /// What keeps this offer from buffers of an allocator; `nil` when nothing does.
  func obstacle(
    to allocator: Production, topology chosen: Topology, device: Device?
  ) -> Obstacle? {
    guard topology.contains(chosen) else { return .topology }
    guard imports.takes(allocator.name) else { return .notImported }
    guard allocator.isExportable || (device != nil && device == allocator.device) else {
      return .notExported
    }
    guard allocator.isContiguous || !needsContiguous else { return .scattered }
    guard allocator.addressBits <= addresses.bits else { return .outOfReach(bits: addresses.bits) }
    guard reach.contains(allocator.placement) else { return .misplaced }
    guard protection.permits(isProtected: allocator.isProtected) else { return .protection }
    guard requirements.cpuAccess == .none || !allocator.cacheModes.isEmpty else {
      return .cacheMode
    }
    return nil
  }
}
