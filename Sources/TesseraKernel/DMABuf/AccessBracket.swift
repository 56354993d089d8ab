public import CLinux
internal import SystemPackage

/// The brackets of CPU access to one dma-buf.
///
/// They are opened and closed for every image that the CPU sees, so what they answer is the kernel's
/// number: 0, or −errno, which `failure(_:)` makes an error of.
///
/// It is public because nothing else is inlined in other modules, and hidden because nobody else needs it.
@_spi(Access)
public struct AccessBracket: ~Copyable, Sendable {
  @usableFromInline let descriptor: CInt
  private let kernel: any Kernel
  /// Linux itself need not be looked up.
  @usableFromInline let isLinux: Bool

  /// The descriptor stays the caller's, and open for as long as this is used.
  package init(_ descriptor: CInt, kernel: any Kernel) {
    self.descriptor = descriptor
    self.kernel = kernel
    isLinux = kernel is LinuxKernel
  }

  /// Opens a bracket for reading; waits for the devices' implicit fences.
  ///
  /// The corresponding C constant is `DMA_BUF_SYNC_START`.
  @inlinable
  public func startReading() -> Int { sync(UInt64(DMA_BUF_SYNC_READ)) }

  /// Opens a bracket for reading and writing; waits for the devices' implicit fences.
  ///
  /// The corresponding C constant is `DMA_BUF_SYNC_START`.
  @inlinable
  public func startWriting() -> Int { sync(UInt64(DMA_BUF_SYNC_RW)) }

  /// Closes a bracket for reading.
  ///
  /// The corresponding C constant is `DMA_BUF_SYNC_END`.
  @inlinable
  public func endReading() -> Int { sync(UInt64(DMA_BUF_SYNC_READ | DMA_BUF_SYNC_END)) }

  /// Closes a bracket for reading and writing.
  ///
  /// The corresponding C constant is `DMA_BUF_SYNC_END`.
  @inlinable
  public func endWriting() -> Int { sync(UInt64(DMA_BUF_SYNC_RW) | UInt64(DMA_BUF_SYNC_END)) }

  /// Waits for what devices still do to the buffer, as the start for `direction` would; `false` when the
  /// deadline, in nanoseconds of the monotonic clock, has come first.
  ///
  /// The corresponding C function is `poll`.
  package func waitUntilFree(
    for direction: AccessDirection, until deadline: UInt64? = nil
  ) throws(SystemCallError) -> Bool {
    try kernel.wait(
      on: descriptor, for: DMABufferCalls.readiness(for: direction), until: deadline)
  }

  /// What an answer below 0 says.
  package static func failure(_ answer: Int) -> SystemCallError {
    SystemCallError(call: DMABufferCalls.sync.name, errno: Errno(rawValue: CInt(-answer)))
  }

  @inlinable
  @inline(__always)
  func sync(_ flags: UInt64) -> Int {
    guard isLinux else { return repeatedSync(flags) }
    let answer = clinux_dma_buf_sync(descriptor, flags)
    return answer < 0 ? afterFailure(answer, flags) : answer
  }

  /// What failed is made again where it was interrupted.
  @usableFromInline
  @inline(never)
  func afterFailure(_ answer: Int, _ flags: UInt64) -> Int {
    answer == -Int(EINTR) || answer == -Int(EAGAIN) ? repeatedSync(flags) : answer
  }

  @usableFromInline
  @inline(never)
  func repeatedSync(_ flags: UInt64) -> Int {
    DMABufferCalls.bracket(descriptor, flags, kernel: kernel)
  }
}
