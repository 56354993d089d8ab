import Foundation
import Testing

/// Runs `body`, which must not wait, with the rights to files that a user without any has.
///
/// Only this thread loses root's: the C library's `seteuid` would take them from all.
func asNobody<R>(_ body: () throws -> R) throws -> R {
  let symbol = try unsafe #require(dlsym(nil, "setfsuid"))
  let setUser = unsafe unsafeBitCast(symbol, to: (@convention(c) (uid_t) -> CInt).self)
  _ = setUser(65534)
  defer { _ = setUser(0) }
  return try body()
}
