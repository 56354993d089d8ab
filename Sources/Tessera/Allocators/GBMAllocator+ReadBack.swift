#if GBM
internal import SystemPackage
internal import TesseraKernel

extension GBMAllocator {
  /// The planes of a buffer that the driver laid out, checked against the dma-bufs they lie in.
  ///
  /// A plane goes on to the next one in its dma-buf or to the end: what lies between is the
  /// driver's. Its rows are as many as fit.
  func readBack(
    _ made: GBMBuffer, _ plan: BufferPlan, sizes: [Bytes]
  ) throws(AllocationError) -> [AgreedPlane] {
    let pair = plan.agreement.pair
    if let modifier = pair.modifier.explicitModifier,
      let known = modifier.memoryPlaneCount(for: pair.format), known != made.planes.count
    {
      throw AllocationError(
        .unexpectedResult,
        "\(production.name) made \(made.planes.count) planes of \(pair), which has \(known)")
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
            + "dma-buf of \(sizes[buffer])")
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
          + "\(needed.stride) are needed")
    }
  }
}

extension AllocationError {
  /// Tells what it means that GBM did not make what was agreed.
  static func making(
    _ agreement: Agreement, by allocator: Name<Production>, _ error: GBMError
  ) -> Self {
    let wanted = "\(agreement.extent) \(agreement.pair)"
    switch error.reason {
    case .silence:
      return Self(
        .unspecified,
        "\(allocator) made no \(wanted), and GBM gave no reason; the image may be too large, the "
          + "memory used up or the layout not for this use")
    case .unexpected(let answer):
      return Self(.unexpectedResult, "\(allocator) was asked for \(wanted): \(answer)")
    case .errno(.noMemory):
      return Self(
        .outOfMemory,
        "\(allocator) has no memory left for \(wanted); free buffers or choose "
          + "another allocator", cause: error.systemCall)
    case .errno(.permissionDenied), .errno(.notPermitted):
      return Self(
        .notPermitted, "this process may not allocate from \(error.path)",
        cause: error.systemCall)
    case .errno:
      return Self(.systemCall, "\(allocator) made no \(wanted)", cause: error.systemCall)
    }
  }

  /// Tells what it means that GBM made a buffer and gives no descriptor for it.
  static func sharing(_ allocator: Name<Production>, _ error: GBMError) -> Self {
    let message = "\(allocator) made a buffer that it does not share"
    return switch error.reason {
    case .silence: Self(.unspecified, "\(message), and GBM gave no reason")
    case .unexpected(let answer): Self(.unexpectedResult, "\(message): \(answer)")
    case .errno: Self(.systemCall, message, cause: error.systemCall)
    }
  }
}

extension AllocationError.Code {
  /// A library failed and gave no reason.
  public static let unspecified = Self(rawValue: "unspecified")
}
#endif
