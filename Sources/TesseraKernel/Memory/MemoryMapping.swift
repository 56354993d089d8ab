internal import CLinux
internal import SystemPackage

/// Shared memory of a descriptor, mapped; unmapped when the owner lets go.
///
/// The corresponding C function is `mmap`.
@safe package struct MemoryMapping: ~Copyable, @unchecked Sendable {
  // Sendable by hand: the address is constant, and who touches the bytes when is the business of
  // the access scopes above, as it is for any memory that devices write as well.
  private let address: UnsafeMutableRawPointer
  package let count: Int

  package init(
    _ descriptor: CInt, offset: Int = 0, count: Int, writable: Bool, kernel: any Kernel,
    path: String? = nil
  ) throws(SystemCallError) {
    var address: UnsafeMutableRawPointer?
    func map(_ flags: CInt) -> Int {
      unsafe kernel.map(
        descriptor, offset: offset, length: count,
        protection: writable ? PROT_READ | PROT_WRITE : PROT_READ, flags: flags, into: &address)
    }
    var answer = map(MAP_SHARED)
    // Before Linux 6.7 what is sealed against writing is never mapped as shared through a descriptor that
    // could write, not even to read. Nobody changes it any more, so that a mapping of one's own shows
    // the same.
    if answer == -Int(EPERM), !writable, map(MAP_PRIVATE) == 0 { answer = 0 }
    _ = try checked(answer, "mmap", path: path)
    guard let address = unsafe address else {
      throw SystemCallError(call: "mmap", errno: .noMemory, path: path)
    }
    unsafe self.address = unsafe address
    self.count = count
  }

  /// Some of the bytes, to read, for as long as `body` runs.
  package func withBytes<R: ~Copyable, E>(
    in range: Range<Int>, _ body: (RawSpan) throws(E) -> R
  ) throws(E) -> R {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "beyond the mapping")
    return try unsafe body(
      UnsafeRawBufferPointer(start: address + range.lowerBound, count: range.count).bytes)
  }

  /// Some of the bytes, to write, for as long as `body` runs.
  package func withMutableBytes<R: ~Copyable, E>(
    in range: Range<Int>, _ body: (inout MutableRawSpan) throws(E) -> R
  ) throws(E) -> R {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "beyond the mapping")
    var span = unsafe UnsafeMutableRawBufferPointer(
      start: address + range.lowerBound, count: range.count
    ).mutableBytes
    return try body(&span)
  }

  /// Where some of the bytes are, for as long as the mapping is.
  package func pointer(to range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "beyond the mapping")
    return unsafe UnsafeMutableRawBufferPointer(
      start: address + range.lowerBound, count: range.count)
  }

  deinit { _ = unsafe clinux_munmap(address, UInt(count)) }
}
