import CLinux
import Foundation
import Synchronization
import SystemPackage
import Testing
import TesseraTestSupport

@testable import TesseraKernel

@Suite struct ReactorTests {
  private let kernel = ScriptedKernel()

  /// Begins a wait and returns how it ended.
  private func outcome(
    _ reactor: Reactor, _ fence: FakeFence, until deadline: UInt64? = nil,
    _ meanwhile: (Reactor.Token) -> Void = { _ in }
  ) async -> Reactor.Outcome {
    await withCheckedContinuation { continuation in
      let token = reactor.makeToken()
      let file = Held(fence.descriptor())
      reactor.begin(token, on: file.descriptor.rawValue, for: .readable, until: deadline) {
        outcome in
        withExtendedLifetime(file) { continuation.resume(returning: outcome) }
      }
      meanwhile(token)
    }
  }

  private final class Held: Sendable {
    let descriptor: OwnedFileDescriptor
    init(_ descriptor: consuming OwnedFileDescriptor) { self.descriptor = descriptor }
  }

  @Test func `A wait ends when its descriptor is ready`() async {
    let reactor = Reactor(kernel: kernel, linger: 600_000)
    let fence = FakeFence()
    #expect(await outcome(reactor, fence) { _ in fence.signal() } == .ready)
    #expect(await outcome(reactor, fence) == .ready)
    #expect(kernel.count(of: .startThread) == 1)
    #expect(fence.handedOut == 0)
  }

  @Test func `A wait ends at its deadline, not before`() async {
    let reactor = Reactor(kernel: kernel, linger: 600_000)
    let deadline = MonotonicClock.nanoseconds + 15_000_000
    #expect(await outcome(reactor, FakeFence(), until: deadline) == .timedOut)
    #expect(MonotonicClock.nanoseconds >= deadline)
  }

  @Test func `A wait that is cancelled ends at once, and once`() async {
    let reactor = Reactor(kernel: kernel, linger: 600_000)
    let fence = FakeFence()
    let end = await outcome(reactor, fence) { token in
      reactor.cancel(token)
      reactor.cancel(token)
      fence.signal()
    }
    #expect(end == .cancelled)
    #expect(reactor.waits == 0)
    reactor.cancel(reactor.makeToken())
  }

  @Test func `Many waits share one thread, several of them one descriptor`() async {
    let reactor = Reactor(kernel: kernel, linger: 600_000)
    let fences = (0..<50).map { _ in FakeFence() }
    await withTaskGroup(of: Reactor.Outcome.self) { group in
      for fence in fences + fences { group.addTask { await outcome(reactor, fence) } }
      for fence in fences.shuffled() { fence.signal() }
      for await end in group { #expect(end == .ready) }
    }
    #expect(kernel.count(of: .startThread) == 1)
    #expect(reactor.waits == 0)
  }

  @Test func `Waits for one descriptor share an entry, whatever they wait for`() async {
    let reactor = Reactor(kernel: kernel, linger: 600_000)
    let counter = Held(OwnedFileDescriptor(rawValue: CInt(kernel.createEventCounter())))
    let descriptor = counter.descriptor.rawValue
    // Of nothing it is writable alone.
    let ends = Mutex<[Readiness.RawValue: [Reactor.Outcome]]>([:])
    func wait(for readiness: Readiness) {
      reactor.begin(reactor.makeToken(), on: descriptor, for: readiness) { outcome in
        ends.withLock { $0[readiness.rawValue, default: []].append(outcome) }
      }
    }
    for _ in 0..<50 { wait(for: .readable) }
    while kernel.count(of: .pollAll) == 0 { await Task.yield() }
    for _ in 0..<50 { wait(for: .writable) }
    while ends.withLock({ $0[Readiness.writable.rawValue]?.count }) != 50 { await Task.yield() }
    #expect(reactor.waits == 50)
    _ = kernel.raise(descriptor)
    while reactor.waits > 0 { await Task.yield() }
    #expect(ends.withLock { $0.values.joined().allSatisfy { $0 == .ready } })
    // The bell's is the other.
    #expect(kernel.mostEntries == 2)
    withExtendedLifetime(counter) {}
  }

  @Test func `The thread goes when nobody waits, and comes back`() async throws {
    let reactor = Reactor(kernel: kernel, linger: 1)
    let fence = FakeFence()
    fence.signal()
    for round in 1...3 {
      #expect(await outcome(reactor, fence) == .ready)
      while reactor.isRunning { try await Task.sleep(for: .milliseconds(1)) }
      #expect(kernel.count(of: .startThread) == round)
    }
  }

  @Test func `The thread sleeps while nothing happens`() async {
    let reactor = Reactor(kernel: kernel, linger: 600_000)
    _ = await outcome(reactor, FakeFence(), until: MonotonicClock.nanoseconds + 200_000_000)
    // Once before the deadline was there, and little more.
    #expect(kernel.count(of: .pollAll) <= 4)
  }

  @Test(
    "A thread or a bell that cannot be made fails the wait, and is tried again by the next",
    arguments: [(KernelCall.createEventCounter, "eventfd"), (.startThread, "pthread_create")])
  func starting(call: KernelCall, name: String) async {
    let reactor = Reactor(kernel: kernel, linger: 600_000)
    kernel.fail(call, with: EAGAIN)
    let fence = FakeFence()
    fence.signal()
    #expect(
      await outcome(reactor, fence)
        == .failed(SystemCallError(call: name, errno: .resourceTemporarilyUnavailable)))
    #expect(!reactor.isRunning)
    #expect(await outcome(reactor, fence) == .ready)
  }

  @Test func `A poll that fails fails every wait; one that is interrupted none`() async {
    let reactor = Reactor(kernel: kernel, linger: 600_000)
    kernel.fail(.pollAll, times: 3, with: EINTR)
    kernel.fail(.pollAll, with: ENOMEM)
    #expect(
      await outcome(reactor, FakeFence())
        == .failed(SystemCallError(call: "poll", errno: .noMemory)))
    let fence = FakeFence()
    fence.signal()
    #expect(await outcome(reactor, fence) == .ready)
  }

  @Test func `A descriptor that is not open fails its wait, not the others`() async {
    let reactor = Reactor(kernel: kernel, linger: 600_000)
    let fence = FakeFence()
    async let other = outcome(reactor, fence)
    let end = await withCheckedContinuation { continuation in
      reactor.begin(reactor.makeToken(), on: CInt.max, for: .readable) {
        continuation.resume(returning: $0)
      }
    }
    #expect(end == .failed(SystemCallError(call: "poll", errno: .badFileDescriptor)))
    fence.signal()
    #expect(await other == .ready)
  }
}
