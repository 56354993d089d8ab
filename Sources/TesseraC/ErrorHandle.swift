// The header tells what each function does.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation
internal import CTessera
internal import SystemPackage
internal import Tessera

/// An error that was handed out, with its text where C can read it.
final class ErrorHandle: Sendable {
  let number: CInt
  let code: Text
  let message: Text
  let path: Text?
  let hint: Text?

  init(_ failure: Failure) {
    number = -failure.number
    code = Text(failure.code)
    message = Text(failure.message)
    path = Text(failure.path)
    hint = Text(failure.hint)
  }
}

@c @implementation
public func tessera_error_destroy(_ error: OpaquePointer?) { end(error, ErrorHandle.self) }

@c @implementation
public func tessera_error_number(_ error: OpaquePointer?) -> CInt {
  object(error, ErrorHandle.self)?.number ?? -Failure.invalid("").number
}

@c @implementation
public func tessera_error_code(_ error: OpaquePointer?) -> UnsafePointer<CChar>? {
  object(error, ErrorHandle.self)?.code.pointer
}

@c @implementation
public func tessera_error_message(_ error: OpaquePointer?) -> UnsafePointer<CChar>? {
  object(error, ErrorHandle.self)?.message.pointer
}

@c @implementation
public func tessera_error_path(_ error: OpaquePointer?) -> UnsafePointer<CChar>? {
  object(error, ErrorHandle.self)?.path?.pointer
}

@c @implementation
public func tessera_error_hint(_ error: OpaquePointer?) -> UnsafePointer<CChar>? {
  object(error, ErrorHandle.self)?.hint?.pointer
}

@c @implementation
public func tessera_version() -> UInt32 {
  UInt32(TESSERA_VERSION_MAJOR) << 16 | UInt32(TESSERA_VERSION_MINOR) << 8
    | UInt32(TESSERA_VERSION_PATCH)
}
