internal import CLinux
internal import Synchronization
internal import TesseraKernel

/// The fences in the buffers of a scripted kernel, and its sync files.
package final class FakeFences: Sendable {
  private struct State {
    /// By buffer: who must signal, and whether it writes.
    var uses: [FileIdentity: [(fence: FakeFence, isWriting: Bool)]] = [:]
    /// What was made here and handed out.
    var made: [FakeFence] = []
    var hasSyncFiles = true
  }
  private let state = Mutex(State())

  /// Makes the kernel one that takes and gives no sync files of buffers.
  package func forgetSyncFiles() { state.withLock { $0.hasSyncFiles = false } }

  /// Lets a device use a buffer until the fence signals.
  package func attach(_ fence: FakeFence, to buffer: CInt, isWriting: Bool) {
    guard let identity = FileIdentity(of: buffer) else { return }
    attach(fence, to: identity, isWriting: isWriting)
  }

  private func attach(_ fence: FakeFence, to identity: FileIdentity, isWriting: Bool) {
    state.withLock { $0.uses[identity, default: []].append((fence, isWriting)) }
  }

  /// Who has not signalled; readers wait for those that write, writers for all.
  private func pending(_ identity: FileIdentity, isWriting: Bool) -> [FakeFence] {
    state.withLock { state in
      (state.uses[identity] ?? []).filter { isWriting || $0.isWriting }.map(\.fence)
    }.filter { $0.status == 0 }
  }

  /// Waits for the fences of a buffer; `nil` for other descriptors and where nobody uses it.
  func poll(_ descriptor: CInt, events: Int16, milliseconds: CInt) -> Int? {
    guard let identity = FileIdentity(of: descriptor) else { return nil }
    for fence in pending(identity, isWriting: events & Int16(POLLOUT) != 0) {
      let answer = LinuxKernel().poll(
        fence.number, events: Int16(POLLIN), milliseconds: milliseconds)
      if answer <= 0 { return answer }
    }
    return nil
  }

  func answer(_ request: UInt, _ argument: IoctlArgument, on identity: FileIdentity) -> Int {
    switch request {
    case clinux_SYNC_IOC_MERGE: merge(argument, FakeFence.of(identity))
    case clinux_SYNC_IOC_FILE_INFO: tell(argument, FakeFence.of(identity))
    case clinux_DMA_BUF_IOCTL_EXPORT_SYNC_FILE: export(argument, identity)
    case clinux_DMA_BUF_IOCTL_IMPORT_SYNC_FILE: take(argument, identity)
    default: -Int(ENOTTY)
    }
  }

  private func handOut(_ fence: FakeFence) -> CInt {
    state.withLock { $0.made.append(fence) }
    return CInt(fence.share())
  }

  private func merge(_ argument: IoctlArgument, _ fence: FakeFence?) -> Int {
    guard let fence else { return -Int(ENOTTY) }
    return argument.change(sync_merge_data.self) { merge in
      guard merge.flags == 0, merge.pad == 0 else { return -Int(EINVAL) }
      guard let other = FileIdentity(of: merge.fd2).flatMap(FakeFence.of) else {
        return -Int(ENOENT)
      }
      merge.fence = handOut(FakeFence(merging: [fence, other]))
      return 0
    }
  }

  private func tell(_ argument: IoctlArgument, _ fence: FakeFence?) -> Int {
    guard let fence else { return -Int(ENOTTY) }
    return argument.change(sync_file_info.self) { info in
      let leaves = fence.leaves
      info.status = fence.status
      guard info.num_fences == 0 || info.num_fences >= leaves.count else { return -Int(EINVAL) }
      copyOut(leaves.map(\.description), to: info.sync_fence_info, room: info.num_fences)
      info.num_fences = UInt32(leaves.count)
      return 0
    }
  }

  private func export(_ argument: IoctlArgument, _ identity: FileIdentity) -> Int {
    guard state.withLock(\.hasSyncFiles) else { return -Int(ENOTTY) }
    return argument.change(dma_buf_export_sync_file.self) { export in
      guard export.flags & ~3 == 0, export.flags != 0 else { return -Int(EINVAL) }
      let pending = pending(identity, isWriting: export.flags & 2 != 0)
      let fence = FakeFence(merging: pending)
      if pending.isEmpty { fence.signal() }
      export.fd = handOut(fence)
      return 0
    }
  }

  private func take(_ argument: IoctlArgument, _ identity: FileIdentity) -> Int {
    guard state.withLock(\.hasSyncFiles) else { return -Int(ENOTTY) }
    let data = argument.read(dma_buf_import_sync_file.self)
    guard data.flags & ~3 == 0, data.flags != 0,
      let fence = FileIdentity(of: data.fd).flatMap(FakeFence.of)
    else { return -Int(EINVAL) }
    attach(fence, to: identity, isWriting: data.flags & 2 != 0)
    return 0
  }
}
