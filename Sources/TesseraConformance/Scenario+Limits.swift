internal import Tessera
internal import TesseraKernel

extension Scenario {
  static let hostile: [Self] = [
    Self("C10.8", "sizes at the limits of their types are a buffer or a typed error") { trial in
      guard case .planned(let planes, let sizes) = trial.agreement.layout else { return }
      let allocator = try trial.make()
      let before = try Holdings()
      for size: UInt64 in [.max, .max - 4095, 1 << 63, (1 << 63) - 1, 1 << 62, (1 << 44) + 1] {
        var agreement = trial.agreement
        agreement.layout = .planned(planes, sizes: sizes.map { _ in Bytes(size) })
        let buffer = try trial.attempt(agreement, from: allocator)
        if let made = buffer?.size(ofDMABuffer: 0) {
          try trial.expect(made >= Bytes(size), "\(size) B were asked for and \(made) given")
        }
      }
      try trial.expectAsBefore(before, "after sizes that are too large")
      _ = try allocator.allocate(BufferPlan(trial.agreement))
    },
    Self("C10.9", "an image of nothing, or of more planes than any has, is a typed error") {
      trial in
      guard case .planned(let planes, let sizes) = trial.agreement.layout else { return }
      let allocator = try trial.make()
      let more = planes + Array(repeating: planes[planes.count - 1], count: 5 - planes.count)
      for layout in [
        AgreedLayout.planned([], sizes: []), .planned(planes, sizes: sizes.map { _ in .zero }),
        .planned([], sizes: sizes), .planned(planes, sizes: []), .planned(more, sizes: sizes),
      ] {
        var agreement = trial.agreement
        agreement.layout = layout
        try trial.expect(
          try trial.attempt(agreement, from: allocator) == nil, "a buffer was made of \(layout)")
      }
    },
    Self("C10.10", "a plane may start one byte behind a page, or that is refused") { trial in
      guard case .planned(let planes, let sizes) = trial.agreement.layout,
        let last = planes.last, trial.isReachable
      else { return }
      let page = Bytes(UInt64(MemoryFile.pageSize + 1))
      var (moved, grown) = (planes, sizes)
      guard let offset = last.offset.adding(page), let size = sizes[last.buffer].adding(page)
      else { return }
      moved[planes.count - 1].offset = offset
      grown[last.buffer] = size
      var agreement = trial.agreement
      agreement.layout = .planned(moved, sizes: grown)
      guard let buffer = try trial.attempt(agreement, from: try trial.make()) else { return }
      try trial.expect(buffer.planes == moved, "the planes are \(buffer.planes)")
      try trial.fill(buffer, 5)
      try trial.check(buffer, 5, "at an odd offset")
      try trial.check(try trial.twin(of: buffer), 5, "at an odd offset of the import")
    },
    Self("C10.11", "a format or layout that is not offered is a typed error") { trial in
      let allocator = try trial.make()
      let formats = allocator.production.formats
      let strange = [
        FormatModifier(PixelFormat(rawValue: 0x3f3f_3f3f), trial.agreement.pair.modifier),
        FormatModifier(
          trial.agreement.format, .explicit(Modifier(rawValue: 0x00ff_ffff_0000_0123))),
        FormatModifier(trial.agreement.format, .implicit(on: Device("nobody's"))),
      ]
      for pair in strange where !formats.contains(pair) {
        var agreement = trial.agreement
        agreement.pair = pair
        try trial.expect(
          try trial.attempt(agreement, from: allocator) == nil, "a buffer was made of \(pair)")
      }
    },
  ]

  static let enduring: [Self] = [
    Self("C10.12", "making and freeing leaves descriptors, handles and memory as they were") {
      trial in
      let allocator = try trial.make()
      func cycle() throws {
        let buffer = try allocator.allocate(BufferPlan(trial.agreement))
        if trial.isReachable { try buffer.withMutableBytes(ofPlane: 0) { _ in } }
      }
      // What is made once and kept, such as a driver's first tables, is made before counting.
      for _ in 0..<max(16, trial.cycles / 10) { try cycle() }
      let before = try Holdings()
      for _ in 0..<trial.cycles { try cycle() }
      try trial.expectAsBefore(before, "after \(trial.cycles) buffers")
    }
  ]
}

extension Trial {
  /// Whether the process holds what it held: descriptors, mappings and GEM handles to the last, memory
  /// but for a MiB of what any program's own allocations come to.
  func expectAsBefore(_ before: Holdings, _ when: String) throws {
    let now = try Holdings()
    // Fewer are no leak: what the process had open before goes when it likes.
    try expect(
      now.descriptors <= before.descriptors,
      "\(now.descriptors) descriptors are open \(when), and \(before.descriptors) were")
    try expect(
      now.mappings <= before.mappings,
      "\(now.mappings) ranges are mapped \(when), and \(before.mappings) were")
    try expect(
      now.handles <= before.handles,
      "\(now.handles) GEM handles are there \(when), and \(before.handles) were")
    let growth = now.residentBytes - before.residentBytes
    try expect(growth <= 1 << 20, "\(growth) B more are resident \(when)")
  }
}
