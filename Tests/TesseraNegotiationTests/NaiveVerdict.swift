import TesseraFormats
import TesseraNegotiation

/// Whether an agreement keeps a problem's terms, looked at number by number.
struct NaiveVerdict {
  let problem: Problem

  /// What is wrong first; `nil` when nothing is.
  func violation(of agreement: Agreement) -> String? {
    guard agreement.extent == problem.extent else { return "extent" }
    guard let info = NaiveFormat.all.first(where: { $0.format == agreement.format }),
      let allocator = problem.allocators.first(where: { $0.name == agreement.allocator })
    else { return "format or allocator" }
    var offers: BruteForce.Combination = []
    for participant in problem.participants {
      guard
        let offer = participant.offers.first(where: {
          $0.label == agreement.offers[participant.name]
        })
      else { return "offers" }
      offers.append((participant, offer))
    }
    guard agreement.offers.count == offers.count else { return "strangers" }

    let naive = BruteForce(problem: problem, universe: [])
    let demands = Demands(offers, of: agreement.pair)
    let terms = demands.flatMap(\.terms)
    guard naive.serves(allocator, agreement.pair, agreement.topology, info) else { return "maker" }
    for (participant, terms) in demands {
      if let term = terms.first(where: {
        !naive.takes($0, agreement.pair, agreement.topology, info)
      }) {
        return "\(participant.name): \(term)"
      }
      guard naive.reaches(allocator, participant, terms) else { return "\(participant.name)" }
    }
    guard agreement.isContiguous == allocator.isContiguous else { return "contiguity" }
    guard naive.sizesFit(terms, allocator), naive.planeCountsAgree(terms) else { return "sizes" }
    guard let least = naive.count(terms), agreement.bufferCount >= least else { return "count" }
    for case .count(let count) in terms {
      if let maximum = count.maximum, agreement.bufferCount > maximum { return "count" }
    }
    for case .colour(let colour) in terms {
      for (property, values) in colour.values {
        guard let value = agreement.colour[property], values.contains(value) else {
          return "colour"
        }
      }
    }
    for case .cacheModes(let modes) in terms where modes != .any {
      guard agreement.cacheModes.isSubset(of: modes), !agreement.cacheModes.isEmpty else {
        return "caches"
      }
    }
    guard agreement.cacheModes.isSubset(of: allocator.cacheModes) else { return "caches" }
    if terms.contains(.notCoherent), !agreement.needsSynchronisation { return "coherence" }
    guard agreement.pair.modifier == .linear else { return nil }
    return layoutViolation(agreement, info, allocator, terms)
  }

  private func layoutViolation(
    _ agreement: Agreement, _ info: NaiveFormat, _ allocator: Production, _ terms: [Term]
  ) -> String? {
    guard let planes = agreement.layout.planes, let sizes = agreement.layout.sizes,
      planes.count == info.planes.count
    else { return "planes" }
    let isApart = agreement.topology == .bufferPerPlane
    guard sizes.count == (isApart ? planes.count : 1) else { return "dma-bufs" }
    let naive = NaiveLayout(
      info: info, terms: terms + [.stride(allocator.strides, plane: nil)],
      topology: agreement.topology)
    for (index, plane) in planes.enumerated() {
      let stride = plane.stride.value
      guard plane.buffer == (isApart ? index : 0) else { return "buffer of plane" }
      guard stride >= info.width(index, of: problem.extent),
        naive.serves(stride, index, problem.extent)
      else { return "stride" }
      guard plane.size.value == stride * plane.rows.value else { return "size of plane" }
      var padding: UInt64 = 0
      for case .memorySize(let memory) in terms {
        padding = max(padding, memory.rowPadding.value)
        guard plane.rows.value % memory.rowsMultiple.value == 0 else { return "rows" }
      }
      guard plane.rows.value >= info.rows(index, of: problem.extent) + padding else {
        return "rows"
      }
      for case .arrangement(let arrangement) in terms {
        guard plane.offset.value % arrangement.offsetMultiple.value == 0 else { return "offset" }
        if arrangement.hasEqualStrides, stride != planes[0].stride.value { return "equal" }
        let (first, mine) = (info.planes[0], info.planes[index])
        if arrangement.isProportional,
          stride * mine.across * first.bytes != planes[0].stride.value * mine.bytes
        {
          return "proportional"
        }
        if arrangement.isAdjacent, !isApart, index > 0,
          plane.offset.value != planes[index - 1].offset.value + planes[index - 1].size.value
        {
          return "gap"
        }
      }
      if !isApart, index > 0,
        plane.offset.value < planes[index - 1].offset.value + planes[index - 1].size.value
      {
        return "overlap"
      }
    }
    for (index, size) in sizes.map(\.value).enumerated() {
      if let limit = allocator.largestBuffer, size > limit.value { return "too large" }
      let last = isApart ? planes[index] : planes[planes.count - 1]
      let end = last.offset.value + last.size.value
      guard size >= end else { return "size" }
      for case .memorySize(let memory) in terms {
        guard size % memory.sizeMultiple.value == 0 else { return "size" }
        let touched = memory.tail.value + memory.tailRows.value * last.stride.value
        guard size >= end + touched else { return "tail" }
      }
    }
    let total = sizes.reduce(0) { $0 + $1.value }
    // What is asked for between the planes is asked for this image; behind it, each by itself.
    let memories = terms.compactMap { term in
      if case .memorySize(let memory) = term { memory } else { nil }
    }
    let bare = NaiveLayout(
      info: info,
      terms: terms.compactMap { term in
        switch term {
        case .arrangement: return nil
        case .memorySize(var memory):
          (memory.tail, memory.tailRows) = (0, 0)
          return .memorySize(memory)
        default: return term
        }
      } + [.stride(allocator.strides, plane: nil)], topology: agreement.topology)
    for case .requiredSizes(let required) in terms {
      for other in required.extents {
        guard let (images, ends) = bare.image(other) else { return "room" }
        for (index, (size, end)) in zip(sizes, ends).enumerated() {
          let last = isApart ? images[index] : images[images.count - 1]
          guard size.value >= end,
            memories.allSatisfy({
              size.value >= end + $0.tail.value + $0.tailRows.value * last.stride.value
            })
          else { return "room" }
        }
      }
    }
    for case .memorySize(let memory) in terms {
      guard total >= memory.minimum.value, total <= memory.maximum?.value ?? .max else {
        return "total"
      }
    }
    return nil
  }
}
