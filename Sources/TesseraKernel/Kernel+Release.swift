extension Kernel {
  /// What the kernel calls its version, such as `6.12.117-1-amd64`; `nil` where `/proc` is not mounted.
  ///
  /// The same as the C function `uname` tells.
  package var release: String? { self is LinuxKernel ? LinuxKernel.knownRelease : toldRelease }

  fileprivate var toldRelease: String? {
    guard case .success(let bytes) = contents(of: "/proc/sys/kernel/osrelease") else { return nil }
    return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}

extension LinuxKernel {
  /// Asked once: it does not change while a process runs, and every device's model has it.
  fileprivate static let knownRelease = LinuxKernel().toldRelease
}
