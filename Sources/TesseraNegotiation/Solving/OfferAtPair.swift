import TesseraFormats

/// An offer as it looks for one format and layout: what depends on the allocator, and what does not.
struct OfferAtPair {
  /// Whose offer, by the number in the search, and which of it.
  var participant: Int
  var index: Int
  var requirements: Requirements
  var needsContiguous = false
  var topology = Topology.any
  private var maker: Shared<MakerDemands>?

  /// What an offer demands of whoever makes the buffer; few demand anything.
  struct MakerDemands: Hashable {
    var imports = ImportRule.any
    var addresses = AddressLimit.none
    var reach = Reach.anywhere
    var protection = Protection.any
  }

  /// Reads an offer's constraints that speak of the pair, or says why it is no choice.
  ///
  /// - Parameter extent: the size of the image; `nil` where any may be asked for, and what depends on
  ///   it is looked at later.
  init(
    _ index: Int, of participant: Int, _ constraints: [Constraint], pair: FormatModifier,
    info: PixelFormatInfo, extent: Extent?
  ) throws(Obstacle) {
    self.participant = participant
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
    try requirements.rare.check()
    guard !topology.isEmpty else { throw .topology }
  }

  private mutating func take(
    _ term: Term, pair: FormatModifier, info: PixelFormatInfo, extent: Extent?
  ) throws(Obstacle) {
    switch term {
    case .formats(let table): guard table.contains(pair) else { throw .notTaken }
    case .impossible: throw .impossible
    case .size(let domain):
      if let extent, !domain.contains(extent) { throw .imageSize }
      try merge { $0.size = domain }
    case .stride(let domain, let plane):
      try demand(plane, info, extent) { _ in StrideDemand(domain: domain) }
    case .pixelStride(let stride, let plane):
      try demand(plane, info, extent) {
        stride.domain(for: info.plane($0)).map { StrideDemand(domain: $0) }
      }
    case .strideFormula(let formula, let plane):
      try demand(plane, info, extent) { _ in StrideDemand(formula: formula) }
    case .contiguous: needsContiguous = true
    case .behindIOMMU: break
    case .imports(let rule): demand { $0.imports = $0.imports.merged(with: rule) }
    case .topology(let other):
      // One plane in a dma-buf of its own is one dma-buf: then any number will do.
      topology = info.planeCount == 1 && !other.isEmpty ? topology : topology.merged(with: other)
    case .addresses(let limit): demand { $0.addresses = $0.addresses.merged(with: limit) }
    case .reach(let other): demand { $0.reach = $0.reach.merged(with: other) }
    case .protection(let other): demand { $0.protection = $0.protection.merged(with: other) }
    case .planeCount(let count):
      // What a published layout has is known; of the others, the participants must say the same.
      if let known = pair.modifier.explicitModifier?.memoryPlaneCount(for: pair.format),
        known != count
      {
        throw .planeCount
      }
      try merge { $0.planeCount = count }
    case .requiredSizes(let sizes): try merge { $0.requiredSizes = sizes }
    case .arrangement(let arrangement): try merge { $0.arrangement = arrangement }
    case .memorySize(let size): try merge { $0.memory = size }
    case .count(let count): try merge { $0.count = count }
    case .colour(let colour): try merge { $0.colour = colour }
    case .cpuAccess(let access):
      requirements.cpuAccess = requirements.cpuAccess.merged(with: access)
    case .cacheModes(let modes):
      requirements.cacheModes = requirements.cacheModes.merged(with: modes)
      if requirements.cacheModes.isEmpty { throw .cacheMode }
    case .notCoherent: requirements.isIncoherent = true
    case .preference(let rank):
      let sum = requirements.preference.addingReportingOverflow(rank)
      requirements.preference = sum.overflow ? (rank < 0 ? .min : .max) : sum.partialValue
    }
  }

  private mutating func demand(_ change: (inout MakerDemands) -> Void) {
    var demands = maker?.value ?? MakerDemands()
    change(&demands)
    maker = Shared(demands)
  }

  /// Merges a rare demand.
  ///
  /// What it leaves is checked at the end, when all are known.
  private mutating func merge(_ demand: (inout RareDemands) -> Void) throws(Obstacle) {
    var single = RareDemands.none
    demand(&single)
    requirements.rare = try requirements.rare.merged(with: single)
  }

  /// Merges a demand on one plane or on all; tries every plane, and tells the first that fails.
  private mutating func demand(
    _ plane: Int?, _ info: PixelFormatInfo, _ extent: Extent?, _ demand: (Int) -> StrideDemand?
  ) throws(Obstacle) {
    var obstacle: Obstacle?
    for index in requirements.strides.indices where plane == nil || plane == index {
      guard let demand = demand(index),
        let merged = requirements.strides[index].merged(with: demand),
        let left = Self.left(of: merged, plane: index, info, extent)
      else {
        obstacle = obstacle ?? .layoutOverflow
        continue
      }
      if left.isEmpty {
        obstacle = obstacle ?? .stride(plane: index)
      } else {
        requirements.strides[index] = merged
      }
    }
    if let obstacle { throw obstacle }
  }

  /// The strides that a demand leaves, as far as the size of the image is known.
  private static func left(
    of demand: StrideDemand, plane: Int, _ info: PixelFormatInfo, _ extent: Extent?
  ) -> StrideDomain? {
    guard let extent, demand.hasFormula else { return demand.domain }
    return info.minimumStride(plane: plane, width: extent.width).flatMap(demand.domain(tight:))
  }

  /// What keeps this offer from buffers of an allocator; `nil` when nothing does.
  func obstacle(
    to allocator: Production, topology chosen: Topology, device: Device?
  ) -> Obstacle? {
    guard topology.contains(chosen) else { return .topology }
    let demands = maker?.value ?? MakerDemands()
    guard demands.imports.takes(allocator.name) else { return .notImported }
    // Without a device on either side it is the CPU that shares with the CPU.
    guard allocator.isExportable || device == allocator.device else {
      return .notExported
    }
    guard allocator.isContiguous || !needsContiguous else { return .scattered }
    guard allocator.addressBits <= demands.addresses.bits else {
      return .outOfReach(bits: demands.addresses.bits)
    }
    guard demands.reach.contains(allocator.placement) else { return .misplaced }
    guard demands.protection.permits(isProtected: allocator.isProtected) else {
      return .protection
    }
    guard requirements.cpuAccess == .none || !allocator.cacheModes.isEmpty else {
      return .cacheMode
    }
    return nil
  }
}
