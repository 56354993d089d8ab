internal import SystemPackage
internal import Tessera

// A handle is an object of the library, retained for whoever holds it.

/// Hands an object out; the holder ends it with `end`.
func handedOut(_ object: some AnyObject) -> OpaquePointer {
  OpaquePointer(Unmanaged.passRetained(object).toOpaque())
}

/// Ends what `handedOut` began; nothing for no handle.
func end<Object: AnyObject>(_ handle: OpaquePointer?, _ type: Object.Type) {
  if let handle { Unmanaged<Object>.fromOpaque(UnsafeRawPointer(handle)).release() }
}

/// The object behind a handle; `nil` for no handle.
func object<Object: AnyObject>(_ handle: OpaquePointer?, _ type: Object.Type) -> Object? {
  handle.map { Unmanaged<Object>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
}

/// The object behind a handle, or `EINVAL`.
func required<Object: AnyObject>(
  _ handle: OpaquePointer?, _ type: Object.Type
) throws(Failure) -> Object {
  guard let object = object(handle, type) else { throw .invalid("a handle is NULL") }
  return object
}

/// Runs `body`, puts the object that it makes where the caller said, or the error.
func give(
  to place: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?,
  _ body: () throws -> some AnyObject
) -> CInt {
  report(error) {
    guard let place = place else { throw Failure.invalid("there is no place for the result") }
    place.pointee = handedOut(try body())
  }
}

/// Runs `body`; 0, or the negative errno of what it throws, which is put where the caller said.
func report(
  _ place: UnsafeMutablePointer<OpaquePointer?>? = nil, _ body: () throws -> Void
) -> CInt {
  do {
    try body()
    return 0
  } catch {
    let failure = Failure(error)
    if let place = place { place.pointee = handedOut(ErrorHandle(failure)) }
    return -failure.number
  }
}
