internal import CLinux
internal import Synchronization
internal import TesseraKernel

/// A syncobj of a fake card: fences at points; one without a timeline has its fence at point 0.
final class FakeSyncObject: Sendable {
  private struct State {
    var fences: [UInt64: FakeFence] = [:]
    var watchers: [(point: UInt64, counter: OwnedCounter, onlySubmission: Bool)] = []
  }
  private final class OwnedCounter: Sendable {
    let descriptor: OwnedFileDescriptor
    init(_ descriptor: consuming OwnedFileDescriptor) { self.descriptor = descriptor }
  }
  private let state = Mutex(State())

  /// Puts a fence at a point, or replaces the one at point 0.
  func put(_ fence: FakeFence?, at point: UInt64) {
    state.withLock { $0.fences[point] = fence }
    fence?.follow { [weak self] in self?.look() }
    look()
  }

  /// The fence that a point waits for: its own or the next one's.
  func fence(at point: UInt64) -> FakeFence? {
    state.withLock { state in
      let next = state.fences.keys.filter { $0 >= point }.min()
      return next.flatMap { state.fences[$0] }
    }
  }

  /// The last point that has signalled with all before it.
  var reached: UInt64 {
    state.withLock { state in
      let pending = state.fences.filter { $0.value.status == 0 }.keys.min() ?? .max
      return state.fences.keys.filter { $0 < pending }.max() ?? 0
    }
  }

  /// The last point that has a fence.
  var submitted: UInt64 { state.withLock { $0.fences.keys.max() ?? 0 } }

  /// Whether a point has signalled, or has its fence.
  func has(_ point: UInt64, onlySubmission: Bool) -> Bool {
    guard let fence = fence(at: point) else { return false }
    return onlySubmission || (point == 0 ? fence.status != 0 : reached >= point)
  }

  /// Raises an event counter when a point is there.
  func watch(_ point: UInt64, _ counter: CInt, onlySubmission: Bool) -> Int {
    let copy = clinux_fcntl(counter, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { return copy }
    let owned = OwnedCounter(OwnedFileDescriptor(rawValue: CInt(copy)))
    state.withLock { $0.watchers.append((point, owned, onlySubmission)) }
    look()
    return 0
  }

  private func look() {
    let watchers = state.withLock(\.watchers)
    let due = watchers.filter { has($0.point, onlySubmission: $0.onlySubmission) }
    state.withLock { state in
      state.watchers.removeAll { watcher in due.contains { $0.counter === watcher.counter } }
    }
    for watcher in due { _ = clinux_eventfd_add(watcher.counter.descriptor.rawValue) }
  }
}
