internal import Synchronization
internal import SystemPackage
public import TesseraKernel

/// Work of devices on buffers that somebody waits for: it signals once, when all of it is done.
///
/// A fence is a sync file. Where the kernel has none of buffers (before Linux 6.0), the fence of a
/// buffer is the buffer itself, polled: then it also waits for work that is added later.
public final class Fence: Sendable {
  /// What must be ready; all of it.
  let points: [WaitPoint]
  let kernelReference: KernelReference
  /// Sync files alone: what has signalled stays so, while a buffer may get more work.
  private let staysSignalled: Bool
  private let hasSignalled = Atomic<Bool>(false)
  /// The one sync file that most fences are, where Linux is asked; −1 for others.
  private let alone: CInt

  init(_ points: [WaitPoint], kernel: KernelReference) {
    self.points = points
    kernelReference = kernel
    staysSignalled = points.allSatisfy(\.isSyncFile)
    alone = points.count == 1 && staysSignalled && kernel.isLinux ? points[0].descriptor : -1
  }

  convenience init(owning syncFile: consuming OwnedFileDescriptor, kernel: KernelReference) {
    self.init([WaitPoint(owning: syncFile)], kernel: kernel)
  }

  var kernel: any Kernel { kernelReference.kernel }

  /// Takes a sync file from elsewhere: a Vulkan semaphore, `OUT_FENCE_PTR`, another process.
  public convenience init(_ syncFile: consuming OwnedFileDescriptor) throws(SyncError) {
    try self.init(verifying: syncFile, kernel: LinuxKernel())
  }

  package convenience init(
    verifying syncFile: consuming OwnedFileDescriptor, kernel: any Kernel
  ) throws(SyncError) {
    do {
      _ = try SyncFileCalls.status(of: syncFile.rawValue, kernel: kernel)
    } catch {
      throw SyncError(.invalid, "a fence was expected and this descriptor is none", cause: error)
    }
    self.init(owning: syncFile, kernel: KernelReference(kernel))
  }

  /// Whether everything is done; a fence that is known to have signalled is not asked again.
  public func isSignalled() throws(SyncError) -> Bool {
    if let known = ask() { return known }
    // By index, here and in pools: without optimization an array's iterator uses the heap.
    for index in points.indices where try !points[index].isReady(kernel) { return false }
    noteSignalled()
    return true
  }

  /// The same as far as it is known, or Linux tells it of one sync file; errors are told elsewhere.
  @inline(__always)
  private func ask() -> Bool? {
    if hasSignalled.load(ordering: .acquiring) { return true }
    guard alone >= 0 else { return nil }
    let readable = Readiness.readable.rawValue
    let answer = LinuxKernel().poll(alone, events: readable, milliseconds: 0)
    guard answer == Int(readable) else { return answer == 0 ? false : nil }
    hasSignalled.store(true, ordering: .releasing)
    return true
  }

  private func noteSignalled() {
    if staysSignalled { hasSignalled.store(true, ordering: .releasing) }
  }

  /// Blocks until everything is done; throws `timedOut` when it takes longer than `limit`.
  public func wait(within limit: Duration? = nil) throws(SyncError) {
    // Most fences have signalled by the time they are waited for: one call answers it.
    let known = ask()
    if known == true { return }
    if known == nil, limit != nil, try isSignalled() { return }
    try wait(until: Deadline.after(limit), limit: limit)
  }

  /// Waits until an instant of the monotonic clock, which is `limit` after the wish.
  func wait(until deadline: UInt64?, limit: Duration?) throws(SyncError) {
    for index in points.indices {
      // Its numbers alone: a copy of the point would count its owner up and down.
      let (descriptor, readiness) = (points[index].descriptor, points[index].readiness)
      do {
        if try kernel.wait(on: descriptor, for: readiness, until: deadline) { continue }
      } catch {
        throw SyncError.failing(to: "wait for a fence", error)
      }
      throw SyncError.timedOut("a fence", after: limit)
    }
    noteSignalled()
  }

  /// Returns when everything is done; no thread is held meanwhile.
  ///
  /// Throws `timedOut` when it takes longer than `limit`, `cancelled` when the task is cancelled.
  public func signalled(within limit: Duration? = nil) async throws(SyncError) {
    if try isSignalled() { return }
    let deadline = Deadline.after(limit)
    for point in points {
      try await point.becomesReady(until: deadline, named: "a fence", limit: limit)
    }
    noteSignalled()
  }
}

/// A descriptor that is ready when something is done, and what keeps it open.
struct WaitPoint: Sendable {
  let descriptor: CInt
  let readiness: Readiness
  /// Whether it is a sync file, not a buffer.
  let isSyncFile: Bool
  private let owner: any AnyObject & Sendable

  private final class Owner: Sendable {
    let descriptor: OwnedFileDescriptor
    init(_ descriptor: consuming OwnedFileDescriptor) { self.descriptor = descriptor }
  }

  init(owning descriptor: consuming OwnedFileDescriptor) {
    let owner = Owner(descriptor)
    self.descriptor = owner.descriptor.rawValue
    readiness = .readable
    isSyncFile = true
    self.owner = owner
  }

  init(_ buffer: DMABuffer, _ direction: AccessDirection) {
    descriptor = buffer.rawDescriptor
    readiness = DMABufferCalls.readiness(for: direction)
    isSyncFile = false
    owner = buffer
  }
}

extension WaitPoint {
  func isReady(_ kernel: any Kernel) throws(SyncError) -> Bool {
    do {
      return try kernel.isReady(descriptor, for: readiness)
    } catch {
      throw SyncError.failing(to: "ask a fence", error)
    }
  }

  /// Suspends until the descriptor is ready.
  func becomesReady(
    until deadline: UInt64?, named what: String, limit: Duration?, by reactor: Reactor = .shared
  ) async throws(SyncError) {
    switch await outcome(until: deadline, by: reactor) {
    case .ready: return
    case .timedOut: throw SyncError.timedOut(what, after: limit)
    case .cancelled:
      throw SyncError(.cancelled, "\(what) was waited for and the task was cancelled")
    case .failed(let error): throw SyncError.failing(to: "wait for \(what)", error)
    }
  }

  private func outcome(until deadline: UInt64?, by reactor: Reactor) async -> Reactor.Outcome {
    let outcome = await reactor.outcome(on: descriptor, for: readiness, until: deadline)
    // The owner is held until the wait has ended, and with it the descriptor.
    return withExtendedLifetime(owner) { outcome }
  }
}
