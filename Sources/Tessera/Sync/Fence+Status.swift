internal import SystemPackage
public import TesseraKernel

extension Fence {
  /// How it stands with a fence.
  public enum Status: Hashable, Sendable {
    /// Not everything is done.
    case pending
    /// Everything is done.
    case signalled
    /// It has signalled because its work failed.
    case failed(SystemCallError)
  }

  /// How it stands.
  public func status() throws(SyncError) -> Status {
    guard try isSignalled() else { return .pending }
    do {
      for point in syncFiles {
        let status = try SyncFileCalls.status(of: point.descriptor, kernel: kernel)
        guard status.rawValue < 0 else { continue }
        return .failed(
          SystemCallError(call: "fence", errno: Errno(rawValue: -status.rawValue)))
      }
      return .signalled
    } catch {
      throw SyncError.failing(to: "ask a fence", error)
    }
  }

  /// When the last of its work was done, on `CLOCK_MONOTONIC`; `nil` before that, and on kernels
  /// that keep no sync files of buffers.
  public func signalledTime() throws(SyncError) -> Duration? {
    guard syncFiles.count == points.count, try isSignalled() else { return nil }
    do {
      var last: UInt64 = 0
      for point in syncFiles {
        for fence in try SyncFileCalls.fences(of: point.descriptor, kernel: kernel) {
          last = max(last, fence.nanoseconds)
        }
      }
      return last == 0 ? nil : .nanoseconds(Int64(clamping: last))
    } catch {
      throw SyncError.failing(to: "ask a fence", error)
    }
  }

  var syncFiles: [WaitPoint] { points.filter(\.isSyncFile) }
}

extension Fence {
  /// A fence that signals when both have.
  public func merged(with other: Fence) throws(SyncError) -> Fence {
    guard let mine = syncFile, let theirs = other.syncFile else {
      return Fence(points + other.points, kernel: kernelReference)
    }
    do {
      return Fence(
        owning: try SyncFileCalls.merge(mine.descriptor, with: theirs.descriptor, kernel: kernel),
        kernel: kernelReference)
    } catch {
      throw SyncError.failing(to: "merge two fences", error)
    }
  }

  /// A fence that signals when all have; `nil` of none.
  public static func merging(_ fences: some Sequence<Fence>) throws(SyncError) -> Fence? {
    var merged: Fence?
    for fence in fences { merged = if let merged { try merged.merged(with: fence) } else { fence } }
    return merged
  }

  /// A descriptor of its sync file for the caller to own, close-on-exec: for a Vulkan semaphore,
  /// `IN_FENCE_FD`, or another process.
  public func duplicatedDescriptor() throws(SyncError) -> OwnedFileDescriptor {
    let point = try requireSyncFile()
    do {
      return try OwnedFileDescriptor.duplicate(of: point.descriptor)
    } catch {
      throw SyncError.failing(to: "hand out a fence", error)
    }
  }

  /// Its one sync file.
  var syncFile: WaitPoint? {
    points.count == 1 ? syncFiles.first : nil
  }

  func requireSyncFile() throws(SyncError) -> WaitPoint {
    guard let syncFile else {
      throw SyncError(
        .notSupported,
        "this fence is a buffer that is polled, for this kernel keeps no sync files of buffers "
          + "(Linux 6.0 does); wait for it instead")
    }
    return syncFile
  }
}
