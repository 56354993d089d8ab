internal import SystemPackage
internal import Tessera

// A handle is an object of the library, retained for whoever holds it.

/// Hands an object out; the holder ends it with `end`.
func handedOut(_ object: some AnyObject) -> OpaquePointer {
  OpaquePointer(Unmanaged.passRetained(object).toOpaque())
}

/// An object for the caller to use as long as whoever holds it is there.
func lent(_ object: some AnyObject) -> OpaquePointer {
  OpaquePointer(Unmanaged.passUnretained(object).toOpaque())
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

/// The objects behind an array of handles, none of which may be missing.
func objects<Object: AnyObject>(
  _ handles: UnsafePointer<OpaquePointer?>?, _ count: Int, _ type: Object.Type, _ what: String
) throws(Failure) -> [Object] {
  guard count != 0 else { return [] }
  guard let handles = handles else { throw .invalid("\(count) \(what) are told at NULL") }
  // No program holds as many; so large a count is a number that was never set.
  guard (1...(1 << 16)).contains(count) else { throw .invalid("\(count) \(what) are not possible") }
  var objects: [Object] = []
  for index in 0..<count { objects.append(try required(handles[index], type)) }
  return objects
}

/// One of several, by the number that C has for it.
func element<Value>(_ index: Int, of values: [Value], _ what: String) throws(Failure) -> Value {
  guard values.indices.contains(index) else { throw .invalid("there are \(values.count) \(what)") }
  return values[index]
}

/// The same for functions that answer NULL: `nil` beyond the last, and for no handle.
func element<Value>(_ index: Int, of values: [Value]?) -> Value? {
  guard let values, values.indices.contains(index) else { return nil }
  return values[index]
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

/// Runs `body`, puts the descriptor that it makes where the caller said, whose it is then, or the error.
func giveDescriptor(
  to place: UnsafeMutablePointer<CInt>?, _ error: UnsafeMutablePointer<OpaquePointer?>?,
  _ body: () throws -> OwnedFileDescriptor
) -> CInt {
  report(error) {
    guard let place = place else { throw Failure.invalid("there is no place for the descriptor") }
    place.pointee = try body().take().rawValue
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

/// Puts as many handles into an array of the caller's as it has room for, and how many there are.
func giveAll<Object: AnyObject>(
  to places: UnsafeMutablePointer<OpaquePointer?>?, room: Int, count: UnsafeMutablePointer<Int>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?, _ body: () throws -> [Object]
) -> CInt {
  report(error) {
    guard let count = count else { throw Failure.invalid("there is no place for the count") }
    guard places != nil || room == 0 else { throw Failure.invalid("there is no place for results") }
    let objects = try body()
    // A room that C has as a great unsigned number is negative here.
    let given = room < 0 ? objects.count : min(room, objects.count)
    for (index, object) in objects.prefix(given).enumerated() {
      if let places = places { places[index] = handedOut(object) }
    }
    count.pointee = objects.count
  }
}
