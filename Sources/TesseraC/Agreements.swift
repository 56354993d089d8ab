// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

/// An agreement that was handed out.
final class AgreementHandle: Sendable {
  /// For buffers of it: one, however many are made.
  let plan: BufferPlan
  let allocatorName: Name<Production>
  let allocator: Text
  var agreement: Agreement { plan.agreement }

  init(_ agreement: Agreement) {
    plan = BufferPlan(agreement)
    allocatorName = agreement.allocator
    allocator = Text(allocatorName.rawValue)
  }
}

extension tessera_image {
  /// What was agreed, with the planes and dma-bufs that there are.
  init(_ agreement: Agreement, planes: Int, dmaBuffers: Int) {
    self.init()
    width = UInt32(clamping: agreement.extent.width.value)
    height = UInt32(clamping: agreement.extent.height.value)
    fourcc = agreement.format.rawValue
    modifier = agreement.pair.modifier.number
    plane_count = UInt32(planes)
    dma_buffer_count = UInt32(dmaBuffers)
    buffer_count = UInt32(clamping: agreement.bufferCount)
    is_contiguous = agreement.isContiguous ? 1 : 0
    needs_synchronisation = agreement.needsSynchronisation ? 1 : 0
    cost = agreement.cost.total.value
  }
}

extension tessera_plane {
  init(_ plane: AgreedPlane) {
    self.init()
    dma_buffer = UInt32(plane.buffer)
    rows = UInt32(clamping: plane.rows.value)
    offset = plane.offset.value
    stride = plane.stride.value
    bytes = plane.size.value
  }
}

@c @implementation
public func tessera_agreement_read(
  _ json: UnsafePointer<CChar>?, _ length: Int,
  _ agreement: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: agreement, error) {
    AgreementHandle(try Agreement(json: try bytes(json, length)))
  }
}

@c @implementation
public func tessera_agreement_destroy(_ agreement: OpaquePointer?) {
  end(agreement, AgreementHandle.self)
}

@c @implementation
public func tessera_agreement_image(
  _ agreement: OpaquePointer?, _ image: UnsafeMutablePointer<tessera_image>?
) -> CInt {
  report {
    let agreement = try required(agreement, AgreementHandle.self).agreement
    try write(
      tessera_image(
        agreement, planes: agreement.layout.planes?.count ?? 0,
        dmaBuffers: agreement.layout.sizes?.count ?? 0), to: image)
  }
}

@c @implementation
public func tessera_agreement_plane(
  _ agreement: OpaquePointer?, _ index: UInt32, _ plane: UnsafeMutablePointer<tessera_plane>?
) -> CInt {
  report {
    let agreement = try required(agreement, AgreementHandle.self).agreement
    guard let planes = agreement.layout.planes else {
      throw Failure(.noData, "no layout", "the driver lays the image out")
    }
    try write(tessera_plane(try planes.at(index)), to: plane)
  }
}

@c @implementation
public func tessera_agreement_bytes(_ agreement: OpaquePointer?, _ index: UInt32) -> UInt64 {
  let sizes = object(agreement, AgreementHandle.self)?.agreement.layout.sizes
  return element(Int(index), of: sizes)?.value ?? 0
}

extension [AgreedPlane] {
  func at(_ index: UInt32) throws(Failure) -> AgreedPlane {
    guard Int(index) < count else { throw .invalid("there are \(count) planes") }
    return self[Int(index)]
  }
}

@c @implementation
public func tessera_agreement_allocator(_ agreement: OpaquePointer?) -> UnsafePointer<CChar>? {
  object(agreement, AgreementHandle.self)?.allocator.pointer
}

@c @implementation
public func tessera_agreement_describe(
  _ agreement: OpaquePointer?
) -> UnsafeMutablePointer<CChar>? {
  handedOut(object(agreement, AgreementHandle.self)?.agreement.description)
}

@c @implementation
public func tessera_agreement_write(_ agreement: OpaquePointer?) -> UnsafeMutablePointer<CChar>? {
  handedOut(object(agreement, AgreementHandle.self).map { written($0.agreement.json()) })
}

@c @implementation
public func tessera_agreement_check(
  _ agreement: OpaquePointer?, _ problem: OpaquePointer?,
  _ violations: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  report {
    let agreement = try required(agreement, AgreementHandle.self).agreement
    let problem = try required(problem, ProblemHandle.self).value
    let found = Checker(problem).violations(of: agreement)
    guard !found.isEmpty else { return }
    let text = found.map(\.description).joined(separator: "\n")
    if let violations = violations {
      violations.pointee = handedOut(text)
    }
    throw Failure(.protocolError, "violations", text)
  }
}
