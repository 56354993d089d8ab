internal import CLinux
internal import SystemPackage

/// The brackets of CPU access to one dma-buf.
///
/// They are opened and closed for every image that the CPU sees, so what they answer is the kernel's
/// number: 0, or −errno, which `failure(_:)` makes an error of.
package struct AccessBracket: ~Copyable, Sendable {
  private let descriptor: CInt
  private let kernel: any Kernel
  /// Linux itself need not be looked up.
  private let isLinux: Bool

  /// The descriptor stays the caller's, and open for as long as this is used.
  package init(_ descriptor: CInt, kernel: any Kernel) {
    self.descriptor = descriptor
    self.kernel = kernel
    isLinux = kernel is LinuxKernel
  }

  /// Opens a bracket; waits for the devices' implicit fences.
  ///
  /// The corresponding C constant is `DMA_BUF_SYNC_START`.
  package func start(_ direction: AccessDirection) -> Int { sync(direction.rawValue) }

  /// Closes a bracket.
  ///
  /// The corresponding C constant is `DMA_BUF_SYNC_END`.
  package func end(_ direction: AccessDirection) -> Int {
    sync(direction.rawValue | UInt64(DMA_BUF_SYNC_END))
  }

  /// Waits for everything that devices still do to the buffer.
  ///
  /// The corresponding C function is `poll`.
  package func waitUntilIdle() throws(SystemCallError) {
    _ = try kernel.wait(on: descriptor, for: .writable)
  }

  /// What an answer below 0 says.
  package static func failure(_ answer: Int) -> SystemCallError {
    SystemCallError(call: DMABufferCalls.sync.name, errno: Errno(rawValue: CInt(-answer)))
  }

  @inline(__always)
  private func sync(_ flags: UInt64) -> Int {
    guard isLinux, flags < 8 else { return repeatedSync(flags) }
    let answer = clinux_dma_buf_sync(descriptor, flags)
    return answer < 0 ? afterFailure(answer, flags) : answer
  }

  /// What failed is made again where it was interrupted.
  @inline(never)
  private func afterFailure(_ answer: Int, _ flags: UInt64) -> Int {
    answer == -Int(EINTR) || answer == -Int(EAGAIN) ? repeatedSync(flags) : answer
  }

  @inline(never)
  private func repeatedSync(_ flags: UInt64) -> Int {
    var argument = dma_buf_sync(flags: flags)
    return DMABufferCalls.sync.answer(on: descriptor, &argument, kernel: kernel)
  }
}
