import CLinux
import Synchronization
import SystemPackage
import Testing
import TesseraKernel
import TesseraTestSupport

@testable import Tessera

/// Threads that wait for a buffer themselves.
@Suite struct PoolSleepingTests {
  private let stage = Stage()

  private func pool(_ size: PoolSize, from gated: (any Allocator)? = nil) throws -> BufferPool {
    let allocator = try stage.heapAllocator()
    let plan = BufferPlan(try agreement(.xrgb8888, from: allocator.production), name: "pool")
    return try BufferPool(plan, from: gated ?? allocator, size: size)
  }

  private func fence(_ fake: FakeFence) throws -> Fence {
    try Fence(verifying: fake.descriptor(), kernel: stage.kernel)
  }

  /// Waits on a thread of its own; answers which buffer it got, which is given back.
  private func wait(
    _ pool: BufferPool, within limit: Duration? = nil
  ) -> Task<Result<Int, AllocationError>, Never> {
    Task {
      await onThread {
        do throws(AllocationError) {
          let lease = try pool.waitToAcquire(within: limit)
          return .success(lease.index)
        } catch {
          return .failure(error)
        }
      }
    }
  }

  private func untilWaiting(_ count: Int, _ pool: BufferPool) async {
    while pool.statistics.waiting < count { await Task.yield() }
  }

  @Test func `Who waits gets a free buffer at once`() throws {
    let pool = try pool(.fixed(1))
    #expect(try pool.waitToAcquire().index == 0)
    #expect(pool.statistics.waited == 0)
  }

  @Test func `Who waits in vain is told when the time is over`() throws {
    let pool = try pool(.fixed(1))
    let lease = try pool.lend()
    for limit in [Duration.zero, .milliseconds(2)] {
      let error = #expect(throws: AllocationError.self) {
        _ = try pool.waitToAcquire(within: limit).index
      }
      #expect(error?.code == .timedOut)
      #expect(error?.step == .acquire)
    }
    #expect(pool.statistics.waiting == 0)
    #expect(pool.statistics.waited == 2)
    lease.release()
    #expect(try pool.canLend())
  }

  @Test func `A thread that waits is woken when a buffer is given back`() async throws {
    let pool = try pool(.fixed(1))
    let lease = try pool.lend()
    let waiting = wait(pool)
    await untilWaiting(1, pool)
    #expect(try !pool.canLend())
    lease.release()
    #expect(await waiting.value == .success(0))
  }

  @Test func `A thread that waits gets a buffer when its fences have signalled`() async throws {
    let pool = try pool(.fixed(2))
    let (fakes, reader) = ([FakeFence(), FakeFence()], FakeFence())
    for fake in fakes {
      let lease = try pool.lend()
      if lease.index == 1 {
        stage.kernel.fences.attach(
          reader, to: lease.buffer.memory[0].rawDescriptor, isWriting: false)
      }
      lease.release(after: try fence(fake))
    }
    let waiting = wait(pool)
    await untilWaiting(1, pool)
    reader.signal()
    fakes[1].signal()
    #expect(await waiting.value == .success(1))
  }

  @Test func `A fence that comes while a thread waits is waited for`() async throws {
    let pool = try pool(.fixed(1))
    let lease = try pool.lend()
    let waiting = wait(pool)
    await untilWaiting(1, pool)
    let fake = FakeFence()
    lease.release(after: try fence(fake))
    #expect(pool.statistics.waiting == 1)
    fake.signal()
    #expect(await waiting.value == .success(0))
  }

  @Test func `Threads are served in turn, after those who wait without one`() async throws {
    let pool = try pool(.fixed(1))
    let lease = try pool.lend()
    let order = Order()
    var threads: [Task<Void, Never>] = []
    for number in 1...3 {
      threads.append(
        Task {
          await onThread {
            guard let lease = try? pool.waitToAcquire() else { return }
            order.append(number)
            lease.release()
          }
        })
      await untilWaiting(number, pool)
    }
    let task = Task {
      let lease = try await pool.acquire()
      order.append(0)
      lease.release()
    }
    await untilWaiting(4, pool)
    lease.release()
    for thread in threads { await thread.value }
    try await task.value
    #expect(order.numbers == [0, 1, 2, 3])
    #expect(pool.statistics.waiting == 0)
    #expect(pool.statistics.lent == 0)
  }

  @Test func `A pool grows for who waits, and a failure is told to them`() async throws {
    let growing = try pool(.growing(upTo: 2))
    let one = try growing.waitToAcquire()
    let two = try growing.waitToAcquire(within: .zero)
    #expect([one.index, two.index] == [0, 1])
    let gated = GatedAllocator(production: try stage.heapAllocator().production)
    let empty = try pool(.growing(upTo: 1), from: gated)
    let first = wait(empty)
    while gated.begun == 0 { await Task.yield() }
    let second = wait(empty)
    await untilWaiting(1, empty)
    gated.open()
    for waiting in [first, second] {
      guard case .failure(let error) = await waiting.value else {
        Issue.record("a buffer came out of nothing")
        continue
      }
      #expect(error.code == .outOfMemory)
    }
    #expect(gated.begun == 2)
  }

  @Test func `Many threads share few buffers, and each is lent to one at a time`() async throws {
    let pool = try pool(.growing(upTo: 3))
    let loans = Loans()
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          await onThread {
            (0..<50).count { _ in
              guard let lease = try? pool.waitToAcquire() else { return false }
              let index = lease.index
              let isFirst = loans.begin(index)
              loans.end(index)
              lease.release()
              return isFirst
            }
          }
        }
      }
      for await count in group { #expect(count == 50) }
    }
    #expect(pool.statistics.acquired == 400)
    #expect(pool.statistics.buffers <= 3)
    #expect(pool.statistics.waiting == 0)
  }

  @Test func `No other thread is started for one that waits`() async throws {
    let core = try stage.poolOfOne()
    let fake = FakeFence()
    let lent = try #require(try core.tryAcquire()?.index)
    core.giveBack(lent, after: try fence(fake))
    let waiting = Task { await onThread { try? core.acquire(until: nil)?.index } }
    while core.statistics.waiting == 0 { await Task.yield() }
    fake.signal()
    #expect(await waiting.value == 0)
    #expect(stage.kernel.count(of: .createEventCounter) == 1)
    #expect(stage.kernel.count(of: .startThread) == 0)
  }

  @Test(
    "Whatever fails while a thread waits is told, and nobody waits any more",
    arguments: [KernelCall.createEventCounter, .pollAll])
  func failures(call: KernelCall) throws {
    let core = try stage.poolOfOne()
    let lent = try #require(try core.tryAcquire()?.index)
    stage.kernel.fail(call, with: ENOMEM)
    let error = #expect(throws: AllocationError.self) { _ = try core.acquire(until: nil) }
    #expect(error?.cause?.errno == .noMemory)
    #expect(core.statistics.waiting == 0)
    core.giveBack(lent, after: nil)
    #expect(try core.acquire(until: nil)?.index == 0)
  }
}

/// Which buffers are lent, as those who have them tell.
private final class Loans: Sendable {
  private let state = Mutex<Set<Int>>([])
  func begin(_ index: Int) -> Bool { state.withLock { $0.insert(index).inserted } }
  func end(_ index: Int) { state.withLock { _ = $0.remove(index) } }
}
