import TesseraFormats
import TesseraNegotiation

extension BruteForce {
  // MARK: what each term says by itself

  /// Whether the allocator makes such images at all.
  func serves(
    _ allocator: Production, _ pair: FormatModifier, _ topology: Topology, _ info: NaiveFormat
  ) -> Bool {
    takes(allocator.formats, pair) && takes(allocator.sizes, problem.extent)
      && (info.planes.count == 1 || allocator.topology.contains(topology))
  }

  /// Whether a term that looks at nothing but the candidate is kept.
  func takes(
    _ term: Term, _ pair: FormatModifier, _ topology: Topology, _ info: NaiveFormat
  ) -> Bool {
    switch term {
    case .formats(let table): takes(table, pair)
    case .size(let domain): takes(domain, problem.extent)
    case .topology(let allowed):
      info.planes.count == 1 ? !allowed.isEmpty : allowed.contains(topology)
    case .impossible: false
    // Of a layout that is known, only its own number is true.
    case .planeCount(let count): pair.modifier != .linear || count == info.planes.count
    case .requiredSizes, .stride, .pixelStride, .strideFormula, .arrangement, .memorySize,
      .contiguous, .behindIOMMU, .addresses, .reach, .cpuAccess, .cacheModes, .notCoherent,
      .protection, .imports, .count, .colour, .preference:
      true
    }
  }

  /// Whether a participant can use memory of the allocator.
  func reaches(_ allocator: Production, _ participant: Participant, _ terms: [Term]) -> Bool {
    let isOwn = participant.device == allocator.device
    guard allocator.isExportable || isOwn else { return false }
    let hasIOMMU = terms.contains(.behindIOMMU)
    return terms.allSatisfy { term in
      switch term {
      case .contiguous: allocator.isContiguous || hasIOMMU
      case .addresses(let limit): allocator.addressBits <= limit.bits
      case .reach(let reach): reach.places.map { $0.contains(allocator.placement) } ?? true
      case .protection(.required): allocator.isProtected
      case .protection(.forbidden): !allocator.isProtected
      case .protection(let both): both.isEmpty
      case .imports(let rule):
        !rule.refused.contains(allocator.name)
          && rule.permitted.map { $0.contains(allocator.name) } != false
      case .cpuAccess(.rarely), .cpuAccess(.often): !allocator.cacheModes.isEmpty
      default: true
      }
    }
  }

  private func takes(_ table: FormatTable, _ pair: FormatModifier) -> Bool {
    switch table.layouts[pair.format] ?? table.otherFormats {
    case .any?: true
    case .only(let set)?: set.contains(pair.modifier)
    case nil: false
    }
  }

  private func takes(_ domain: SizeDomain, _ extent: Extent) -> Bool {
    let (width, height) = (extent.width.value, extent.height.value)
    guard width >= domain.minimum.width.value, height >= domain.minimum.height.value,
      width % domain.step.width.value == 0, height % domain.step.height.value == 0
    else { return false }
    if let maximum = domain.maximum,
      width > maximum.width.value || height > maximum.height.value
    {
      return false
    }
    if let area = domain.maximumArea, width * height > area { return false }
    return domain.discrete.map { $0.contains(extent) } ?? true
  }

  // MARK: what all terms say together

  /// Whether everybody, and the allocator, takes every size that somebody requires.
  func sizesFit(_ terms: [Term], _ allocator: Production) -> Bool {
    let required = terms.flatMap { term -> [Extent] in
      if case .requiredSizes(let sizes) = term { Array(sizes.extents) } else { [] }
    }
    return required.allSatisfy { extent in
      takes(allocator.sizes, extent)
        && terms.allSatisfy {
          if case .size(let domain) = $0 { takes(domain, extent) } else { true }
        }
    }
  }

  func planeCountsAgree(_ terms: [Term]) -> Bool {
    let counts = terms.compactMap { if case .planeCount(let count) = $0 { count } else { nil } }
    return counts.allSatisfy { $0 == counts[0] }
  }

  /// The least number of buffers, found by counting up.
  func count(_ terms: [Term]) -> Int? {
    let demands = terms.compactMap { if case .count(let count) = $0 { count } else { nil } }
    let kept = demands.map(\.held).reduce(0, +) + demands.map(\.dedicatedSlack).reduce(0, +)
    let shared = demands.map(\.sharedSlack).max() ?? 0
    return (1...100).first { count in
      count >= kept + shared
        && demands.allSatisfy { demand in
          count >= demand.minimum && demand.maximum.map { count <= $0 } != false
        }
    }
  }

  /// The first value by name that everybody takes, of every property that somebody cares about.
  func colour(_ terms: [Term]) -> [Colour.Property: Colour.Value]? {
    let demands = terms.compactMap { if case .colour(let colour) = $0 { colour } else { nil } }
    var colour: [Colour.Property: Colour.Value] = [:]
    for property in Colour.Property.allCases {
      let sets = demands.compactMap { $0.values[property] }
      guard let first = sets.first else { continue }
      guard let value = first.sorted().first(where: { v in sets.allSatisfy { $0.contains(v) } })
      else { return nil }
      colour[property] = value
    }
    return colour
  }

  /// The modes that the allocator and everybody takes; none only where nobody asks for one.
  func cacheModes(_ terms: [Term], _ allocator: Production) -> CacheModes? {
    let demands = terms.compactMap { if case .cacheModes(let modes) = $0 { modes } else { nil } }
    let left = [CacheModes.cached, .writeCombined, .uncached].filter { mode in
      allocator.cacheModes.contains(mode) && demands.allSatisfy { $0.contains(mode) }
    }
    if left.isEmpty, !allocator.cacheModes.isEmpty || demands.contains(where: { $0 != .any }) {
      return nil
    }
    return CacheModes(left)
  }
}
