internal import Synchronization

/// What trying has told about a running kernel, so that it is tried once.
package final class KernelFindings: Sendable {
  private let lacksSyncFilesOfBuffers = Atomic<Bool>(false)
  /// Of the machine's memory.
  package let memoryAllowance = Allowance()
  /// Of what the process's control group may take.
  package let groupAllowance = Allowance()

  package init() {}

  /// Whether dma-bufs take and give sync files: since Linux 6.0, where it is built with them.
  ///
  /// True until a call has answered `ENOTTY`: this is the dma-buf core's answer, whoever exported
  /// the buffer.
  package var hasSyncFilesOfBuffers: Bool { !lacksSyncFilesOfBuffers.load(ordering: .relaxed) }

  /// Remembers that dma-bufs take and give no sync files.
  package func noteNoSyncFilesOfBuffers() {
    lacksSyncFilesOfBuffers.store(true, ordering: .relaxed)
  }
}
