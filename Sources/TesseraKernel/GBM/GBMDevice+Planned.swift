#if GBM
internal import SystemPackage

/// A buffer as it is needed: what is asked for, and what must come of it.
package final class GBMOrder: Sendable {
  package let request: GBMRequest
  package let usage: GBMUsage
  /// Where its planes lie; their handles do not matter.
  package let planes: GBMPlanes

  package init(_ request: GBMRequest, for usage: GBMUsage, planes: GBMPlanes) {
    self.request = request
    self.usage = usage
    self.planes = planes
  }
}

/// Why there is no buffer as planned; nothing of it is left.
package enum GBMFailure: Error {
  /// The library did not make it.
  case unmade(GBMError)
  /// Its planes lie elsewhere.
  case different(GBMPlanes)
  /// Its planes are spread over so many dma-bufs.
  case spread(Int)
  /// It has no memory.
  case empty
  /// The library does not share it.
  case unshared(GBMError)
  /// What was shared could not be looked at.
  case unknown(SystemCallError)
}

extension GBMDevice {
  /// Makes a buffer whose planes lie as planned, in one dma-buf, and shares it; the dma-buf keeps the
  /// memory, and no buffer of the library's stays.
  ///
  /// The corresponding C functions are `gbm_bo_create` or `gbm_bo_create_with_modifiers2`,
  /// `gbm_bo_get_fd_for_plane` and `gbm_bo_destroy`.
  package func makeShared(
    _ order: GBMOrder, naming name: String?
  ) throws(GBMFailure) -> NewMemory {
    let flags = order.usage.flags(for: calls.flavour)
    let descriptor = OwnedFileDescriptor(
      rawValue: try call { makeShared(order, flags, on: $0) }.get())
    let kernel = node.file.kernelReference
    do {
      let memory = try NewMemory(descriptor, kernel: kernel)
      if let name { memory.name(name, kernel: kernel) }
      return memory
    } catch { throw .unknown(error) }
  }

  @inline(__always)
  private func makeShared(
    _ order: GBMOrder, _ flags: UInt32, on device: GBMObject
  ) -> Result<CInt, GBMFailure> {
    let made: GBMObject
    switch calls.createBuffer(order.request, flags: flags, on: device) {
    case .success(let object): made = object
    case .failure(let errno):
      return .failure(.unmade(GBMError(order.request.function, path, errno: errno)))
    }
    defer { calls.destroyBuffer(made) }
    let layout = calls.layout(of: made)
    if let error = refusal(of: layout.modifier, order.request) { return .failure(.unmade(error)) }
    guard layout.planes.lie(as: order.planes) else { return .failure(.different(layout.planes)) }
    let count = layout.planes.dmaBufferCount
    guard count == 1 else { return .failure(.spread(count)) }
    guard layout.planes[0].handle > 0 else { return .failure(.empty) }
    switch calls.descriptor(ofPlane: 0, of: made) {
    case .success(let descriptor): return .success(descriptor)
    case .failure(let errno):
      return .failure(.unshared(GBMError("gbm_bo_get_fd_for_plane", path, errno: errno)))
    }
  }
}
#endif
