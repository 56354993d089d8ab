#if GBM
internal import SystemPackage
internal import TesseraKernel

extension GBMAllocator {
  /// Tells what it means that there is no buffer as planned.
  func explained(_ failure: GBMFailure, _ order: Order) -> AllocationError {
    switch failure {
    case .unmade(let error): explained(error, order.agreement)
    case .different(let planes): different(planes, order)
    case .spread(let count): spread(over: count, not: 1)
    case .empty: withoutMemory()
    case .unshared(let error): explained(sharing: error)
    case .unknown(let cause): DMABuffer.unknown(cause)
    }
  }

  private func different(_ made: GBMPlanes, _ order: Order) -> AllocationError {
    func told(_ planes: GBMPlanes) -> String {
      planes.map { "\($0.stride) B from \($0.offset) B on" }.joined(separator: ", ")
    }
    return AllocationError(
      .unexpectedResult,
      "\(production.name) was asked for rows of \(told(order.wanted.planes)), and made "
        + told(made), step: .check)
  }

  func spread(over count: Int, not agreed: Int) -> AllocationError {
    AllocationError(
      .unexpectedResult,
      "\(production.name) spread the planes over \(count) dma-bufs instead of \(agreed)",
      step: .check)
  }

  func withoutMemory() -> AllocationError {
    AllocationError(
      .unexpectedResult, "\(production.name) made a plane without memory", step: .check)
  }

  /// Tells what it means that GBM did not make what was agreed.
  func explained(_ error: GBMError, _ agreement: Agreement) -> AllocationError {
    let wanted = "\(agreement.extent) \(agreement.pair)"
    func failure(
      _ code: AllocationError.Code, _ message: String, hint: String? = nil
    ) -> AllocationError {
      AllocationError(
        code, message, step: .allocate, path: device.path, hint: hint, cause: error.systemCall)
    }
    switch error.reason {
    case .silence:
      return failure(
        .unspecified, "\(production.name) made no \(wanted), and GBM gave no reason",
        hint: "the image may be too large, the memory used up or the layout not for this use")
    case .unexpected(let answer):
      return failure(.unexpectedResult, "\(production.name) was asked for \(wanted): \(answer)")
    case .errno(.noMemory):
      return failure(
        .outOfMemory, "\(production.name) has no memory left for \(wanted)",
        hint: "free buffers or choose another allocator")
    case .errno(.permissionDenied), .errno(.notPermitted):
      return failure(.notPermitted, "this process may not allocate from \(error.path)")
    case .errno: return failure(.systemCall, "\(production.name) made no \(wanted)")
    }
  }

  /// Tells what it means that GBM made a buffer and gives no descriptor for it.
  func explained(sharing error: GBMError) -> AllocationError {
    let message = "\(production.name) made a buffer that it does not share"
    let (code, words): (AllocationError.Code, String) =
      switch error.reason {
      case .silence: (.unspecified, "\(message), and GBM gave no reason")
      case .unexpected(let answer): (.unexpectedResult, "\(message): \(answer)")
      case .errno: (.systemCall, message)
      }
    return AllocationError(
      code, words, step: .export, path: device.path, cause: error.systemCall)
  }
}

extension AllocationError.Code {
  /// A library failed and gave no reason.
  public static let unspecified = Self(rawValue: "unspecified")
}
#endif
