import TesseraFormats
import TesseraNegotiation

/// An answer in bare numbers, so that two solvers can be compared.
struct Answer: Hashable {
  var offers: [Name<Participant>: String]
  var pair: FormatModifier
  var topology: Topology
  var allocator: Name<Production>
  var isContiguous: Bool
  var count: Int
  var planes: [AgreedPlane]?
  var size: UInt64?
  var cost: UInt64
}

extension Answer {
  init(_ agreement: Agreement) {
    offers = agreement.offers
    pair = agreement.pair
    topology = agreement.topology
    allocator = agreement.allocator
    isContiguous = agreement.isContiguous
    count = agreement.bufferCount
    planes = agreement.layout.planes
    size = agreement.size
    cost = agreement.cost.total.value
  }
}

/// What is known of the formats of random problems, written down a second time.
struct NaiveFormat {
  let format: PixelFormat
  /// Bytes of one sample, pixels across for one sample, lines for one line of samples.
  let planes: [(bytes: UInt64, across: UInt64, down: UInt64)]
  var isColour = true
  var hasAlpha = false
  var hasFewBits = false

  static let all = [
    Self(format: .xrgb8888, planes: [(4, 1, 1)]),
    Self(format: .argb8888, planes: [(4, 1, 1)], hasAlpha: true),
    Self(format: .rgb565, planes: [(2, 1, 1)], hasFewBits: true),
    Self(format: .r8, planes: [(1, 1, 1)], isColour: false),
    Self(format: .nv12, planes: [(1, 1, 1), (2, 2, 2)]),
    Self(format: .yuv420, planes: [(1, 1, 1), (1, 2, 2), (1, 2, 2)]),
    Self(format: .nv16, planes: [(1, 1, 1), (2, 2, 1)]),
  ]
}

/// A solver that tries everything and merges nothing: every demand is looked at by itself.
struct BruteForce {
  let problem: Problem
  /// The pairs that are tried.
  let universe: [FormatModifier]
  /// No stride beyond this is tried.
  static let greatestStride: UInt64 = 2000

  /// Every answer there is, in no order that matters.
  func answers() -> Set<Answer> {
    var answers: Set<Answer> = []
    var choice = problem.participants.map { _ in 0 }
    guard problem.participants.allSatisfy({ !$0.offers.isEmpty }) else { return [] }
    while true {
      let offers = zip(problem.participants, choice).map { $0.offers[$1] }
      for pair in universe {
        for allocator in problem.allocators {
          for topology in [Topology.oneBuffer, .bufferPerPlane] {
            if let answer = answer(offers, pair, allocator, topology) { answers.insert(answer) }
          }
        }
      }
      // Counts like an odometer of one wheel per participant.
      guard
        let wheel = choice.indices.first(where: {
          choice[$0] + 1 < problem.participants[$0].offers.count
        })
      else { return answers }
      choice[wheel] += 1
      for lower in choice.indices where lower < wheel { choice[lower] = 0 }
    }
  }

  private func answer(
    _ offers: [Offer], _ pair: FormatModifier, _ allocator: Production, _ topology: Topology
  ) -> Answer? {
    guard let info = NaiveFormat.all.first(where: { $0.format == pair.format }) else { return nil }
    // One plane in a buffer of its own is one buffer.
    if info.planes.count == 1, topology == .bufferPerPlane { return nil }
    guard takes(allocator.formats, pair), takes(allocator.sizes) else { return nil }
    if info.planes.count > 1, !allocator.topology.contains(topology) { return nil }

    let terms = offers.flatMap(\.constraints).filter { constraint in
      let scope = constraint.scope
      return (scope.format == nil || scope.format == pair.format)
        && (scope.modifier == nil || scope.modifier == pair.modifier)
    }.map(\.term)
    var needsContiguous = false
    for term in terms {
      switch term {
      case .formats(let table): guard takes(table, pair) else { return nil }
      case .size(let domain): guard takes(domain) else { return nil }
      case .topology(let allowed): guard allowed.contains(topology) else { return nil }
      case .imports(let rule):
        if rule.refused.contains(allocator.name) { return nil }
        if let permitted = rule.permitted, !permitted.contains(allocator.name) { return nil }
      case .contiguous:
        guard allocator.isContiguous else { return nil }
        needsContiguous = true
      case .impossible: return nil
      case .stride, .arrangement, .memorySize, .count: break
      }
    }
    guard let count = count(terms) else { return nil }

    var planes: [AgreedPlane]?
    var size: UInt64?
    if pair.modifier == .linear {
      guard
        let strides = strides(info, terms + [.stride(allocator.strides, plane: nil)]),
        let placed = place(info, strides, terms, topology)
      else { return nil }
      if let limit = allocator.largestBuffer, placed.size > limit.value { return nil }
      (planes, size) = placed
    }
    return Answer(
      offers: Dictionary(
        uniqueKeysWithValues: zip(problem.participants.map(\.name), offers.map(\.label))),
      pair: pair, topology: topology, allocator: allocator.name,
      isContiguous: allocator.isContiguous, count: count, planes: planes, size: size,
      cost: cost(info, size, allocator.isContiguous && !needsContiguous))
  }

  // MARK: single demands

  private func takes(_ table: FormatTable, _ pair: FormatModifier) -> Bool {
    switch table.layouts[pair.format] ?? table.otherFormats {
    case .any?: true
    case .only(let set)?: set.contains(pair.modifier)
    case nil: false
    }
  }

  private func takes(_ domain: SizeDomain) -> Bool {
    let (width, height) = (problem.extent.width.value, problem.extent.height.value)
    guard width >= domain.minimum.width.value, height >= domain.minimum.height.value,
      width % domain.step.width.value == 0, height % domain.step.height.value == 0
    else { return false }
    if let maximum = domain.maximum,
      width > maximum.width.value || height > maximum.height.value
    {
      return false
    }
    return domain.discrete.map { $0.contains(problem.extent) } ?? true
  }

  private func takes(_ domain: StrideDomain, _ stride: UInt64) -> Bool {
    stride % domain.multiple.value == 0 && stride >= domain.minimum.value
      && domain.maximum.map { stride <= $0.value } != false
      && domain.listed.map { $0.contains(Bytes(stride)) } != false
  }

  private func count(_ terms: [Term]) -> Int? {
    let demands = terms.compactMap { term -> BufferCount? in
      if case .count(let count) = term { count } else { nil }
    }
    let held = demands.map(\.held).reduce(0, +)
    return (1...100).first { count in
      count >= held
        && demands.allSatisfy { demand in
          count >= demand.minimum && demand.maximum.map { count <= $0 } != false
        }
    }
  }

  // MARK: layouts, by counting up

  private func width(_ info: NaiveFormat, _ plane: Int) -> UInt64 {
    let (bytes, across, _) = info.planes[plane]
    return (problem.extent.width.value + across - 1) / across * bytes
  }

  private func rows(_ info: NaiveFormat, _ plane: Int) -> UInt64 {
    let down = info.planes[plane].down
    return (problem.extent.height.value + down - 1) / down
  }

  private func arrangements(_ terms: [Term]) -> [PlaneArrangement] {
    terms.compactMap { if case .arrangement(let arrangement) = $0 { arrangement } else { nil } }
  }

  private func strides(_ info: NaiveFormat, _ terms: [Term]) -> [UInt64]? {
    func demands(_ plane: Int) -> [StrideDomain] {
      terms.compactMap { term in
        guard case .stride(let domain, let of) = term, of == nil || of == plane else { return nil }
        return domain
      }
    }
    let all = info.planes.indices.map(demands)
    func serves(_ stride: UInt64, _ plane: Int) -> Bool {
      stride >= width(info, plane) && all[plane].allSatisfy { takes($0, stride) }
    }
    if arrangements(terms).contains(where: \.isProportional) {
      for luma in width(info, 0)...Self.greatestStride where serves(luma, 0) {
        var strides: [UInt64] = []
        for (index, plane) in info.planes.enumerated() {
          let scaled = luma * plane.bytes
          let whole = info.planes[0].bytes * plane.across
          if scaled % whole == 0, serves(scaled / whole, index) { strides.append(scaled / whole) }
        }
        if strides.count == info.planes.count { return strides }
      }
      return nil
    }
    var strides: [UInt64] = []
    for plane in info.planes.indices {
      guard
        let stride = (width(info, plane)...Self.greatestStride).first(where: { serves($0, plane) })
      else { return nil }
      strides.append(stride)
    }
    return strides
  }

  private func place(
    _ info: NaiveFormat, _ strides: [UInt64], _ terms: [Term], _ topology: Topology
  ) -> (planes: [AgreedPlane], size: UInt64)? {
    let memory = terms.compactMap { term -> SizeInMemory? in
      if case .memorySize(let size) = term { size } else { nil }
    }
    let arrangements = arrangements(terms)
    var planes: [AgreedPlane] = []
    var end: UInt64 = 0
    for (index, stride) in strides.enumerated() {
      var rows = rows(info, index)
      while memory.contains(where: { rows % $0.rowsMultiple.value != 0 }) { rows += 1 }
      var offset = end
      while arrangements.contains(where: { offset % $0.offsetMultiple.value != 0 }) { offset += 1 }
      let isSeparate = topology == .bufferPerPlane
      if !isSeparate, offset != end, arrangements.contains(where: \.isAdjacent) { return nil }
      planes.append(
        AgreedPlane(
          buffer: isSeparate ? index : 0, offset: isSeparate ? 0 : Bytes(offset),
          stride: Bytes(stride), rows: Rows(rows), size: Bytes(stride * rows)))
      end = (isSeparate ? end : offset) + stride * rows
    }
    end += memory.map(\.tail.value).max() ?? 0
    let size = max(end, memory.map(\.minimum.value).max() ?? 0)
    if memory.contains(where: { demand in demand.maximum.map { size > $0.value } ?? false }) {
      return nil
    }
    return (planes, size)
  }

  /// The documented cost: traffic, then every penalty.
  private func cost(_ info: NaiveFormat, _ size: UInt64?, _ isWastedPool: Bool) -> UInt64 {
    let users = UInt64(problem.participants.count)
    let pixels = problem.extent.width.value * problem.extent.height.value
    var frame: UInt64 = 0
    for plane in info.planes.indices { frame += width(info, plane) * rows(info, plane) }
    var cost = frame * users
    if !info.isColour { cost += 8 * pixels * users }
    if info.hasFewBits { cost += 4 * pixels * users }
    if info.hasAlpha { cost += pixels / 16 }
    if let size {
      if isWastedPool { cost += size }
      cost += (size - frame) / 16
    }
    return cost
  }
}
