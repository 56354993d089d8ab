// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
public import CTessera
internal import Synchronization
internal import SystemPackage
internal import Tessera

/// A watch, with the names that it has told where C can read them.
final class WatchHandle: Sendable {
  let watch: DeviceWatch
  /// One for each name: nodes that come again have theirs.
  private let names = Mutex<[String: Text]>([:])

  init(_ watch: DeviceWatch) { self.watch = watch }

  /// A name where C can read it as long as this is there.
  func name(_ name: String) -> UnsafePointer<CChar>? {
    names.withLock { names in
      let text = names[name] ?? Text(name)
      names[name] = text
      return text
    }.pointer
  }
}

extension tessera_change {
  fileprivate init(_ change: DeviceChange, of handle: WatchHandle) {
    self.init()
    kind =
      switch change.kind {
      case .added: TESSERA_CHANGE_ADDED.rawValue
      case .removed: TESSERA_CHANGE_REMOVED.rawValue
      case .changed: TESSERA_CHANGE_CHANGED.rawValue
      }
    path = handle.name(change.path)
    subsystem = handle.name(change.subsystem)
    node_major = change.number.major
    node_minor = change.number.minor
  }
}

@c @implementation
public func tessera_watch_create(
  _ watch: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  give(to: watch, error) { WatchHandle(try DeviceWatch()) }
}

@c @implementation
public func tessera_watch_destroy(_ watch: OpaquePointer?) { end(watch, WatchHandle.self) }

@c @implementation
public func tessera_watch_descriptor(_ watch: OpaquePointer?) -> CInt {
  object(watch, WatchHandle.self)?.watch.descriptor.rawValue ?? -Failure.invalid("").number
}

@c @implementation
public func tessera_watch_next(
  _ watch: OpaquePointer?, _ change: UnsafeMutablePointer<tessera_change>?,
  _ error: UnsafeMutablePointer<OpaquePointer?>?
) -> CInt {
  report(error) {
    let handle = try required(watch, WatchHandle.self)
    // What could not be told would be lost.
    try requireWritable(change)
    guard let next = try handle.watch.next() else {
      throw Failure(.resourceTemporarilyUnavailable, "nothing new", "no device has changed")
    }
    try write(tessera_change(next, of: handle), to: change)
  }
}
