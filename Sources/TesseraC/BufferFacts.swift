// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera

@c @implementation
public func tessera_buffer_memory(
  _ buffer: OpaquePointer?, _ index: UInt32, _ memory: UnsafeMutablePointer<tessera_memory>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let place = try holder(of: index, buffer)
    let identity = try place.buffer.identity(ofDMABuffer: place.index)
    var told = tessera_memory()
    told.bytes = place.buffer.size(ofDMABuffer: place.index).value
    told.device = identity.device
    told.inode = identity.inode
    told.kind =
      switch place.buffer.memoryKind {
      case .dmaBuffer: TESSERA_MEMORY_DMA_BUFFER.rawValue
      case .memoryFile: TESSERA_MEMORY_FILE.rawValue
      }
    try write(told, to: memory)
  }
}

@c @implementation
public func tessera_buffer_agreement(
  _ buffer: OpaquePointer?, _ agreement: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: agreement, error) {
    AgreementHandle(try required(buffer, Buffer.self).settledAgreement)
  }
}

@c @implementation
public func tessera_buffer_touched_bytes(_ buffer: OpaquePointer?) -> UInt64 {
  object(buffer, Buffer.self)?.bytesTouchedByCPU.value ?? 0
}

@c @implementation
public func tessera_buffer_initial_fence(
  _ buffer: OpaquePointer?, _ fence: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: fence, error) {
    guard let begun = try required(buffer, Buffer.self).initialFence else {
      throw Failure(.noData, "no fence", "no device was begun on the buffer when it was made")
    }
    return begun
  }
}
