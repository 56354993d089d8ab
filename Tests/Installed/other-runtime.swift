// A Swift program, with a Swift runtime of its own, that opens the library with another one inside.
import Glibc

typealias Version = @convention(c) () -> UInt32
typealias Create = @convention(c) (UnsafeMutablePointer<OpaquePointer?>?, OpaquePointer?) -> CInt
typealias Name = @convention(c) (OpaquePointer?) -> UnsafePointer<CChar>?
typealias Destroy = @convention(c) (OpaquePointer?) -> Void

guard let library = dlopen(CommandLine.arguments[1], RTLD_NOW | RTLD_LOCAL) else {
  fatalError(String(cString: dlerror()))
}
func find<Function>(_ name: String, _ type: Function.Type) -> Function {
  guard let address = dlsym(library, name) else { fatalError("there is no \(name)") }
  return unsafeBitCast(address, to: type)
}
let version = find("tessera_version", Version.self)()
var allocator: OpaquePointer?
guard find("tessera_memory_create", Create.self)(&allocator, nil) == 0,
  let name = find("tessera_allocator_name", Name.self)(allocator)
else { fatalError("no allocator") }
let number = "\(version >> 16).\(version >> 8 & 255)"
print("ok     two Swift runtimes: version \(number), \(String(cString: name))")
find("tessera_allocator_destroy", Destroy.self)(allocator)
