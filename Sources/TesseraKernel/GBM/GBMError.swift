#if GBM
package import SystemPackage

/// A call of libgbm that failed, or answered what cannot be.
package struct GBMError: Error, Hashable, Sendable {
  /// The function by its C name, such as `gbm_bo_create`.
  package let call: String
  /// The device's node.
  package let path: String
  /// Why.
  package let reason: Reason

  /// Why a call did not serve.
  package enum Reason: Hashable, Sendable {
    /// The library or its driver left an errno.
    case errno(Errno)
    /// It left none: GBM often gives no reason.
    case silence
    /// It answered something that was not asked for; the words say what.
    case unexpected(String)
  }

  package init(call: String, path: String, reason: Reason) {
    self.call = call
    self.path = path
    self.reason = reason
  }

  init(_ call: String, _ path: String, errno: Errno) {
    self.init(call: call, path: path, reason: errno.rawValue == 0 ? .silence : .errno(errno))
  }

  init(_ error: SystemCallError, path: String) {
    self.init(call: error.call, path: error.path ?? path, reason: .errno(error.errno))
  }

  /// The same as a failed system call, where there is an errno.
  package var systemCall: SystemCallError? {
    guard case .errno(let errno) = reason else { return nil }
    return SystemCallError(call: call, errno: errno, path: path)
  }
}

extension GBMError: CustomStringConvertible {
  /// One clause, such as `gbm_bo_create of /dev/dri/card0: GBM gave no reason`.
  package var description: String {
    switch reason {
    case .errno(let errno): "\(call) of \(path): \(errno) (\(errno.symbol))"
    case .silence: "\(call) of \(path): GBM gave no reason"
    case .unexpected(let answer): "\(call) of \(path): \(answer)"
    }
  }
}
#endif
