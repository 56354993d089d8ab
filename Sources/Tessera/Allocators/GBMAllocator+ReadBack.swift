#if GBM
internal import SystemPackage
internal import TesseraKernel

extension GBMAllocator {
  /// Makes a buffer in a layout of the driver's.
  func makeByDriver(_ order: Order, _ plan: BufferPlan) throws(AllocationError) -> Buffer {
    let made: GBMBuffer
    do {
      made = try device.makeBuffer(order.wanted.request, for: order.wanted.usage)
    } catch {
      throw explained(error, plan.agreement)
    }
    let memory = try share(made, plan)
    let planes = try readBack(made, plan, sizes: memory.map(\.size))
    return Buffer(
      plan, planes: planes, memory: memory, allocator: production.name, owner: made,
      initialFence: try memory.initialFence())
  }

  /// The dma-bufs of a buffer, each once however many planes it carries.
  ///
  /// Planes of one dma-buf have one handle: within one open file the kernel gives no two.
  private func share(
    _ made: GBMBuffer, _ plan: BufferPlan
  ) throws(AllocationError) -> [DMABuffer] {
    var memory: [DMABuffer] = []
    for index in made.planes.indices where made.isFirst(index) {
      guard made.planes[index].handle > 0 else { throw withoutMemory() }
      let descriptor: OwnedFileDescriptor
      do {
        descriptor = try made.export(plane: index)
      } catch {
        throw explained(sharing: error)
      }
      memory.append(
        try DMABuffer(
          descriptor, needed: 1, name: plan.name, kernel: device.node.file.kernelReference))
    }
    let agreed = plan.agreement.topology == .bufferPerPlane ? made.planes.count : 1
    guard memory.count == agreed else { throw spread(over: memory.count, not: agreed) }
    return memory
  }

  /// The planes of a buffer that the driver laid out, checked against the dma-bufs they lie in.
  ///
  /// A plane goes on to the next one in its dma-buf or to the end: what lies between is the
  /// driver's. Its rows are as many as fit.
  private func readBack(
    _ made: GBMBuffer, _ plan: BufferPlan, sizes: [Bytes]
  ) throws(AllocationError) -> [AgreedPlane] {
    let pair = plan.agreement.pair
    if let modifier = pair.modifier.explicitModifier,
      let known = modifier.memoryPlaneCount(for: pair.format), known != made.planes.count
    {
      throw AllocationError(
        .unexpectedResult,
        "\(production.name) made \(made.planes.count) planes of \(pair), which has \(known)",
        step: .check)
    }
    var planes: [AgreedPlane] = []
    for (index, plane) in made.planes.enumerated() {
      let buffer = made.dmaBuffer(ofPlane: index)
      let next = made.planes.filter { $0.handle == plane.handle && $0.offset > plane.offset }
        .map { Bytes(UInt64($0.offset)) }.min()
      let (offset, stride) = (Bytes(UInt64(plane.offset)), Bytes(UInt64(plane.stride)))
      let end = min(next ?? sizes[buffer], sizes[buffer])
      guard stride > .zero, let room = end.subtracting(offset), room >= stride else {
        throw AllocationError(
          .unexpectedResult,
          "\(production.name) put plane \(index), with a stride of \(stride), at \(offset) of a "
            + "dma-buf of \(sizes[buffer])", step: .check)
      }
      let rows = Rows(room.value / stride.value)
      planes.append(
        AgreedPlane(
          buffer: buffer, offset: offset, stride: stride, rows: rows,
          size: room.roundedDown(toMultipleOf: stride)))
    }
    try checkRows(of: planes, plan.agreement)
    return planes
  }

  /// Linear planes hold the image's rows; how many rows a tiled one counts is its own business.
  private func checkRows(
    of planes: [AgreedPlane], _ agreement: Agreement
  ) throws(AllocationError) {
    guard agreement.pair.modifier == .linear,
      let layout = LinearLayout(format: agreement.format, extent: agreement.extent)
    else { return }
    for (made, needed) in zip(planes, layout.planes)
    where made.stride < needed.stride || made.rows < needed.rows {
      throw AllocationError(
        .unexpectedResult,
        "\(production.name) made \(made.rows) of \(made.stride), and \(needed.rows) of "
          + "\(needed.stride) are needed", step: .check)
    }
  }
}

extension GBMBuffer {
  /// Whether no plane before this one lies in the same dma-buf.
  fileprivate func isFirst(_ index: Int) -> Bool {
    planes.firstIndex { $0.handle == planes[index].handle } == index
  }

  /// The dma-buf of a plane, counted in the order in which they first appear.
  fileprivate func dmaBuffer(ofPlane index: Int) -> Int {
    planes.indices.filter(isFirst).firstIndex { planes[$0].handle == planes[index].handle } ?? 0
  }
}
#endif
