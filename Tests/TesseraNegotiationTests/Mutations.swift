import TesseraFormats

@testable import TesseraNegotiation

extension Agreement {
  /// This agreement with one thing changed, in every way that is tried.
  func mutations(in problem: Problem, universe: [FormatModifier]) -> [(what: String, Agreement)] {
    var mutations: [(what: String, Agreement)] = []
    func add(_ what: String, _ change: (inout Agreement) -> Void) {
      var mutant = self
      change(&mutant)
      if mutant != self { mutations.append((what, mutant)) }
    }
    for allocator in problem.allocators {
      add("other allocator") { $0.allocator = allocator.name }
      add("other allocator and memory") {
        $0.allocator = allocator.name
        $0.isContiguous = allocator.isContiguous
        $0.cacheModes = allocator.cacheModes
      }
    }
    for pair in universe {
      // A driver's layout is not told; a format's own layout has as many planes as before at most.
      guard let count = pair.format.info?.planeCount, layout.planes?.count ?? 0 <= count else {
        continue
      }
      add("other pair") {
        $0.pair = pair
        if pair.modifier != .linear { $0.layout = .byDriver }
      }
    }
    for participant in problem.participants {
      for offer in participant.offers {
        add("other offer") { $0.offers[participant.name] = offer.label }
      }
      add("no offer") { $0.offers[participant.name] = nil }
    }
    add("unheard-of offer") { $0.offers["p0"] = "unheard of" }
    add("stranger") { $0.offers["stranger"] = "offer 0" }
    add("unheard-of allocator") { $0.allocator = "unheard of" }
    add("fewer buffers") { $0.bufferCount = max(1, $0.bufferCount - 1) }
    add("many more buffers") { $0.bufferCount += 9 }
    add("topology") { $0.topology = $0.topology == .oneBuffer ? .bufferPerPlane : .oneBuffer }
    add("contiguity") { $0.isContiguous.toggle() }
    add("synchronisation") { $0.needsSynchronisation = false }
    add("no cache mode") { $0.cacheModes = [] }
    add("every cache mode") { $0.cacheModes = .any }
    add("extent") { $0.extent.width = Pixels($0.extent.width.value + 1) }
    for property in colour.keys {
      add("no colour") { $0.colour[property] = nil }
      add("other colour") { $0.colour[property] = "unheard of" }
    }
    if case .planned(let planes, let sizes) = layout {
      mutateLayout(planes, sizes) { what, planes, sizes in
        add(what) { $0.layout = .planned(planes, sizes: sizes) }
      }
      add("no layout") { $0.layout = .byDriver }
    }
    return mutations
  }

  private func mutateLayout(
    _ planes: [AgreedPlane], _ sizes: [Bytes], _ add: (String, [AgreedPlane], [Bytes]) -> Void
  ) {
    func reshape(_ index: Int, _ what: String, stride: Int = 0, rows: Int = 0) {
      var changed = planes
      guard let width = Bytes(exactly: Int(planes[index].stride.value) + stride),
        let height = Rows(exactly: Int(planes[index].rows.value) + rows)
      else { return }
      changed[index].stride = width
      changed[index].rows = height
      add("\(what), and nothing else", changed, sizes)
      changed[index].size = Bytes(width.value * height.value)
      add(what, changed, sizes)
      // With room enough for whatever it is.
      add("\(what) with room", changed, sizes.map { Bytes($0.value + 65536) })
    }
    for (index, plane) in planes.enumerated() {
      for step in [-1, 1, 4, 64, Int(plane.stride.value)] {
        reshape(index, "stride \(step)", stride: step)
      }
      reshape(index, "row less", rows: -1)
      reshape(index, "row more", rows: 1)
      for step in [-1, 1, 48, 4096] {
        var moved = planes
        guard let offset = Bytes(exactly: Int(plane.offset.value) + step) else { continue }
        moved[index].offset = offset
        add("offset \(step)", moved, sizes)
        add("offset \(step) with room", moved, sizes.map { Bytes($0.value + 65536) })
      }
      var elsewhere = planes
      elsewhere[index].buffer += 1
      add("other dma-buf", elsewhere, sizes)
    }
    for index in sizes.indices {
      for step in [-1, 1, 512, 65536] {
        guard let size = Bytes(exactly: Int(sizes[index].value) + step) else { continue }
        var changed = sizes
        changed[index] = size
        add("size \(step)", planes, changed)
      }
    }
    add("one plane less", planes.dropLast(), sizes)
    add("no planes", [], sizes)
    add("one dma-buf less", planes, sizes.dropLast())
    add("one dma-buf more", planes, sizes + [4096])
    add("planes reversed", planes.reversed(), sizes)
  }
}
