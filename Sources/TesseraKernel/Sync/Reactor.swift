internal import CLinux
internal import Synchronization
internal import SystemPackage

/// Waits for any number of descriptors on one thread, which is there only while somebody waits.
///
/// The thread sleeps in one `poll` of all of them and of a bell. `poll`, not `epoll`: nothing stays
/// registered in the kernel, so that a descriptor that is closed after its wait leaves nothing
/// behind, and several waits may be for the same one: they share an entry, since `poll` takes no more
/// entries than the process may have open files.
package final class Reactor: Sendable {
  /// The one of this process.
  package static let shared = Reactor(kernel: LinuxKernel())

  /// How a wait ended.
  package enum Outcome: Hashable, Sendable {
    case ready
    case timedOut
    case cancelled
    case failed(SystemCallError)
  }

  /// Names one wait.
  package struct Token: Hashable, Sendable {
    fileprivate let number: UInt64
  }

  private struct Wait {
    let token: Token
    let entry: PollEntry
    /// In nanoseconds of the monotonic clock.
    let deadline: UInt64
    let completion: @Sendable (Outcome) -> Void
  }

  private final class Bell: Sendable {
    let descriptor: OwnedFileDescriptor
    init(_ descriptor: consuming OwnedFileDescriptor) { self.descriptor = descriptor }
  }

  private struct State {
    var waits: [Wait] = []
    /// There for as long as the thread is.
    var bell: Bell?
  }

  package let kernel: any Kernel
  private let linger: CInt
  private let state = Mutex(State())
  private let tokens = Atomic<UInt64>(0)

  /// Makes one whose thread goes when nobody has waited for so many milliseconds.
  package init(kernel: any Kernel, linger: CInt = 1000) {
    self.kernel = kernel
    self.linger = linger
  }

  /// Whether its thread is there.
  package var isRunning: Bool { state.withLock { $0.bell != nil } }
  /// How many waits have not ended.
  package var waits: Int { state.withLock { $0.waits.count } }

  /// A name for a wait that is about to begin.
  package func makeToken() -> Token {
    Token(number: tokens.add(1, ordering: .relaxed).newValue)
  }

  /// Begins a wait; `completion` runs exactly once, on whatever thread ends it, and should be short.
  ///
  /// The descriptor must stay open until then: let `completion` hold its owner.
  package func begin(
    _ token: Token, on descriptor: CInt, for readiness: Readiness, until deadline: UInt64? = nil,
    _ completion: @escaping @Sendable (Outcome) -> Void
  ) {
    let wait = Wait(
      token: token, entry: PollEntry(descriptor, readiness), deadline: deadline ?? .max,
      completion: completion)
    do throws(SystemCallError) {
      try state.withLock { state throws(SystemCallError) in
        if let bell = state.bell {
          state.waits.append(wait)
          ring(bell)
        } else {
          state.bell = try start()
          state.waits.append(wait)
        }
      }
    } catch {
      completion(.failed(error))
    }
  }

  /// Ends a wait early; nothing happens when it has ended or has not begun.
  package func cancel(_ token: Token) {
    let wait = state.withLock { state -> Wait? in
      guard let index = state.waits.firstIndex(where: { $0.token == token }) else { return nil }
      if let bell = state.bell { ring(bell) }
      return state.waits.remove(at: index)
    }
    wait?.completion(.cancelled)
  }

  /// Wakes the thread: a bell that cannot be rung more is ringing already.
  private func ring(_ bell: Bell) { _ = kernel.raise(bell.descriptor.rawValue) }

  private func start() throws(SystemCallError) -> Bell {
    let bell = Bell(
      OwnedFileDescriptor(rawValue: CInt(try checked(kernel.createEventCounter(), "eventfd"))))
    _ = try checked(kernel.startThread { self.run(bell) }, "pthread_create")
    return bell
  }

  private func run(_ bell: Bell) {
    var watched = Watched()
    while true {
      let milliseconds = state.withLock { state in
        watched.fill(with: state.waits, bell.descriptor.rawValue)
        return sleep(before: state.waits)
      }
      let answer = kernel.poll(&watched.entries, milliseconds: milliseconds)
      if answer == -Int(EINTR) { continue }
      if watched.entries[0].answers != 0 { _ = kernel.clear(bell.descriptor.rawValue) }
      let (ended, isLast) = state.withLock { state in
        let ended = end(&state.waits, answer, watched)
        let isLast = state.waits.isEmpty && ended.isEmpty && answer <= 0
        // Whoever waits next starts another thread.
        if isLast { state.bell = nil }
        return (ended, isLast)
      }
      for (wait, outcome) in ended { wait.completion(outcome) }
      if isLast { return }
    }
  }

  private func sleep(before waits: [Wait]) -> CInt {
    guard let first = waits.lazy.map(\.deadline).min() else { return linger }
    return first == .max ? -1 : MonotonicClock.milliseconds(until: first)
  }

  /// Takes out the waits that have ended.
  private func end(
    _ waits: inout [Wait], _ answer: Int, _ watched: Watched
  ) -> [(Wait, Outcome)] {
    let failure =
      answer < 0 ? SystemCallError(call: "poll", errno: .init(rawValue: CInt(-answer))) : nil
    let now = MonotonicClock.nanoseconds
    var ended: [(Wait, Outcome)] = []
    let places = watched.places
    var next = places.startIndex
    waits.removeAll { wait in
      // Waits that were there before the poll are still in its order; those that are new come last.
      while next < places.endIndex, places[next].token != wait.token { next += 1 }
      let entry = next < places.endIndex ? watched.entries[places[next].entry] : wait.entry
      let events = entry.answers
      let outcome: Outcome
      if let failure {
        outcome = .failed(failure)
      } else if events & wait.entry.events != 0 {
        outcome = .ready
      } else if events & ~entry.events != 0 {
        // What others wait for on the same descriptor is no failure.
        outcome = .failed(SystemCallError(call: "poll", errno: Readiness.errno(of: events)))
      } else if wait.deadline <= now {
        outcome = .timedOut
      } else {
        return false
      }
      ended.append((wait, outcome))
      return true
    }
    return ended
  }
}

extension Reactor {
  /// What one poll is asked, and for whom.
  private struct Watched {
    /// The bell's, and one of each descriptor.
    var entries: [PollEntry] = []
    /// Which entry each wait has, in the order of the waits.
    private(set) var places: [(token: Token, entry: Int)] = []
    private var known: [CInt: Int] = [:]

    mutating func fill(with waits: [Wait], _ bell: CInt) {
      entries.removeAll(keepingCapacity: true)
      places.removeAll(keepingCapacity: true)
      known.removeAll(keepingCapacity: true)
      entries.append(PollEntry(bell, .readable))
      for wait in waits {
        let entry = known[wait.entry.descriptor] ?? entries.count
        if entry == entries.count {
          known[wait.entry.descriptor] = entry
          entries.append(wait.entry)
        } else {
          entries[entry].events |= wait.entry.events
        }
        places.append((wait.token, entry))
      }
    }
  }
}
