internal import Synchronization
internal import SystemPackage
public import TesseraKernel

extension Buffer {
  /// What an access of `direction` has to wait for, as it stands now: a reader for those that
  /// write, a writer for everybody.
  ///
  /// Of several dma-bufs the fences are merged, and with them the allocation's own.
  public func fence(for direction: AccessDirection) throws(SyncError) -> Fence {
    var fence = initialFence
    for memory in distinctMemory where memory.kind == .dmaBuffer {
      let own = try memory.fence(for: direction)
      fence = if let fence { try fence.merged(with: own) } else { own }
    }
    guard let fence else {
      throw SyncError(.invalid, "this buffer has no dma-buf, and so nobody to wait for")
    }
    return fence
  }

  /// Lets everybody who respects the buffer's own fences wait for `fence` as for an access of
  /// `direction`.
  ///
  /// Kernels before 6.0 throw `notSupported`: then whoever uses the buffer next has to be given the
  /// fence, or the buffer once it has signalled.
  public func attach(_ fence: Fence, as direction: AccessDirection) throws(SyncError) {
    let point = try fence.requireSyncFile()
    for memory in distinctMemory where memory.kind == .dmaBuffer {
      try memory.attach(point.descriptor, as: direction)
    }
  }

  /// Blocks until an access of `direction` has nobody to wait for; throws `timedOut` when that
  /// takes longer than `limit`.
  ///
  /// For interfaces that know no fences: a buffer that is queued in V4L2 is used at once.
  public func waitUntilFree(
    for direction: AccessDirection, within limit: Duration? = nil
  ) throws(SyncError) {
    var deadline: UInt64?
    if let fence = pendingInitialFence, try !fence.isSignalled() {
      deadline = Deadline.after(limit)
      try fence.wait(until: deadline, limit: limit)
    }
    for memory in distinctMemory
    where try memory.mustWait(for: direction) {
      deadline = deadline ?? Deadline.after(limit)
      guard try memory.waitUntilFree(for: direction, until: deadline) else {
        throw SyncError.timedOut("a buffer", after: limit)
      }
    }
  }

  /// The initial fence until somebody has waited for it.
  var pendingInitialFence: Fence? {
    isInitialFenceOver.load(ordering: .relaxed) ? nil : initialFence
  }

  /// Returns when an access of `direction` has nobody to wait for; no thread is held meanwhile.
  public func free(
    for direction: AccessDirection, within limit: Duration? = nil
  ) async throws(SyncError) {
    let deadline = Deadline.after(limit)
    try await initialFence?.signalled(within: limit)
    for memory in distinctMemory where memory.kind == .dmaBuffer {
      try await WaitPoint(memory, direction).becomesReady(
        until: deadline, named: "a buffer", limit: limit)
    }
  }
}

extension DMABuffer {
  /// Whether somebody still uses it; nobody but the CPU ever uses a memory file.
  fileprivate func mustWait(for direction: AccessDirection) throws(SyncError) -> Bool {
    kind == .dmaBuffer ? try !isFree(for: direction) : false
  }

  /// The fences that an access has to wait for; the buffer itself where the kernel gives none.
  func fence(for direction: AccessDirection) throws(SyncError) -> Fence {
    guard kernel.findings.hasSyncFilesOfBuffers else {
      return Fence([WaitPoint(self, direction)], kernel: kernelReference)
    }
    do {
      return Fence(
        owning: try DMABufferCalls.exportSyncFile(rawDescriptor, direction, kernel: kernel),
        kernel: kernelReference)
    } catch let error where error.errno == .inappropriateIOCTLForDevice {
      kernel.findings.noteNoSyncFilesOfBuffers()
      return Fence([WaitPoint(self, direction)], kernel: kernelReference)
    } catch {
      throw SyncError.failing(to: "take the fences of a buffer", error)
    }
  }

  func attach(_ syncFile: CInt, as direction: AccessDirection) throws(SyncError) {
    do throws(SystemCallError) {
      guard kernel.findings.hasSyncFilesOfBuffers else {
        throw SystemCallError(
          call: "DMA_BUF_IOCTL_IMPORT_SYNC_FILE", errno: .inappropriateIOCTLForDevice)
      }
      try DMABufferCalls.importSyncFile(syncFile, into: rawDescriptor, direction, kernel: kernel)
    } catch let error where error.errno == .inappropriateIOCTLForDevice {
      kernel.findings.noteNoSyncFilesOfBuffers()
      throw SyncError(
        .notSupported,
        "this kernel attaches no fences to buffers (Linux 6.0 does); wait for the fence before the "
          + "buffer is handed on", cause: error)
    } catch {
      throw SyncError.failing(to: "attach a fence to a buffer", error)
    }
  }

  /// Whether an access has nobody to wait for, now.
  func isFree(for direction: AccessDirection) throws(SyncError) -> Bool {
    do {
      return try kernelReference.isReady(
        rawDescriptor, for: DMABufferCalls.readiness(for: direction))
    } catch {
      throw SyncError.failing(to: "ask who uses a buffer", error)
    }
  }

  func waitUntilFree(
    for direction: AccessDirection, until deadline: UInt64?
  ) throws(SyncError) -> Bool {
    do {
      return try kernel.wait(
        on: rawDescriptor, for: DMABufferCalls.readiness(for: direction), until: deadline)
    } catch {
      throw SyncError.failing(to: "wait for a buffer", error)
    }
  }
}
