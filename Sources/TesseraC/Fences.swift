// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import SystemPackage
internal import Tessera
internal import TesseraKernel

@c @implementation
public func tessera_fence_create(
  _ syncFile: CInt, _ fence: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: fence, error) {
    guard fence != nil else {
      throw Failure.invalid("there is no place for the result")
    }
    // A copy first: what is refused stays the caller's.
    let copy: OwnedFileDescriptor
    do throws(SystemCallError) {
      copy = try OwnedFileDescriptor.duplicate(of: syncFile)
    } catch {
      guard error.errno == .badFileDescriptor else { throw error }
      throw Failure.invalid("a fence was expected and this descriptor is none")
    }
    let made = try Fence(copy)
    _ = OwnedFileDescriptor(owning: FileDescriptor(rawValue: syncFile))
    return made
  }
}

@c @implementation
public func tessera_fence_destroy(_ fence: OpaquePointer?) { end(fence, Fence.self) }

@c @implementation
public func tessera_fence_wait(
  _ fence: OpaquePointer?, _ timeout: Int64, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    try required(fence, Fence.self).wait(within: try limit(timeout))
  }
}

@c @implementation
public func tessera_fence_status(
  _ fence: OpaquePointer?, _ status: UnsafeMutablePointer<tessera_fence_status>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let fence = try required(fence, Fence.self)
    var told = CTessera.tessera_fence_status()
    told.signalled_at = -1
    switch try fence.status() {
    case .pending: break
    case .signalled: told.is_signalled = 1
    case .failed(let cause):
      told.is_signalled = 1
      told.failure = -cause.errno.rawValue
    }
    if told.is_signalled != 0, let time = try fence.signalledTime() {
      told.signalled_at = nanoseconds(time)
    }
    try write(told, to: status)
  }
}

@c @implementation
public func tessera_fence_merge(
  _ one: OpaquePointer?, _ other: OpaquePointer?, _ merged: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: merged, error) {
    try required(one, Fence.self).merged(with: try required(other, Fence.self))
  }
}

@c @implementation
public func tessera_fence_export(
  _ fence: OpaquePointer?, _ syncFile: UnsafeMutablePointer<CInt>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  giveDescriptor(to: syncFile, error) {
    try required(fence, Fence.self).duplicatedDescriptor()
  }
}

@c @implementation
public func tessera_buffer_fence(
  _ buffer: OpaquePointer?, _ direction: UInt32, _ fence: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: fence, error) {
    try required(buffer, Buffer.self).fence(for: try TesseraC.direction(direction))
  }
}

@c @implementation
public func tessera_buffer_attach_fence(
  _ buffer: OpaquePointer?, _ direction: UInt32, _ fence: OpaquePointer?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    try required(buffer, Buffer.self).attach(
      try required(fence, Fence.self), as: try TesseraC.direction(direction))
  }
}
